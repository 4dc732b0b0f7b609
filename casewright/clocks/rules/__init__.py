"""Deadlines: which rule is in force, when its time ends, and why, in words.

Plain values in, an answer or `Refused` out. The moment, the zone and the holiday calendar are
arguments.
"""

from casewright.clocks.rules.business_days import calendar_for
from casewright.clocks.rules.chip import left
from casewright.clocks.rules.counting import due
from casewright.clocks.rules.deadline import (
    COUNTED_FROM,
    DIRECTIONS,
    MONTH_RULES,
    PAYERS,
    SECOND_EFFECTS,
    TRUST_MARKS,
    UNITS,
    Deadline,
    Due,
)
from casewright.clocks.rules.moments import end_of, start_of
from casewright.clocks.rules.printed import Governing, earlier
from casewright.clocks.rules.reading import deadlines_from
from casewright.clocks.rules.versions import choose_version

__all__ = [
    "COUNTED_FROM",
    "DIRECTIONS",
    "MONTH_RULES",
    "PAYERS",
    "SECOND_EFFECTS",
    "TRUST_MARKS",
    "UNITS",
    "Deadline",
    "Due",
    "Governing",
    "calendar_for",
    "choose_version",
    "deadlines_from",
    "due",
    "earlier",
    "end_of",
    "left",
    "start_of",
]
