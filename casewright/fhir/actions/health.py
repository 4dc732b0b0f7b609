"""Keeping what a source says about somebody's health."""

from dataclasses import replace

from casewright.chart.actions import receive_allergy, receive_condition, receive_medicine
from casewright.chart.models import Allergy, Condition, Medicine
from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.allergy_intolerance import AllergySaid
from casewright.fhir.resources.condition import ConditionSaid
from casewright.fhir.resources.medication_request import MedicationSaid


def keep_condition(around: Surroundings, prepared: Prepared, _before: Became | None) -> Condition:
    """A problem or diagnosis, under the source's own key."""
    said: ConditionSaid = prepared.said
    return receive_condition(
        by=around.by,
        person=around.person(said.subject),
        fact=replace(said.fact, source=around.label, source_key=prepared.names[0]),
        at=around.at,
    ).record


def keep_medication(around: Surroundings, prepared: Prepared, _before: Became | None) -> Medicine:
    """A medicine, under the source's own key."""
    said: MedicationSaid = prepared.said
    return receive_medicine(
        by=around.by,
        person=around.person(said.subject),
        fact=replace(said.fact, source=around.label, source_key=prepared.names[0]),
        at=around.at,
    ).record


def keep_allergy(around: Surroundings, prepared: Prepared, _before: Became | None) -> Allergy:
    """An allergy, under the source's own key."""
    said: AllergySaid = prepared.said
    return receive_allergy(
        by=around.by,
        person=around.person(said.patient),
        fact=replace(said.fact, source=around.label, source_key=prepared.names[0]),
        at=around.at,
    ).record
