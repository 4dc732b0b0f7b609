"""Timed work of this room: a sender that falls silent is noticed."""

from datetime import datetime, timedelta

from casewright.foundation.jobs import timed
from casewright.security.actions import ensure_service
from casewright.transitions.actions.watching import note_silence
from casewright.transitions.models import Feed
from casewright.transitions.rules.silence import is_silent


@timed(every=timedelta(minutes=5))
def watch_feeds(at: datetime) -> int:
    """Note each sender that has been silent for longer than usual, once for each silence."""
    silent = [feed for feed in Feed.objects.filter(silent_since=None) if is_silent(feed, at)]
    if not silent:
        return 0
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    return sum(note_silence(by=clockwork, feed=feed, at=at) for feed in silent)
