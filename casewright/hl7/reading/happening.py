"""When it happened: which of a message's moments counts, and what to do when it cannot be read.

A moment that is there but cannot be read is never passed over for the next one: the order of a
person's moves hangs on it.
"""

from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt
from casewright.hl7.reading.moments import Stamp


def event_moment(adt: Adt) -> Stamp:
    """When the event occurred: EVN-6, else when it was recorded, EVN-2, else MSH-7.

    Raises Unreadable when none of them is given, or the one that counts cannot be read.
    """
    given = {"EVN-6": adt.occurred, "EVN-2": adt.recorded, "MSH-7": adt.sent}
    for field, stamp in given.items():
        found = _readable(adt, field, stamp)
        if found:
            return found
    raise Unreadable("The message does not say when it happened: EVN-6, EVN-2 and MSH-7 are empty.")


def admit_moment(adt: Adt) -> Stamp:
    """When the visit began: PV1-44, else the moment of the event."""
    written = adt.visit.admitted if adt.visit else None
    return _readable(adt, "PV1-44", written) or event_moment(adt)


def discharge_moment(adt: Adt) -> Stamp:
    """When the visit ended: PV1-45, else the moment of the event."""
    written = adt.visit.discharged if adt.visit else None
    return _readable(adt, "PV1-45", written) or event_moment(adt)


def _readable(adt: Adt, field: str, stamp: Stamp | None) -> Stamp | None:
    if field in adt.faults:
        raise Unreadable(f"{field} should say when it happened. {adt.faults[field]}")
    return stamp
