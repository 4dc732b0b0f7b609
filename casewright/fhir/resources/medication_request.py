"""FHIR MedicationRequest: a medicine ordered, with its directions."""

from dataclasses import dataclass

from casewright.chart.facts import MedicineFact
from casewright.fhir.resources.elements import (
    Coded,
    Json,
    Passed,
    coded,
    flag,
    in_words,
    many,
    moment,
    number,
    one,
    text,
)
from casewright.fhir.resources.faults import as_a_whole
from casewright.fhir.resources.references import Reference, contained, reference
from casewright.fhir.resources.values import UNITS


@dataclass(frozen=True)
class MedicationSaid:
    """A medicine and whose it is."""

    subject: Reference
    fact: MedicineFact


def from_fhir(json: Json) -> MedicationSaid:
    """The medicine, how it stands, when it was written, and how to take it."""
    if flag(json, "doNotPerform"):
        raise Passed("MedicationRequest: says not to give a medicine")
    what = medicine_of(json)
    return MedicationSaid(
        subject=reference(json, "subject"),
        fact=MedicineFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=text(json, "status"),
            dated_at=moment(json, "authoredOn"),
            directions=directions_of(json, "dosageInstruction"),
        ),
    )


def directions_of(json: Json, name: str) -> str:
    """How to take it; half of it would mislead, so a bad part costs the whole."""

    def read(json: Json) -> str:
        said = [_direction(dosage) for dosage in many(json, name)]
        return "; ".join(direction for direction in said if direction)

    return as_a_whole(json, name, read, otherwise="")


def medicine_of(json: Json) -> Coded:
    """By its own code, by the Medication inside the request, or by the name of one elsewhere."""
    own = coded(one(json, "medicationCodeableConcept"))
    if own.words:
        return own
    refers = reference(json, "medicationReference")
    inside = coded(one(contained(json, refers), "code"))
    return Coded(inside.system, inside.code, inside.words or refers.display)


def _direction(dosage: Json) -> str:
    """The words for a person where there are any, else dose, route and times."""
    written = text(dosage, "patientInstruction") or text(dosage, "text")
    if text(dosage, "text") and written != text(dosage, "text"):
        written = f"{text(dosage, 'text')} ({written})"
    if written:
        return written
    parts = [_dose(dosage), in_words(one(dosage, "route")), _times(one(dosage, "timing"))]
    if dosage.get("asNeededBoolean") is True or "asNeededCodeableConcept" in dosage:
        parts.append("as needed")
    return ", ".join(part for part in parts if part)


def _dose(dosage: Json) -> str:
    for rate in many(dosage, "doseAndRate"):
        quantity = one(rate, "doseQuantity")
        if number(quantity, "value"):
            unit = text(quantity, "unit")
            value = number(quantity, "value")
            return f"{value} {unit}" if unit else f"dose {value}"
    return ""


def _times(timing: Json) -> str:
    """How often: once every 8 hours."""
    repeat = one(timing, "repeat")
    period, unit = number(repeat, "period"), text(repeat, "periodUnit")
    if not period or unit not in UNITS:
        return in_words(one(timing, "code"))
    often = number(repeat, "frequency") or "1"
    count = "once" if often == "1" else f"{often} times"
    return (
        f"{count} every {UNITS[unit]}"
        if period == "1"
        else f"{count} every {period} {UNITS[unit]}s"
    )
