"""FHIR MedicationStatement: a medicine that somebody says is taken."""

from casewright.chart.facts import MedicineFact
from casewright.fhir.resources.elements import Json, moment, one, text
from casewright.fhir.resources.medication_request import MedicationSaid, directions_of, medicine_of
from casewright.fhir.resources.references import reference


def from_fhir(json: Json) -> MedicationSaid:
    """The medicine, how it stands, since when, and how it is taken."""
    what = medicine_of(json)
    period = one(json, "effectivePeriod")
    return MedicationSaid(
        subject=reference(json, "subject"),
        fact=MedicineFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=text(json, "status"),
            dated_at=moment(json, "effectiveDateTime")
            or moment(period, "start")
            or moment(json, "dateAsserted"),
            directions=directions_of(json, "dosage"),
            basis="taken",
        ),
    )
