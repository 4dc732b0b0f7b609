"""Getting ready what a source says about somebody's health: kept with the rest of its batch.

Each answers with the person, the fact, and the columns whose words are not known so far.
"""

from dataclasses import dataclass, replace
from typing import Any

from casewright.chart.facts import (
    DocumentFact,
    EpisodeFact,
    GoalFact,
    PlanFact,
    ProcedureFact,
    ReceivedFact,
)
from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.allergy_intolerance import AllergySaid
from casewright.fhir.resources.care_plan import CarePlanSaid
from casewright.fhir.resources.condition import ConditionSaid
from casewright.fhir.resources.document_reference import DocumentSaid
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.episode_of_care import EpisodeSaid
from casewright.fhir.resources.goal import GoalSaid
from casewright.fhir.resources.medication_request import MedicationSaid
from casewright.fhir.resources.observation import ObservationSaid
from casewright.fhir.resources.procedure import ProcedureSaid
from casewright.fhir.resources.references import Reference
from casewright.people.models import Person

WHO = ("Practitioner", "PractitionerRole", "Organization")
TAKEN_BACK = "entered-in-error"


@dataclass(frozen=True)
class Ready:
    """What is to be kept about whom; `binaries` are where a document's files lie."""

    person: Person
    fact: ReceivedFact
    binaries: tuple[Reference, ...] = ()


def condition(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """A problem or diagnosis."""
    said: ConditionSaid = prepared.said
    return Ready(around.person(said.subject), _sourced(around, prepared, said.fact))


def medication_request(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """A medicine ordered."""
    said: MedicationSaid = prepared.said
    return Ready(around.person(said.subject), _sourced(around, prepared, said.fact))


def medication_statement(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """A medicine taken; its key is kept apart from those of orders, which are other resources."""
    said: MedicationSaid = prepared.said
    fact = _sourced(around, prepared, said.fact)
    fact = replace(fact, source_key=f"{prepared.type}/{fact.source_key}")
    return Ready(around.person(said.subject), fact)


def allergy(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """An allergy."""
    said: AllergySaid = prepared.said
    return Ready(around.person(said.patient), _sourced(around, prepared, said.fact))


def observation(around: Surroundings, prepared: Prepared, before: Became | None) -> Ready:
    """A value; without one it is only heard where it takes an older one back."""
    said: ObservationSaid = prepared.said
    has_value = said.fact.value or said.fact.parts
    if not has_value and before is None and said.fact.status != TAKEN_BACK:
        raise Passed("Observation: says no value")
    return Ready(around.person(said.subject), _sourced(around, prepared, said.fact))


def procedure(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """Something done, by whom and for what."""
    said: ProcedureSaid = prepared.said
    fact: ProcedureFact = replace(
        said.fact,
        performer=around.words(said.performer, WHO, "performer"),
        reason=said.fact.reason or around.words(said.reason, ("Condition",), "reason"),
    )
    return Ready(around.person(said.subject), _sourced(around, prepared, fact))


def care_plan(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """What another organization planned."""
    said: CarePlanSaid = prepared.said
    fact: PlanFact = replace(
        said.fact,
        author=around.words(said.author, WHO, "author"),
        addresses=_addressed(around, said.addresses),
    )
    return Ready(around.person(said.subject), _sourced(around, prepared, fact))


def goal(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """What another organization and the person want to reach."""
    said: GoalSaid = prepared.said
    fact: GoalFact = replace(said.fact, addresses=_addressed(around, said.addresses))
    return Ready(around.person(said.subject), _sourced(around, prepared, fact))


def episode(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """A time of care elsewhere, who ran it and who managed it."""
    said: EpisodeSaid = prepared.said
    fact: EpisodeFact = replace(
        said.fact,
        organization=around.words(said.organization, ("Organization",), "organization"),
        care_manager=around.words(said.care_manager, WHO, "care_manager"),
        reason=around.words(said.reason, ("Condition",), "reason"),
    )
    return Ready(around.person(said.patient), _sourced(around, prepared, fact))


def document(around: Surroundings, prepared: Prepared, _before: Became | None) -> Ready:
    """A document, who wrote and keeps it, and its files."""
    said: DocumentSaid = prepared.said
    fact: DocumentFact = replace(
        said.fact,
        author=around.words(said.author, WHO, "author"),
        keeper=around.words(said.keeper, ("Organization",), "keeper"),
    )
    person = around.person(said.subject)
    return Ready(person, _sourced(around, prepared, fact), binaries=said.binaries)


def _addressed(around: Surroundings, addresses: tuple[Reference, ...]) -> str:
    words = [around.words(refers, ("Condition",), "addresses") for refers in addresses]
    return "; ".join(dict.fromkeys(word for word in words if word))


def _sourced(around: Surroundings, prepared: Prepared, fact: Any) -> Any:
    return replace(fact, source=around.label, source_key=prepared.names[0])
