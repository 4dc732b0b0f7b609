"""How long a sender of messages may be silent before somebody should ask why."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol

# Less than this is a lunch break and not a fault, however busy a sender usually is.
LEAST_MINUTES = 30
# However seldom a sender writes, after four days somebody should have asked.
MOST_MINUTES = 4 * 24 * 60
# A week shows a habit, and its weekend; less does not.
DAYS_ASKED_FOR = 7
# How much longer than its usual long pause a sender may be silent.
PATIENCE = 1.5


class Heard(Protocol):
    """A sender: when it was last heard, and how many minutes of silence are usual."""

    @property
    def last_heard_at(self) -> datetime: ...
    @property
    def usual_minutes(self) -> int: ...


def is_silent(feed: Heard, now: datetime) -> bool:
    """Silent for longer than usual. A clock set back makes nobody silent."""
    return now - feed.last_heard_at > timedelta(minutes=feed.usual_minutes)


def usual_silence(heard: Sequence[datetime]) -> int | None:
    """How many minutes of silence are usual, from the moments a sender was heard, oldest first.

    Of each day the longest pause that ended on it; half as long again as 9 of 10 of these. So
    nights and weekends count as usual, however many messages a morning brings. None where too few
    days were heard to say.
    """
    longest: dict[date, timedelta] = {}
    for before, after in pairwise(heard):
        day = after.date()
        longest[day] = max(longest.get(day, timedelta()), after - before)
    if len(longest) < DAYS_ASKED_FOR:
        return None
    pauses = sorted(longest.values())
    long = pauses[min(len(pauses) - 1, int(len(pauses) * 0.9))]
    minutes = int(long.total_seconds() * PATIENCE / 60)
    return max(LEAST_MINUTES, min(minutes, MOST_MINUTES))
