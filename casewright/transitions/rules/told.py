"""One thing said about a stay, and the order in which such things happened."""

from dataclasses import dataclass
from datetime import datetime

# Of two events at one moment and written at one moment, the one further down comes later.
ORDER = (
    "preadmit",
    "pend_admit",
    "cancel_preadmit",
    "cancel_pend_admit",
    "admit",
    "register",
    "pend_transfer",
    "cancel_pend_transfer",
    "transfer",
    "update",
    "cancel_transfer",
    "pend_discharge",
    "cancel_pend_discharge",
    "discharge",
    "cancel_discharge",
    "cancel_admit",
)


@dataclass(frozen=True)
class Told:
    """One event. Moments are aware; empty and None mean "does not say".

    `admitted_at` and `discharged_at` are the moments the message states for the stay itself;
    without them the event's own moment stands. `expected_at` is when what is announced is to
    happen. `emptied` names the fields of the stay whose words are to be no more.
    """

    kind: str
    occurred_at: datetime
    recorded_at: datetime
    source_key: str
    stay_class: str = ""
    where: str = ""
    reason: str = ""
    disposition: str = ""
    discharged_to: str = ""
    facility_name: str = ""
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    expected_at: datetime | None = None
    emptied: tuple[str, ...] = ()


def place_in_time(told: Told) -> tuple[datetime, datetime, int, str]:
    """When it happened; then when it was written; then what it says, so that two words about one
    moment stand in one order however they arrive."""
    says = (told.where, told.stay_class, told.reason, told.disposition, told.discharged_to)
    moments = (str(told.admitted_at), str(told.discharged_at), str(told.expected_at))
    words = (*says, *moments, told.facility_name, *told.emptied)
    return told.occurred_at, told.recorded_at, ORDER.index(told.kind), repr(words)
