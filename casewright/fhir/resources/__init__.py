"""What each kind of FHIR R4 resource says, as plain facts: one file a resource.

`READS` names every kind that is kept; all others are counted and passed over.
"""

from collections.abc import Callable
from typing import Any

from casewright.fhir.resources import (
    allergy_intolerance,
    care_team,
    condition,
    coverage,
    encounter,
    location,
    medication_request,
    organization,
    patient,
    practitioner,
    related_person,
)
from casewright.fhir.resources.elements import Json

READS: dict[str, Callable[[Json], Any]] = {
    "AllergyIntolerance": allergy_intolerance.from_fhir,
    "CareTeam": care_team.from_fhir,
    "Condition": condition.from_fhir,
    "Coverage": coverage.from_fhir,
    "Encounter": encounter.from_fhir,
    "Location": location.from_fhir,
    "MedicationRequest": medication_request.from_fhir,
    "Organization": organization.from_fhir,
    "Patient": patient.from_fhir,
    "Practitioner": practitioner.from_fhir,
    "RelatedPerson": related_person.from_fhir,
}
