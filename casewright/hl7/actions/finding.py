"""Who a message is about: the one person whom its numbers name, or nobody yet."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from casewright.foundation.prepared import TEXTS, PreparedRecords
from casewright.hl7.actions.waiting import NobodyKnown, Numbers, Waits
from casewright.hl7.adt.trust import is_same_person
from casewright.hl7.models import PriorNumber
from casewright.hl7.reading.errors import Unreadable
from casewright.people.actions import register_person
from casewright.people.actions.known import Known, known_of
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Identifier, Person
from casewright.security.models import User

HOLDER: PreparedRecords[Identifier] = PreparedRecords(
    lambda: Identifier.objects.filter(
        system=TEXTS["text0"], value=TEXTS["text1"], retired_at=None
    ).select_related("person__merged_into")
)


@dataclass(frozen=True)
class Found:
    """The one person whom numbers name, with what they are told from others by."""

    person: Person
    known: Known


def find(numbers: Numbers, facts: PersonFacts) -> Found | None:
    """The one person whom the numbers name, if name or birth date bears it out."""
    people = holders(numbers)
    if len(people) > 1:
        raise Waits("The numbers of this message belong to more than one person here.", numbers)
    if not people:
        return None
    known = known_of(people[0])
    if not is_borne_out(people[0], facts, known) and not _speaks_first(numbers):
        raise Waits("The number is one person's, but name and birth date are another's.", numbers)
    return Found(people[0], known)


def is_borne_out(person: Person, facts: PersonFacts, known: Known) -> bool:
    """Do name or birth date speak for this person, or at least not against them?"""
    return is_same_person(_names(known), person.birth_date, facts.names, facts.birth_date)


def told_apart_by(person: Person) -> PersonFacts:
    """By what a person is told from others: names and birth date."""
    return PersonFacts(names=_names(known_of(person)), birth_date=person.birth_date)


def _names(known: Known) -> tuple[NameFact, ...]:
    return tuple(NameFact(family, given) for _use, family, given in known.names)


def holders(numbers: Numbers) -> list[Person]:
    """The people who hold any of these numbers, each once; a merged record stands for its other."""
    if not numbers:
        return []
    if len(numbers) == 1:
        held = HOLDER.records(text0=numbers[0].system, text1=numbers[0].value)
        return [one.person.merged_into or one.person for one in held]
    named = Q()
    for number in numbers:
        named |= Q(system=number.system, value=number.value)
    several = Identifier.objects.filter(named, retired_at=None).order_by("pk")
    people = [
        one.person.merged_into or one.person
        for one in several.select_related("person__merged_into")
    ]
    return list({person.pk: person for person in people}.values())


def without_numbers_of_others(facts: PersonFacts, person: Person) -> PersonFacts:
    """The facts, less every number that stands for somebody else: a colleague may say that a
    message is about this person all the same, and the number stays whose it is."""
    own = tuple(one for one in facts.identifiers if all(h.pk == person.pk for h in holders((one,))))
    return replace(facts, identifiers=own)


def register_who(
    by: User, facts: PersonFacts, sender: str, *, register: bool, at: datetime
) -> Person:
    """Register whom nobody knows, where the feed may; else the message waits."""
    if not facts.identifiers:
        raise Unreadable("PID has no number by which this person could be known again.")
    if not register:
        raise NobodyKnown("Nobody here has the number of this message.", facts.identifiers)
    if not facts.names:
        raise Waits(
            "PID-5 names nobody: a person cannot be registered without a name.", facts.identifiers
        )
    return register_person(by=by, facts=facts, at=at, source=source_of(sender))


def source_of(sender: str) -> str:
    """The name under which a sender's words are kept."""
    return f"hl7:{sender}"[:120]


def name_prior(numbers: Numbers) -> None:
    """Remember numbers that a merge gave to somebody before any message spoke under them."""
    PriorNumber.objects.bulk_create(
        [PriorNumber(system=one.system, value=one.value) for one in numbers], ignore_conflicts=True
    )


def _speaks_first(numbers: Numbers) -> bool:
    """The first message under a number that a merge named may have another name: had it come
    before the merge, it would have been another record, and joined. Only the first may."""
    for number in numbers:
        rows = PriorNumber.objects.filter(system=number.system, value=number.value, is_heard=False)
        if rows.update(is_heard=True):
            return True
    return False
