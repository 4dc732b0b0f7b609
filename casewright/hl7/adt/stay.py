"""What a message says about a stay, as the fact that the transitions room keeps."""

from datetime import datetime

from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt
from casewright.hl7.reading.happening import admit_moment, discharge_moment, event_moment
from casewright.hl7.reading.visit import Visit
from casewright.transitions.facts import StayFact

# HL7 table 0003: which events say what about a stay.
STAY_EVENTS = {
    "A01": "admit",
    "A02": "transfer",
    "A03": "discharge",
    "A04": "register",
    "A06": "admit",
    "A07": "update",
    "A08": "update",
    "A11": "cancel_admit",
    "A12": "cancel_transfer",
    "A13": "cancel_discharge",
}
# Events that speak of the person alone, and the one that joins two records.
PERSON_EVENTS = ("A28", "A31")
MERGE_EVENTS = ("A40",)

# HL7 table 0004, patient class. Obstetrics is a stay as well [C].
CLASSES = {"I": "IMP", "B": "IMP", "O": "AMB", "R": "AMB", "E": "EMER"}
# What an event itself says where the class is missing or the hospital's own: an A01 admits.
CLASS_OF_EVENT = {"A01": "IMP", "A04": "AMB", "A06": "IMP", "A07": "AMB"}


def stay_fact(adt: Adt, sender: str, message_key: str) -> StayFact | None:
    """The fact about the stay; None where an update names no visit.

    Raises Unreadable when an event that must name its visit does not, or its moment is missing.
    """
    event = adt.header.event
    kind, visit = STAY_EVENTS[event], adt.visit
    number = _visit_number(adt)
    if not number:
        if kind == "update":
            return None
        raise Unreadable(
            f"{event} does not say which visit it is about: PV1-19, PID-18 and PV1-44 are empty."
        )
    occurred = event_moment(adt)
    recorded = adt.recorded or adt.sent or occurred
    return StayFact(
        source=sender,
        visit=number[:200],
        kind=kind,
        occurred_at=occurred.moment,
        recorded_at=recorded.moment,
        source_key=message_key,
        stay_class=_class(event, visit),
        where=visit.location.place[:200] if visit and visit.location else "",
        facility_name=_facility(adt),
        reason=_reason(adt),
        disposition=visit.disposition if visit and kind == "discharge" else "",
        discharged_to=visit.discharged_to if visit and kind == "discharge" else "",
        admitted_at=_admitted(adt, kind),
        discharged_at=discharge_moment(adt).moment if kind == "discharge" else None,
    )


def _visit_number(adt: Adt) -> str:
    """PV1-19, else the account of PID-18, else the moment of admission that PV1-44 states.

    An A01 or A04 without any is known by the moment of its own event.
    """
    if adt.visit and adt.visit.number:
        return adt.visit.number.value
    account = next((one.value for one in adt.identifiers if one.field == "PID-18"), "")
    if account:
        return account
    if adt.visit and adt.visit.admitted:
        return f"admitted {adt.visit.admitted.moment.isoformat()} {_first_number(adt)}"
    if adt.header.event in ("A01", "A04"):
        return f"admitted {admit_moment(adt).moment.isoformat()} {_first_number(adt)}"
    return ""


def _first_number(adt: Adt) -> str:
    return adt.identifiers[0].value if adt.identifiers else ""


def _class(event: str, visit: Visit | None) -> str:
    written = (visit.patient_class if visit else "").strip().upper()
    return CLASSES.get(written, "") or CLASS_OF_EVENT.get(event, "")


def _admitted(adt: Adt, kind: str) -> datetime | None:
    if kind in ("admit", "register") and adt.header.event != "A06":
        return admit_moment(adt).moment
    return adt.visit.admitted.moment if adt.visit and adt.visit.admitted else None


def _facility(adt: Adt) -> str:
    place = adt.visit.location.facility if adt.visit and adt.visit.location else ""
    return place or adt.header.sending_facility


def _reason(adt: Adt) -> str:
    if adt.visit and adt.visit.reason and (adt.visit.reason.text or adt.visit.reason.code):
        return adt.visit.reason.text or adt.visit.reason.code
    return next((one.text for one in adt.diagnoses if one.text), "")
