"""Hearing one person's part of a message: the person, the chart, the stay."""

from datetime import datetime

from casewright.hl7.actions.charting import keep_chart
from casewright.hl7.actions.finding import (
    find,
    register_who,
    source_of,
    without_numbers_of_others,
)
from casewright.hl7.actions.waiting import Waits
from casewright.hl7.adt.meaning import STAY_EVENTS
from casewright.hl7.adt.person import person_facts, strong_identifiers
from casewright.hl7.adt.stay import stay_fact
from casewright.hl7.models import Message
from casewright.hl7.reading.fields import Adt
from casewright.people.actions import keep_facts
from casewright.people.models import Person
from casewright.security.models import User
from casewright.transitions.actions import AnothersVisit, hear_death, hear_event

# What a person's being known by changes with these: a message that waits may fit now.
TELLING = frozenset({"names", "identifiers", "birth_date"})


def hear(
    by: User,
    message: Message,
    adt: Adt,
    *,
    register: bool,
    at: datetime,
    about: Person | None = None,
) -> tuple[Person, bool]:
    """Apply what one person's part of a message says; gives the person, and whether more is
    known now of who they are. `about` is whom a colleague says it is about."""
    sender = message.sender
    facts = person_facts(adt, sender)
    fact = None
    if adt.header.event in STAY_EVENTS:
        fact = stay_fact(adt, sender, f"hl7:{message.pk}")
    numbers = strong_identifiers(adt, sender)
    found = None
    if about is not None:
        facts = without_numbers_of_others(facts, about)
    else:
        found = find(numbers, facts)
    person, is_more_known = found.person if found else about, True
    if person is None:
        person = register_who(by, facts, sender, register=register, at=at)
    else:
        changed = keep_facts(
            by=by,
            person=person,
            facts=facts,
            at=at,
            source=source_of(sender),
            known=found.known if found else None,
        )
        is_more_known = bool(TELLING & set(changed))
    keep_chart(by, person, adt, sender, at)
    if fact is not None:
        try:
            hear_event(by=by, person=person, fact=fact, at=at)
        except AnothersVisit as refusal:
            raise Waits(str(refusal), numbers) from refusal
    elif facts.died_on or facts.died_by or "died_on" in facts.emptied:
        hear_death(by=by, person=person, at=at)
    return person, is_more_known
