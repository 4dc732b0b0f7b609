"""What a stay asks of us: which promises, by which deadline rule, and why.

Sources: transitional care management (CPT 99495, 99496) and measures of transitions of care, as
the deadline rules named here cite them. Moments without a rule are the house's own practice and
say so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casewright.transitions.rules.going_home import LEFT_AGAINST_ADVICE, Destination, destination_of
from casewright.transitions.rules.stay import StayView

# Stays whose end starts transitional care: inpatient, observation, skilled nursing [B rvudoc].
FOLLOWED = ("IMP", "OBSENC", "SNF")
# A discharge heard of later than the thirty days of transitional care opens nothing.
OPENS_WITHIN = timedelta(days=30)
# An admission heard of so late is history, not a call to a ward.
CALLS_WITHIN = timedelta(days=30)
HIGH_ACUITY = 3

FOLLOW_UP = ("after-discharge-call", "after-discharge-visit", "compare-medicines", "papers")


@dataclass(frozen=True)
class Circumstances:
    """What else decides: who the person is to us, and what came after this stay."""

    now: datetime
    has_case: bool
    acuity: int
    died: bool
    in_hospital_again: bool
    home_again_later: bool


@dataclass(frozen=True)
class Asked:
    """One promise a stay asks for. `rule` is a deadline rule counted from `start`; without one
    `due_by` says which practice of the house sets the moment."""

    kind: str
    title: str
    why: str
    act: str
    nature: str
    rule: str = ""
    due_by: str = ""
    start: datetime | None = None
    tag: str = ""


def asked_of(stay: StayView, around: Circumstances) -> list[Asked]:
    """Everything a stay asks for as things stand; what is not in the answer is asked no more."""
    if stay.cancelled or around.died or stay.stay_class not in FOLLOWED:
        return []
    if stay.is_in:
        return _while_in(stay, around)
    if stay.discharged_at is None or around.home_again_later:
        return []
    if around.now - stay.discharged_at > OPENS_WITHIN:
        return []
    return _after(stay, around)


def _after(stay: StayView, around: Circumstances) -> list[Asked]:
    """What a discharge asks for, by where it leads."""
    where = destination_of(stay.disposition)
    if where in (Destination.DIED, Destination.STILL_IN):
        return []
    if where in (Destination.FACILITY, Destination.HOSPICE):
        return _gone_elsewhere(stay, around, where)
    return _gone_home(stay, around, where)


def _while_in(stay: StayView, around: Circumstances) -> list[Asked]:
    """An admission asks for a call to the ward, for those whom somebody here looks after."""
    admitted = stay.admitted_at
    if not around.has_case or admitted is None or around.now - admitted > CALLS_WITHIN:
        return []
    return [
        Asked(
            kind="call-ward",
            title="Call the ward; ask for the discharge date",
            why=_sentence("Admitted", stay) + " Ask what is planned and who should be told.",
            act="call",
            nature="safety",
            due_by="end_of_next_business_day",
            start=admitted,
            tag="Admitted",
        )
    ]


def _gone_elsewhere(stay: StayView, around: Circumstances, where: Destination) -> list[Asked]:
    """Facility to facility starts no transitional care; somebody still asks how it goes."""
    if not around.has_case:
        return []
    place = stay.discharged_to or ("hospice" if where == Destination.HOSPICE else "a facility")
    return [
        Asked(
            kind="follow-to-facility",
            title=f"Call {place}; ask how it goes and what comes next",
            why=_sentence("Left the hospital", stay) + f" Went on to {place}, not home.",
            act="call",
            nature="routine",
            due_by="end_of_next_business_day",
            start=stay.discharged_at,
            tag="Moved on",
        )
    ]


def _gone_home(stay: StayView, around: Circumstances, where: Destination) -> list[Asked]:
    home = stay.discharged_at
    came = _sentence("Came home", stay)
    if where == Destination.UNKNOWN:
        came += " The message does not say where to: ask first."
    if stay.disposition.upper().zfill(2) in LEFT_AGAINST_ADVICE:
        came += " Left against medical advice."
    high = around.acuity >= HIGH_ACUITY or not around.has_case
    visit_rule = "tcm-visit-high" if high else "tcm-visit-moderate"
    visit_days = "7 days, since needs are high or not known yet" if high else "14 days"
    own = "" if around.has_case else " In nobody's case: offer case management."
    return [
        Asked(
            kind="after-discharge-call",
            title="Call after discharge",
            why=f"{came} Reach the person or a carer within 2 business days.{own}",
            act="call",
            nature="clock",
            rule="tcm-contact",
            start=home,
            tag="Home from hospital",
        ),
        Asked(
            kind="after-discharge-visit",
            title="See that the follow-up visit happens",
            why=f"{came} A visit is due within {visit_days}.",
            act="do",
            nature="clock",
            rule=visit_rule,
            start=home,
            tag="Visit",
        ),
        Asked(
            kind="compare-medicines",
            title="Have the medicines compared",
            why=f"{came} Before, in hospital and now; by the visit, and by day 30 at the latest.",
            act="do",
            nature="clock",
            rule="trc-mrp",
            start=home,
            tag="Medicines",
        ),
        Asked(
            kind="papers",
            title="Get the discharge papers",
            why=f"{came} Six things: who treated, procedures, diagnoses, medicines and "
            "allergies, results or those still pending, instructions.",
            act="do",
            nature="clock",
            rule="trc-notification",
            start=home,
            tag="Papers",
        ),
    ]


def _sentence(verb: str, stay: StayView) -> str:
    """Admitted to St Brigid: heart failure."""
    to_or_from = " to " if verb == "Admitted" else " from "
    where = f"{to_or_from}{stay.facility_name}" if stay.facility_name else ""
    reason = f": {stay.reason}" if stay.reason else ""
    return f"{verb}{where}{reason}."
