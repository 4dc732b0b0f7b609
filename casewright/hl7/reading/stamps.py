"""Reading the moments of a message's fields, and keeping what was wrong with the others."""

from zoneinfo import ZoneInfo

from casewright.hl7.reading import moments
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.message import Segment
from casewright.hl7.reading.moments import Stamp


class Stamps:
    """Reads moments for one sender; `faults` maps a field's name to why it has none."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.faults: dict[str, str] = {}

    def read(self, segment: Segment, number: int) -> Stamp | None:
        """The moment in the field's first repetition; None when it is empty or at fault."""
        written = segment.text(number)
        if not written:
            return None
        try:
            return moments.read(written, self.zone)
        except Unreadable as fault:
            self.faults[f"{segment.name}-{number}"] = str(fault)
            return None
