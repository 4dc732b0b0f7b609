"""Moments as HL7 writes them: YYYY[MM[DD[HH[MM[SS[.S...]]]]]][+/-ZZZZ] (types TS and DTM)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from casewright.hl7.reading.errors import Unreadable

EARLIEST_YEAR = 1800
LATEST_YEAR = 2999
_FARTHEST_OFFSET = timedelta(hours=14)


class Precision(StrEnum):
    """How exactly a moment is written."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as its sender wrote it.

    `moment` is the first instant of what is written, in UTC; `day` is the calendar day as
    written, whatever the zone. `is_certain` is False when the sender's clocks showed this time
    twice (the first time is taken) or never (the time an unchanged clock would have shown).
    """

    moment: datetime
    day: date
    precision: Precision
    is_certain: bool

    @property
    def has_time(self) -> bool:
        """Is there a time of day, and not only a day, a month or a year?"""
        return self.precision in _TIMES


_TIMES = frozenset({Precision.HOUR, Precision.MINUTE, Precision.SECOND})
_PRECISIONS = tuple(Precision)
# Some senders leave out the point before the fraction of a second: two to six more digits.
_WRITTEN = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})"
    r"(?:\.([0-9]{1,9})|([0-9]{2,6}))?)?)?)?)?)?(?:([+-])([0-9]{2})([0-9]{2}))?"
)


@lru_cache(maxsize=1024)
def read(written: str, zone: ZoneInfo) -> Stamp:
    """The moment that `written` gives; `zone` is the sender's, used when no offset is written.

    Raises Unreadable with what is wrong, without repeating what was written.
    """
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise Unreadable("It is not a moment as HL7 writes it: YYYYMMDDHHMMSS with +/-ZZZZ.")
    parts = [int(part) for part in match.groups()[:6] if part]
    precision = _PRECISIONS[len(parts) - 1]
    _check(parts)
    year, month, day, hour, minute, second = (*parts, *(0, 1, 1, 0, 0, 0)[len(parts) :])
    fraction = (match[7] or match[8] or "").ljust(6, "0")[:6]
    at: tzinfo = _offset(match[9], match[10], match[11]) if match[9] else zone
    try:
        local = datetime(year, month, day, hour, minute, second, int(fraction), tzinfo=at)
    except ValueError as fault:
        raise Unreadable(f"There is no day {day} in month {month} of {year}.") from fault
    return Stamp(
        moment=local.astimezone(UTC),
        day=local.date(),
        precision=precision,
        is_certain=local.utcoffset() == local.replace(fold=1).utcoffset(),
    )


_RANGES = (
    ("year", EARLIEST_YEAR, LATEST_YEAR),
    ("month", 1, 12),
    ("day", 1, 31),
    ("hour", 0, 23),
    ("minute", 0, 59),
    ("second", 0, 59),
)


def _check(parts: list[int]) -> None:
    for part, (name, least, most) in zip(parts, _RANGES, strict=False):
        if not least <= part <= most:
            raise Unreadable(f"The {name} {part} is not between {least} and {most}.")


def _offset(sign: str, hours: str, minutes: str) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > _FARTHEST_OFFSET or int(minutes) > 59:
        raise Unreadable(f"The offset {sign}{hours}{minutes} is none that a clock on Earth shows.")
    return timezone(-offset if sign == "-" else offset)
