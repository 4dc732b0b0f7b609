"""Taking back that a message was matched to somebody whom it was not about."""

from datetime import datetime
from typing import Any

from casewright.chart.actions import take_back_received
from casewright.chart.actions.taking_back import held_keys
from casewright.foundation.errors import Refused
from casewright.hl7.models import Fate, Message, Settlement
from casewright.people.actions import take_back_facts
from casewright.people.actions.unsaying import held_facts
from casewright.people.models import Person
from casewright.security.models import User
from casewright.transitions.actions import disown_stay
from casewright.transitions.models import Stay, StayEvent


def held_about(person: Person) -> dict[str, Any]:
    """What is held about a person before and after a match, fit for JSON."""
    stays = Stay.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
    return {
        "facts": held_facts(person),
        "chart": sorted(held_keys(person)),
        "stays": [str(key) for key in stays],
    }


def take_back_match(feed: User, settlement: Settlement, at: datetime) -> None:
    """Let the person be as if the message had never been theirs, and the message wait again.

    Refused once more was heard of the same stays: then others lean on what would be taken away.
    """
    person, said = settlement.person, settlement.said
    if person is None:
        raise Refused("This match names nobody.")
    keys = [str(settlement.message_id), *(one["key"] for one in said["with"])]
    _refuse_later(person, settlement, keys)
    before, after = said["before"], said["after"]
    new_stays = set(after["stays"]) - set(before["stays"])
    for stay in Stay.objects.filter(pk__in=new_stays, person=person).order_by("pk"):
        disown_stay(by=feed, stay=stay, at=at)
    take_back_received(
        by=feed, person=person, keys=sorted(set(after["chart"]) - set(before["chart"]))
    )
    take_back_facts(by=feed, person=person, before=before["facts"], after=after["facts"], at=at)
    for one in [{"key": str(settlement.message_id), **said}, *said["with"]]:
        wait_again(Message.objects.get(pk=one["key"]), one["fate"], one["reason"], at)


def wait_again(message: Message, fate: str, reason: str, at: datetime) -> None:
    """Put a message back into the queue as it stood there."""
    message.fate, message.reason = fate, reason
    message.person, message.settled_at = None, at
    message.save(update_fields=["fate", "reason", "person", "settled_at"])


def _refuse_later(person: Person, settlement: Settlement, keys: list[str]) -> None:
    """Refuse when other messages about this person were applied since, or tell of the stays."""
    sender = settlement.message.sender
    since = Message.objects.filter(
        person=person, sender=sender, fate=Fate.APPLIED, settled_at__gte=settlement.at
    ).exclude(pk__in=keys)
    sources = [f"hl7:{key}" for key in keys]
    told = StayEvent.objects.filter(source_key__in=sources).values("stay")
    others = StayEvent.objects.filter(stay__in=told).exclude(source_key__in=sources)
    if since.exists() or others.exists():
        raise Refused(
            "More was heard of this person or this stay, which leans on the match. It cannot be"
            " taken back here any more."
        )
