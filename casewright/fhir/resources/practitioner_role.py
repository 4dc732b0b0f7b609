"""FHIR PractitionerRole: where a practitioner works, as what, and the phones there."""

from dataclasses import dataclass

from casewright.fhir.resources.elements import Json, day, flag, many, one, points
from casewright.fhir.resources.references import Reference, read_reference, reference
from casewright.fhir.resources.values import first_words
from casewright.foundation.errors import Refused
from casewright.resources.facts import RoleFacts


@dataclass(frozen=True)
class RoleSaid:
    """A role, whose it is and where."""

    practitioner: Reference
    organization: Reference
    place: Reference
    facts: RoleFacts


def from_fhir(json: Json) -> RoleSaid:
    """What somebody does there, and how they are reached."""
    period = one(json, "period")
    starts_on, ends_on = day(period, "start"), day(period, "end")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("`period` ends before it starts.")
    places = [read_reference(place) for place in many(json, "location")]
    numbers = [value for system, value, _ in points(json) if system == "phone"]
    return RoleSaid(
        practitioner=reference(json, "practitioner"),
        organization=reference(json, "organization"),
        place=places[0] if places else Reference(),
        facts=RoleFacts(
            role=first_words(json, "code"),
            specialty=first_words(json, "specialty"),
            phones=", ".join(dict.fromkeys(numbers)),
            is_active="active" not in json or flag(json, "active"),
            starts_on=starts_on,
            ends_on=ends_on,
        ),
    )
