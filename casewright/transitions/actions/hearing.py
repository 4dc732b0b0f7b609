"""Hearing: what a message says about a stay or a death, and that a sender was heard at all."""

from dataclasses import asdict
from datetime import datetime, timedelta

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.access import HEAR, HEAR_FEED
from casewright.transitions.actions.settling import settle
from casewright.transitions.actions.stay import events_of, show, told_of
from casewright.transitions.facts import StayFact
from casewright.transitions.models import Feed, Stay, StayEvent
from casewright.transitions.rules import stay_from

HEARD_AT_MOST_EVERY = timedelta(minutes=1)


@action
def hear_event(*, by: User, person: Person, fact: StayFact, at: datetime) -> Stay:
    """Keep one thing said about a stay, and let everything that follows from it follow.

    Heard in any order, late or twice, the same events end in the same stay and promises.
    """
    demand(by, HEAR, person)
    stay, _ = Stay.objects.select_for_update().get_or_create(
        source=fact.source, visit=fact.visit, defaults={"person": person, "heard_at": at}
    )
    if stay.person_id != person.pk:
        raise Refused("This visit number is another person's. Nothing was changed.")
    if StayEvent.objects.filter(stay=stay, source_key=fact.source_key).exists():
        return stay
    said = {key: value for key, value in asdict(told_of(fact)).items() if value}
    StayEvent.objects.create(
        stay=stay,
        kind=fact.kind,
        occurred_at=fact.occurred_at,
        recorded_at=fact.recorded_at,
        heard_at=at,
        source_key=fact.source_key,
        where=fact.where,
        said={k: v.isoformat() if isinstance(v, datetime) else v for k, v in said.items()},
    )
    view = stay_from(events_of(stay))
    show(stay, view, at)
    settle(by, stay.person, at)
    record(by, "transitions.heard", stay, kind=fact.kind)
    return stay


@action
def hear_death(*, by: User, person: Person, at: datetime) -> None:
    """Somebody died: calls and visits to them end, and one person speaks with the family."""
    demand(by, HEAR, person)
    settle(by, person, at)
    record(by, "transitions.death_heard", person)


@action
def hear_feed(
    *, by: User, sender: str, at: datetime, title: str = "", usual_minutes: int | None = None
) -> Feed:
    """Note that a sender was heard, so that its silence is noticed."""
    demand(by, HEAR_FEED, None)
    feed = Feed.objects.filter(sender=sender).first()
    if feed is None:
        feed = Feed.objects.create(
            sender=sender, title=title, last_heard_at=at, usual_minutes=usual_minutes or 240
        )
        record(by, "transitions.feed_known", feed)
        return feed
    if at - feed.last_heard_at >= HEARD_AT_MOST_EVERY or title or usual_minutes:
        feed.last_heard_at = max(at, feed.last_heard_at)
        feed.title = title or feed.title
        feed.usual_minutes = usual_minutes or feed.usual_minutes
        feed.save(update_fields=["last_heard_at", "title", "usual_minutes"])
        record(by, "transitions.feed_heard", feed)
    return feed
