"""FHIR Encounter: a stay in hospital, or a visit that is none."""

from dataclasses import dataclass
from datetime import datetime

from casewright.fhir.resources.elements import (
    Json,
    Passed,
    code_of,
    in_words,
    many,
    moment,
    one,
    text,
)
from casewright.fhir.resources.references import Reference, contained, reference
from casewright.foundation.errors import Refused

# HL7 v3 ActEncounterCode -> the classes of stays kept here
CLASSES = {
    "IMP": "IMP",
    "ACUTE": "IMP",
    "NONAC": "IMP",
    "OBSENC": "OBSENC",
    "SS": "OBSENC",
    "EMER": "EMER",
}
OUTPATIENT = ("AMB", "VR", "HH", "FLD", "PRENC")
INSIDE = ("arrived", "triaged", "in-progress", "onleave", "unknown", "")
TAKEN_BACK = ("cancelled", "entered-in-error")


@dataclass(frozen=True)
class EncounterSaid:
    """A stay as the resource tells it. `visit` is the visit's number and who gave it, where the
    resource carries one; `written_at` is when the sender last wrote it down."""

    subject: Reference
    facility: Reference
    facility_name: str
    stay_class: str
    taken_back: bool
    starts_at: datetime | None
    ends_at: datetime | None
    visit: tuple[str, str]
    where: str
    reason: str
    disposition: str
    discharged_to: str
    written_at: datetime | None


def from_fhir(json: Json) -> EncounterSaid:
    """A stay; an outpatient visit or one not begun is passed over."""
    stay_class = _class(json)
    status, period = text(json, "status"), one(json, "period")
    if status == "planned":
        raise Passed("Encounter: planned, not begun")
    starts_at = moment(period, "start")
    taken_back = status in TAKEN_BACK
    if starts_at is None and not taken_back:
        raise Refused("`period` does not say when the stay began.")
    hospitalization = one(json, "hospitalization")
    left = one(hospitalization, "dischargeDisposition")
    facility = reference(json, "serviceProvider")
    return EncounterSaid(
        subject=reference(json, "subject"),
        facility=facility,
        facility_name=facility.display or text(contained(json, facility), "name"),
        stay_class=stay_class,
        taken_back=taken_back,
        starts_at=starts_at,
        ends_at=_end(status, period, starts_at),
        visit=_visit_number(json),
        where=_where(json),
        reason=_reason(json),
        disposition=code_of(left)[:20],
        discharged_to=reference(hospitalization, "destination").display or in_words(left),
        written_at=moment(one(json, "meta"), "lastUpdated"),
    )


def _class(json: Json) -> str:
    code = text(one(json, "class"), "code").upper()
    if code in OUTPATIENT:
        raise Passed("Encounter: an outpatient visit, no stay")
    if code not in CLASSES:
        raise Passed("Encounter: of a class that is no stay")
    return CLASSES[code]


def _end(status: str, period: Json, starts_at: datetime | None) -> datetime | None:
    """The end, once it has come: the end of a stay that goes on is only planned."""
    ends_at = moment(period, "end")
    if status in INSIDE or status in TAKEN_BACK:
        return None
    if ends_at is None:
        raise Refused("It is finished and does not say when it ended.")
    if starts_at and ends_at < starts_at:
        raise Refused("`period` ends before it starts.")
    return ends_at


def _visit_number(json: Json) -> tuple[str, str]:
    """The number the hospital gave the visit (v2 table 0203: VN), and the system it is of."""
    for identifier in many(json, "identifier"):
        pair = text(identifier, "system"), text(identifier, "value")
        if code_of(one(identifier, "type")) == "VN" and all(pair):
            return pair
    return "", ""


def _where(json: Json) -> str:
    """The first place that is not over; of a stay that is over, the first."""
    places = many(json, "location")
    now = [place for place in places if text(place, "status") in ("", "active")]
    return next((reference(place, "location").display for place in [*now, *places]), "")


def _reason(json: Json) -> str:
    """Why the person came, in words: the reason, else the kind of visit."""
    concepts = [*many(json, "reasonCode"), *many(json, "type")]
    return next((in_words(concept) for concept in concepts if in_words(concept)), "")
