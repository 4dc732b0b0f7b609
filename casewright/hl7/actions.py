"""What this door does: keep a message as it came, then apply it or set it aside with its reason."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from casewright.audit.actions import action, record
from casewright.chart.actions import receive_allergy, receive_condition
from casewright.chart.facts import AllergyFact, ConditionFact
from casewright.foundation.errors import Refused
from casewright.foundation.moments import organization_zone
from casewright.hl7.access import KEEP_MESSAGE, SETTLE_MESSAGE
from casewright.hl7.adt.person import facts_of, person_facts, strong_identifiers
from casewright.hl7.adt.stay import MERGE_EVENTS, PERSON_EVENTS, STAY_EVENTS, stay_fact
from casewright.hl7.adt.trust import is_same_person
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt, read_adts
from casewright.hl7.reading.framing import Framed
from casewright.hl7.reading.header import ADT, Header, read_header, salvage_header
from casewright.hl7.reading.message import read
from casewright.people.actions import keep_facts, merge_people, register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts
from casewright.people.models import Identifier, Person, PersonName
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.actions import hear_death, hear_event, hear_feed, join_people


class NobodyKnown(Refused):
    """The message is about somebody we do not know; it waits."""


@dataclass(frozen=True)
class Kept:
    """A message kept; `is_repeat` when the same was kept and settled before."""

    message: Message
    is_repeat: bool


@action
def keep_message(*, by: User, framed: Framed, origin: str, at: datetime) -> Kept:
    """Keep a message's bytes before anything is done with them.

    The same sender, number and content are kept once; the same number with other content is kept
    and marked.
    """
    demand(by, KEEP_MESSAGE, None)
    header = salvage_header(framed.raw)
    sender, control_id = _sender_of(header), header.control_id[:200]
    digest = sha256(b"\r".join(filter(None, framed.raw.splitlines()))).hexdigest()
    same = Message.objects.filter(sender=sender, control_id=control_id)
    kept = same.filter(digest=digest).first()
    if kept is not None:
        return Kept(kept, is_repeat=kept.fate not in (Fate.RECEIVED, Fate.UNMATCHED))
    message = Message.objects.create(
        sender=sender,
        control_id=control_id,
        digest=digest,
        event=header.event[:10],
        raw=framed.raw,
        origin=origin[-300:],
        position=framed.position,
        received_at=at,
        repeats_id=bool(control_id) and same.exists(),
    )
    if sender:
        hear_feed(by=by, sender=sender, at=at)
    record(by, "hl7.message_kept", message)
    return Kept(message, is_repeat=False)


@action
def apply_message(*, by: User, message: Message, register: bool, at: datetime) -> str:
    """Apply a kept message through the rooms' own actions; gives its fate.

    Raises Refused for what cannot be read or trusted, NobodyKnown for whom nobody matches: then
    nothing was changed, and `set_aside` keeps the reason.
    """
    demand(by, SETTLE_MESSAGE, None)
    parsed = read(bytes(message.raw))
    header = read_header(parsed)
    if why := _why_ignored(header):
        return _settle(by, message, Fate.IGNORED, why, None, at)
    adts = read_adts(parsed, organization_zone())
    person = None
    for adt in adts:
        if header.event in MERGE_EVENTS:
            person = _merge(by, message, adt, register=register, at=at)
        else:
            person = _hear(by, message, adt, register=register, at=at)
    return _settle(by, message, Fate.APPLIED, "", person, at)


@action
def set_aside(*, by: User, message: Message, fate: str, reason: str, at: datetime) -> str:
    """Keep a message that was not applied, with its fate and its reason."""
    demand(by, SETTLE_MESSAGE, None)
    return _settle(by, message, fate, reason, None, at)


def _sender_of(header: Header) -> str:
    """The sender's name: the facility, and the application where no facility is named."""
    return (header.sending_facility or header.sending_application)[:200]


def _settle(
    by: User, message: Message, fate: str, reason: str, person: Person | None, at: datetime
) -> str:
    message.fate, message.reason = fate, reason[:300]
    message.person, message.settled_at = person, at
    message.save(update_fields=["fate", "reason", "person", "settled_at"])
    record(by, f"hl7.message_{fate}", message)
    return fate


def _why_ignored(header: Header) -> str:
    """Why a message that can be read means nothing here; empty where it does."""
    if header.message_type != ADT:
        return f"{header.message_type} messages are not read here."
    if header.event not in (*STAY_EVENTS, *PERSON_EVENTS, *MERGE_EVENTS):
        return f"{header.event} changes nothing that is kept here."
    return ""


def _hear(by: User, message: Message, adt: Adt, *, register: bool, at: datetime) -> Person:
    """Apply what one person's part of a message says."""
    sender = message.sender
    facts = _with_death(person_facts(adt, sender), adt, at)
    fact = None
    if adt.header.event in STAY_EVENTS:
        fact = stay_fact(adt, sender, f"hl7:{message.pk}")
    person = _find(strong_identifiers(adt, sender), facts)
    if person is None:
        person = _register(by, facts, sender, register=register, at=at)
    else:
        keep_facts(by=by, person=person, facts=facts, at=at, source=_source(sender))
    _keep_chart(by, person, adt, sender, at)
    if fact is not None:
        hear_event(by=by, person=person, fact=fact, at=at)
    if facts.died_on:
        hear_death(by=by, person=person, at=at)
    return person


def _with_death(facts: PersonFacts, adt: Adt, at: datetime) -> PersonFacts:
    """A death without its day (PID-30 alone) is kept under the day of the message."""
    if adt.is_dead and facts.died_on is None:
        told = adt.occurred or adt.recorded or adt.sent
        return PersonFacts(**{**vars(facts), "died_on": told.day if told else at.date()})
    return facts


def _register(by: User, facts: PersonFacts, sender: str, *, register: bool, at: datetime) -> Person:
    if not facts.identifiers:
        raise Unreadable("PID has no number by which this person could be known again.")
    if not register:
        raise NobodyKnown("Nobody here has the number of this message.")
    if not facts.names:
        raise Unreadable("PID-5 names nobody: a person cannot be registered without a name.")
    return register_person(by=by, facts=facts, at=at, source=_source(sender))


def _find(numbers: tuple[IdentifierFact, ...], facts: PersonFacts) -> Person | None:
    """The one person whom the numbers name, if name or birth date bears it out."""
    people = _holders(numbers)
    if len(people) > 1:
        raise Refused("The numbers of this message belong to more than one person here.")
    if not people:
        return None
    person = people[0]
    known = [
        NameFact(family, given)
        for family, given in PersonName.objects.filter(person=person).values_list("family", "given")
    ]
    if not is_same_person(known, person.birth_date, facts.names, facts.birth_date):
        raise Refused("The number is one person's, but name and birth date are another's.")
    return person


def _holders(numbers: tuple[IdentifierFact, ...]) -> list[Person]:
    """The people who hold any of these numbers, each once; a merged record stands for its other."""
    found: dict[object, Person] = {}
    for number in numbers:
        held = (
            Identifier.objects.filter(system=number.system, value=number.value, retired_at=None)
            .select_related("person__merged_into")
            .first()
        )
        if held:
            person = held.person.merged_into or held.person
            found[person.pk] = person
    return list(found.values())


def _merge(by: User, message: Message, adt: Adt, *, register: bool, at: datetime) -> Person:
    """Join the record of MRG-1 to that of PID-3 (A40)."""
    sender = message.sender
    facts = person_facts(adt, sender)
    prior = facts_of(tuple(one for p in adt.priors for one in p.identifiers), sender)
    if not prior:
        raise Unreadable("MRG-1 does not say which number is to be no more.")
    kept, gone = _find(strong_identifiers(adt, sender), facts), _holders(prior)
    if len(gone) > 1:
        raise Refused("The numbers of MRG belong to more than one person here.")
    both = PersonFacts(**{**vars(facts), "identifiers": (*facts.identifiers, *prior)})
    if kept is None and not gone:
        return _register(by, both, sender, register=register, at=at)
    if kept is None:
        keep_facts(by=by, person=gone[0], facts=facts, at=at, source=_source(sender))
        return gone[0]
    if gone and gone[0].pk != kept.pk:
        merge_people(by=by, kept=kept, gone=gone[0], at=at, source=_source(sender))
        join_people(by=by, kept=kept, gone=gone[0], at=at)
    keep_facts(by=by, person=kept, facts=both, at=at, source=_source(sender))
    return kept


def _keep_chart(by: User, person: Person, adt: Adt, sender: str, at: datetime) -> None:
    """Diagnoses and allergies as the message tells them, each with its source."""
    said = (adt.occurred or adt.recorded or adt.sent) if adt.diagnoses or adt.allergies else None
    dated_at = said.moment if said else None
    for one in adt.diagnoses:
        receive_condition(
            by=by,
            person=person,
            fact=ConditionFact(
                source=_source(sender),
                source_key=f"{person.pk}:{one.code or one.text}"[:200],
                system=one.system,
                code=one.code,
                display=one.text or one.code,
                dated_at=dated_at,
            ),
            at=at,
        )
    for allergy in adt.allergies:
        name = allergy.substance.text or allergy.substance.code
        receive_allergy(
            by=by,
            person=person,
            fact=AllergyFact(
                source=_source(sender),
                source_key=f"{person.pk}:{allergy.substance.code or name}"[:200],
                system=allergy.substance.system,
                code=allergy.substance.code,
                display=name,
                reaction=", ".join(allergy.reactions),
                severity=allergy.severity,
                dated_at=dated_at,
            ),
            at=at,
        )


def _source(sender: str) -> str:
    return f"hl7:{sender}"[:120]
