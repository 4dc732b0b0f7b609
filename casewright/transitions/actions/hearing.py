"""Hearing: what a message says about a stay or a death, and that a sender was heard at all."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.foundation.moments import organization_zone
from casewright.foundation.prepared import TEXTS, PreparedRecords
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.access import HEAR, HEAR_FEED
from casewright.transitions.actions.settling import settle
from casewright.transitions.actions.stay import NEW_EVENTS, STAY, events_of, show, told_of
from casewright.transitions.facts import StayFact
from casewright.transitions.models import Feed, Stay, StayEvent
from casewright.transitions.rules import stay_from
from casewright.transitions.rules.silence import is_silent

HEARD_AT_MOST_EVERY = timedelta(minutes=1)
USUAL = ("usual_minutes", "learnt_at")

FEED: PreparedRecords[Feed] = PreparedRecords(
    lambda: Feed.objects.filter(sender=TEXTS["text0"]).order_by()
)


class AnothersVisit(Refused):
    """The visit's number stands for a stay of somebody else."""


@action
def hear_event(*, by: User, person: Person, fact: StayFact, at: datetime) -> Stay:
    """Keep one thing said about a stay, and let everything that follows from it follow.

    Heard in any order, late or twice, the same events end in the same stay and promises.
    """
    demand(by, HEAR, person)
    known = STAY.records(text0=fact.source, text1=fact.visit)
    stay = known[0] if known else Stay(person=person, source=fact.source, visit=fact.visit)
    if stay.person_id != person.pk:
        raise AnothersVisit("This visit number is another person's. Nothing was changed.")
    told, before = told_of(fact), events_of(stay) if known else []
    if any(one.source_key == fact.source_key for one in before):
        return stay
    show(stay, stay_from([*before, told]), at)
    said = {key: value for key, value in vars(told).items() if value}
    NEW_EVENTS.add_rows(
        StayEvent(
            stay=stay,
            kind=fact.kind,
            occurred_at=fact.occurred_at,
            recorded_at=fact.recorded_at,
            heard_at=at,
            source_key=fact.source_key,
            where=fact.where,
            said={k: v.isoformat() if isinstance(v, datetime) else v for k, v in said.items()},
        )
    )
    settle(by, person, at, about=stay)
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
    feed = next(iter(FEED.records(text0=sender)), None)
    if feed is None:
        feed = Feed.objects.create(
            sender=sender, title=title, last_heard_at=at, usual_minutes=usual_minutes or 240
        )
        record(by, "transitions.feed_known", feed)
        return feed
    if at - feed.last_heard_at >= HEARD_AT_MOST_EVERY or title or usual_minutes:
        feed.last_heard_at = max(at, feed.last_heard_at)
        feed.title = title or feed.title
        _say_usual(feed, usual_minutes)
        if feed.silent_since is not None and not is_silent(feed, at):
            feed.silent_since = None
            record(by, "transitions.feed_is_back", feed)
        feed.save(update_fields=["last_heard_at", "title", *USUAL, "silent_since"])
        record(by, "transitions.feed_heard", feed)
    return feed


@action
def know_feed(
    *, by: User, sender: str, title: str = "", usual_minutes: int | None = None, zone: str | None
) -> Feed:
    """Say what is known of a sender that was heard before; says nothing of when it was heard.

    `zone` is the zone of its clock, for moments that state none ("": the organization's).
    """
    demand(by, HEAR_FEED, None)
    if zone and zone not in available_timezones():
        raise Refused(f"{zone[:64]} is no time zone. Write it as in America/Chicago.")
    feed = next(iter(FEED.records(text0=sender)), None)
    if feed is None:
        raise Refused("Nothing was ever heard of this sender. Write it as MSH-4 has it.")
    feed.title = title or feed.title
    _say_usual(feed, usual_minutes)
    feed.zone = feed.zone if zone is None else zone
    feed.save(update_fields=["title", *USUAL, "zone"])
    record(by, "transitions.feed_described", feed, zone=feed.zone)
    return feed


def zone_of(sender: str) -> ZoneInfo:
    """The zone of a sender's clock: its own where one is kept, else the organization's."""
    feed = next(iter(FEED.records(text0=sender)), None)
    return ZoneInfo(feed.zone) if feed and feed.zone else organization_zone()


def _say_usual(feed: Feed, minutes: int | None) -> None:
    """What somebody says is usual is no longer learnt from what is heard."""
    if minutes:
        feed.usual_minutes, feed.learnt_at = minutes, None
