"""The first and last second of a day, and days and moments in words."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LAST_SECOND = time(23, 59, 59)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in a zone."""
    return datetime.combine(day, time.min, tzinfo=zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day in a zone: where clocks go back at midnight, the later of two."""
    return datetime.combine(day, LAST_SECOND.replace(fold=1), tzinfo=zone)


def instant(moment: datetime) -> datetime:
    """The moment in UTC. Two moments of one zone compare by wall clock, wrong when it changes."""
    return moment.astimezone(UTC)


def day_in_words(day: date, *, beside: date | None = None) -> str:
    """Tuesday 24 November 2026; without the year when the day stands beside one of that year."""
    words = f"{day:%A} {day.day} {day:%B}"
    return words if beside and beside.year == day.year else f"{words} {day.year}"


def moment_in_words(moment: datetime, *, beside: date | None = None) -> str:
    """Tuesday 24 November 2026 14:05 EST."""
    return f"{day_in_words(moment.date(), beside=beside)} {moment:%H:%M} {moment.tzname()}"
