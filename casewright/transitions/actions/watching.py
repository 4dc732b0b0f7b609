"""Watching over senders: that one fell silent, and how long its pauses usually are."""

from datetime import datetime

from casewright.audit.actions import action, record
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.access import HEAR_FEED
from casewright.transitions.models import Feed
from casewright.transitions.rules.silence import is_silent

TOLD_NOTHING = 240


@action
def note_silence(*, by: User, feed: Feed, at: datetime) -> bool:
    """Note that a sender has been silent for longer than usual; once for each silence.

    Says whether there was anything to note. Being heard again ends it.
    """
    demand(by, HEAR_FEED, None)
    kept = Feed.objects.select_for_update().get(pk=feed.pk)
    if kept.silent_since is not None or not is_silent(kept, at):
        return False
    kept.silent_since = at
    kept.save(update_fields=["silent_since"])
    record(by, "transitions.feed_fell_silent", kept)
    return True


@action
def learn_silence(*, by: User, sender: str, minutes: int, at: datetime) -> bool:
    """Keep how long a sender's pauses usually are, unless somebody said it themselves."""
    demand(by, HEAR_FEED, None)
    kept = Feed.objects.select_for_update().filter(sender=sender).first()
    if kept is None or (kept.learnt_at is None and kept.usual_minutes != TOLD_NOTHING):
        return False
    if kept.usual_minutes == minutes:
        return False
    kept.usual_minutes, kept.learnt_at = minutes, at
    kept.save(update_fields=["usual_minutes", "learnt_at"])
    record(by, "transitions.silence_learnt", kept, minutes=minutes)
    return True
