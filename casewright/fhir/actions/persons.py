"""Keeping persons: who they are, who stands beside them, who pays."""

from dataclasses import replace

from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.queries import holders_of
from casewright.fhir.resources.coverage import CoverageSaid, named
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.related_person import RelatedPersonSaid
from casewright.fhir.rules import SHARED_KINDS, Likeness, likeness, same_person, somebody_else
from casewright.foundation.errors import Refused
from casewright.people.actions import keep_facts, register_person
from casewright.people.facts import CoverageFact, PersonFacts
from casewright.people.models import Coverage, Person, PersonName
from casewright.resources.models import Organization
from casewright.security.actions import relate
from casewright.security.models import RelationKind
from casewright.transitions.actions import hear_death

Pair = tuple[str, str]
NOT_THE_SAME = (
    "This Patient was somebody else when it was last read: the birth date and every name differ. "
    "If the file comes from another system, give that system a name with --source."
)
TWO_PEOPLE = "Its identifiers are those of two people here. Look whether these are one."
LEFT_OUT = "Patient: an identifier that somebody else here holds was left out"
MET_BEFORE = (
    "Patient: known already by an identifier; if another source is the same system, "
    "name both alike with --source"
)


def keep_patient(around: Surroundings, prepared: Prepared, before: Became | None) -> Person:
    """The person it was before, the one with its identifier, or somebody new.

    Somebody new stands beside the intake team, so that a case can be opened.
    """
    facts = _with_systems(prepared.said, around.label)
    held = _held(around, facts)
    said = likeness(facts.birth_date, ((name.family, name.given) for name in facts.names))
    person = _known(around, before, said) or _met(around, facts, held, said)
    taken = {pair for pair, holder in held.items() if person is None or holder.pk != person.pk}
    if taken:
        around.remarks.append(LEFT_OUT)
        mine = tuple(i for i in facts.identifiers if (i.system, i.value) not in taken)
        facts = replace(facts, identifiers=mine)
    if person is None:
        return _register(around, facts)
    changed = keep_facts(
        by=around.by, person=person, facts=facts, at=around.at, source=around.label
    )
    if "died_on" in changed:
        hear_death(by=around.by, person=person, at=around.at)
    return person


def keep_related_person(around: Surroundings, prepared: Prepared, _before: Became | None) -> Person:
    """Kin or a carer of somebody."""
    said: RelatedPersonSaid = prepared.said
    person = around.person(said.patient)
    facts = PersonFacts(kin=(said.kin,))
    keep_facts(by=around.by, person=person, facts=facts, at=around.at, source=around.label)
    return person


def keep_coverage(around: Surroundings, prepared: Prepared, _before: Became | None) -> Person:
    """Who pays for somebody, under the payer's own name where a display does not give it."""
    said: CoverageSaid = prepared.said
    person, facts = around.person(said.beneficiary), said.facts
    payer = None if said.payer.display else around.other(said.payer, "Organization")
    if payer:
        facts = named(said, Organization.objects.get(pk=payer.key).name)
    if not facts.payer_name:
        raise Refused("It names no payer.")
    if _is_followed(person, facts):
        raise Passed("Coverage: an earlier period of one that is kept")
    whole = PersonFacts(coverages=(facts,))
    keep_facts(by=around.by, person=person, facts=whole, at=around.at, source=around.label)
    return person


def _with_systems(facts: PersonFacts, label: str) -> PersonFacts:
    """A number without a system is the source's own."""
    return replace(
        facts,
        identifiers=tuple(replace(i, system=i.system or label) for i in facts.identifiers),
    )


def _held(around: Surroundings, facts: PersonFacts) -> dict[Pair, Person]:
    return holders_of(((i.system, i.value) for i in facts.identifiers), viewer=around.by)


def _known(around: Surroundings, before: Became | None, said: Likeness) -> Person | None:
    """Whom the resource was when it was last read."""
    if before is None:
        return None
    person = around.person_of(before.key)
    if somebody_else(_likeness_of(person), said):
        raise Refused(NOT_THE_SAME)
    return person


def _met(
    around: Surroundings, facts: PersonFacts, held: dict[Pair, Person], said: Likeness
) -> Person | None:
    """Who holds one of the identifiers, and is the same person."""
    telling = {(i.system, i.value) for i in facts.identifiers if i.kind not in SHARED_KINDS}
    holders = {person.pk: person for pair, person in held.items() if pair in telling}
    met = [person for person in holders.values() if same_person(_likeness_of(person), said)]
    if len(met) > 1:
        raise Refused(TWO_PEOPLE)
    if met:
        around.remarks.append(MET_BEFORE)
    return met[0] if met else None


def _likeness_of(person: Person) -> Likeness:
    names = PersonName.objects.filter(person=person).values_list("family", "given")
    return likeness(person.birth_date, names)


def _register(around: Surroundings, facts: PersonFacts) -> Person:
    person = register_person(by=around.by, facts=facts, at=around.at, source=around.label)
    if around.intake:
        relate(
            by=around.by,
            person_key=person.pk,
            kind=RelationKind.QUEUE,
            team=around.intake,
            role="imported",
            at=around.at,
        )
    return person


def _is_followed(person: Person, facts: CoverageFact) -> bool:
    """The same plan goes on: a period before it would take the place of the later one."""
    return facts.starts_on is not None and (
        Coverage.objects.filter(
            person=person,
            payer_name=facts.payer_name,
            member_id=facts.member_id,
            starts_on__gt=facts.starts_on,
        ).exists()
    )
