"""Joining the record of one number to that of another, as a hospital says."""

from dataclasses import replace
from datetime import datetime

from casewright.hl7.actions.finding import (
    find,
    holders,
    is_borne_out,
    name_prior,
    register_who,
    source_of,
    told_apart_by,
)
from casewright.hl7.actions.waiting import Numbers, Waits
from casewright.hl7.adt.meaning import RENUMBERING_EVENTS
from casewright.hl7.adt.person import facts_of, person_facts, strong_identifiers
from casewright.hl7.models import Message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt
from casewright.people.actions import keep_facts
from casewright.people.actions.known import known_of
from casewright.people.models import Person
from casewright.security.models import User
from casewright.transitions.actions import join_records


def merge(
    by: User, message: Message, adt: Adt, *, register: bool, at: datetime
) -> tuple[Person, bool]:
    """Join the record of MRG-1 to that of PID-3 (A40 and its kin); gives the one kept."""
    sender = message.sender
    facts, numbers = person_facts(adt, sender), strong_identifiers(adt, sender)
    prior = facts_of(tuple(one for p in adt.priors for one in p.identifiers), sender)
    if not prior:
        raise Unreadable("MRG-1 does not say which number is to be no more.")
    if not numbers:
        raise Unreadable("PID-3 does not say which number is to be kept.")
    every = (*numbers, *prior)
    gone = holders(prior)
    if len(gone) > 1:
        raise Waits("The numbers of MRG belong to more than one person here.", every)
    try:
        found = find(numbers, facts)
    except Waits as refusal:
        raise Waits(str(refusal), every) from refusal
    kept = found.person if found else None
    both = replace(facts, identifiers=tuple(dict.fromkeys(every)))
    if kept is None and not gone:
        kept = register_who(by, both, sender, register=register, at=at)
        name_prior(prior)
        return kept, True
    if kept is None:
        kept = gone[0]
    elif not gone:
        name_prior(prior)
    elif gone[0].pk != kept.pk:
        _check_renumbering(adt, kept, gone[0], every)
        join_records(by=by, kept=kept, gone=gone[0], at=at, source=source_of(sender))
    keep_facts(by=by, person=kept, facts=both, at=at, source=source_of(sender))
    return kept, True


def _check_renumbering(adt: Adt, kept: Person, gone: Person, numbers: Numbers) -> None:
    """A number that was only changed is one person's: two whom nothing joins stay two."""
    is_renumbering = adt.header.event in RENUMBERING_EVENTS
    if not is_renumbering or is_borne_out(kept, told_apart_by(gone), known_of(kept)):
        return
    raise Waits(
        "The old number is one person's and the new one another's: nobody was joined.", numbers
    )
