"""Minutes of work: whole minutes, each counted once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
LONGEST_MINUTES = 600

Span = tuple[datetime, datetime]


def whole_minute(moment: datetime) -> datetime:
    """The minute a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def span_ending(ends_at: datetime, minutes: int) -> Span:
    """The span of so many whole minutes up to a moment."""
    end = whole_minute(ends_at)
    return end - minutes * MINUTE, end


def free_parts(wanted: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span after the minutes already counted are taken out, in order.

    Spans are half open: the minute a span ends at is not part of it.
    """
    parts = [wanted]
    for start, end in taken:
        parts = [piece for part in parts for piece in _without(part, (start, end))]
    return sorted(part for part in parts if part[0] < part[1])


def _without(part: Span, cut: Span) -> list[Span]:
    return (
        [(part[0], min(part[1], cut[0])), (max(part[0], cut[1]), part[1])]
        if (part[0] < cut[1] and cut[0] < part[1])
        else [part]
    )


def minutes_of(parts: Iterable[Span]) -> int:
    """How many whole minutes the spans hold."""
    return sum(int((end - start) / MINUTE) for start, end in parts)
