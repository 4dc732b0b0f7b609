"""What each kind of FHIR R4 resource says, as plain facts: one file a resource.

`READS` names every kind that is kept; all others are counted and passed over.
"""

from collections.abc import Callable
from typing import Any

from casewright.fhir.resources import (
    allergy_intolerance,
    binary,
    care_plan,
    care_team,
    condition,
    coverage,
    document_reference,
    encounter,
    episode_of_care,
    goal,
    location,
    medication_request,
    medication_statement,
    observation,
    organization,
    patient,
    practitioner,
    practitioner_role,
    procedure,
    related_person,
)
from casewright.fhir.resources.elements import Json

READS: dict[str, Callable[[Json], Any]] = {
    "AllergyIntolerance": allergy_intolerance.from_fhir,
    "Binary": binary.from_fhir,
    "CarePlan": care_plan.from_fhir,
    "CareTeam": care_team.from_fhir,
    "Condition": condition.from_fhir,
    "Coverage": coverage.from_fhir,
    "DocumentReference": document_reference.from_fhir,
    "Encounter": encounter.from_fhir,
    "EpisodeOfCare": episode_of_care.from_fhir,
    "Goal": goal.from_fhir,
    "Location": location.from_fhir,
    "MedicationRequest": medication_request.from_fhir,
    "MedicationStatement": medication_statement.from_fhir,
    "Observation": observation.from_fhir,
    "Organization": organization.from_fhir,
    "Patient": patient.from_fhir,
    "Practitioner": practitioner.from_fhir,
    "PractitionerRole": practitioner_role.from_fhir,
    "Procedure": procedure.from_fhir,
    "RelatedPerson": related_person.from_fhir,
}
# Why some kinds near to what is kept are passed over.
PASSED_OVER = {
    "MedicationAdministration": "each dose given is told by the order it follows",
    "MedicationDispense": "what a pharmacy handed out is told by the order it follows",
}
