"""What a message says about a stay, as the fact that the transitions room keeps."""

from datetime import datetime

from casewright.hl7.adt.meaning import NO_PLACE, STAY_EVENTS
from casewright.hl7.adt.person import strong_identifiers
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt
from casewright.hl7.reading.happening import admit_moment, discharge_moment, event_moment
from casewright.hl7.reading.visit import Visit
from casewright.transitions.facts import StayFact

# HL7 table 0004, patient class. Obstetrics is a stay as well [C].
CLASSES = {"I": "IMP", "B": "IMP", "O": "AMB", "R": "AMB", "E": "EMER"}
# What an event itself says where the class is missing or the hospital's own: an A01 admits.
CLASS_OF_EVENT = {"A01": "IMP", "A04": "AMB", "A06": "IMP", "A07": "AMB"}
ANNOUNCEMENTS = ("preadmit", "pend_admit", "pend_transfer", "pend_discharge")
# Fields that a sender may empty ("") and what of the stay is to be no more.
EMPTIED = {
    "PV1-2": "stay_class",
    "PV2-3": "reason",
    "PV1-36": "disposition",
    "PV1-37": "discharged_to",
}


def stay_fact(adt: Adt, sender: str, message_key: str) -> StayFact | None:
    """The fact about the stay; None where an update names no visit.

    Raises Unreadable when an event that must name its visit does not, or its moment is missing.
    """
    event = adt.header.event
    kind, visit = STAY_EVENTS[event], adt.visit
    number = _visit_number(adt, sender)
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
        where=_where(event, visit),
        facility_name=_facility(adt),
        reason=_reason(adt),
        disposition=visit.disposition if visit and kind == "discharge" else "",
        discharged_to=visit.discharged_to if visit and kind == "discharge" else "",
        admitted_at=_admitted(adt, kind),
        discharged_at=discharge_moment(adt).moment if kind == "discharge" else None,
        expected_at=_expected(adt, kind),
        emptied=tuple(sorted(EMPTIED[field] for field in adt.emptied & EMPTIED.keys())),
    )


def _where(event: str, visit: Visit | None) -> str:
    if visit is None or visit.location is None or event in NO_PLACE:
        return ""
    return visit.location.place[:200]


def _expected(adt: Adt, kind: str) -> datetime | None:
    """When what is announced is to happen: PV2-8 or PV2-9, and for an admission else PV1-44."""
    if adt.visit is None or kind not in ANNOUNCEMENTS:
        return None
    if kind == "pend_discharge":
        stamp = adt.visit.expected_out
    elif kind == "pend_transfer":
        stamp = None
    else:
        stamp = adt.visit.expected_in or adt.visit.admitted
    return stamp.moment if stamp else None


def _visit_number(adt: Adt, sender: str) -> str:
    """PV1-19, else the account of PID-18, else the moment of admission that PV1-44 states.

    An A01 or A04 without any is known by the moment of its own event.
    """
    if adt.visit and adt.visit.number:
        return adt.visit.number.value
    account = next((one.value for one in adt.identifiers if one.field == "PID-18"), "")
    if account:
        return account
    if adt.visit and adt.visit.admitted:
        return f"admitted {adt.visit.admitted.moment.isoformat()} {_first_number(adt, sender)}"
    if adt.header.event in ("A01", "A04"):
        return f"admitted {admit_moment(adt).moment.isoformat()} {_first_number(adt, sender)}"
    return ""


def _first_number(adt: Adt, sender: str) -> str:
    """The number that tells whose admission at that moment it was, with who gave it out."""
    numbers = strong_identifiers(adt, sender)
    return f"{numbers[0].system} {numbers[0].value}" if numbers else ""


def _class(event: str, visit: Visit | None) -> str:
    written = (visit.patient_class if visit else "").strip().upper()
    return CLASSES.get(written, "") or CLASS_OF_EVENT.get(event, "")


def _admitted(adt: Adt, kind: str) -> datetime | None:
    if kind in ANNOUNCEMENTS:
        return None
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
