"""What comes first: the tiers of Today, and what may be put off until when.

The order is the house's own and deterministic; it is shown on request.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import HolidayBase

from casewright.foundation.errors import Refused

TIERS = {
    1: "A legal or contract clock ends within one business day",
    2: "A safety signal",
    3: "A promise to a person with a time today",
    4: "A clock ends within three business days",
    5: "Late",
    6: "Routine, due today",
    7: "Worth preparing",
}


# More business days than any tier asks about: counting further says nothing.
MANY_DAYS = 4


@dataclass(frozen=True)
class Standing:
    """What of a task decides its place; moments are aware, `untouched_since` is for a queue."""

    nature: str
    due_at: datetime
    has_time: bool
    pinned: bool
    acuity: int
    last_contact_at: datetime | None
    in_queue: bool
    touched_at: datetime | None
    opened_at: datetime
    act: str = "do"


def business_days_between(
    start: datetime, end: datetime, *, zone: ZoneInfo, calendar: HolidayBase, most: int = 31
) -> int:
    """How many business days begin after the day of `start` and not after the day of `end`.

    Zero when both are on one day; a moment already past counts as zero. Counting stops at `most`.
    """
    day, last, count = start.astimezone(zone).date(), end.astimezone(zone).date(), 0
    while day < last and count < most:
        day += timedelta(days=1)
        count += calendar.is_working_day(day)
    return count


def tier(task: Standing, now: datetime, *, zone: ZoneInfo, calendar: HolidayBase) -> int:
    """Give the tier, 1 (first) to 7, in which a task stands at a moment.

    What lies in a team's queue untouched moves up one tier for each business day, so that nobody
    who is in nobody's case sinks.
    """
    own = _own_tier(task, now, zone=zone, calendar=calendar)
    if task.in_queue and task.touched_at is None:
        waited = business_days_between(
            task.opened_at, now, zone=zone, calendar=calendar, most=len(TIERS)
        )
        return max(1, own - waited)
    return own


def _own_tier(task: Standing, now: datetime, *, zone: ZoneInfo, calendar: HolidayBase) -> int:
    here, due = now.astimezone(zone), task.due_at.astimezone(zone)
    days = MANY_DAYS
    if task.nature == "clock":
        days = business_days_between(now, task.due_at, zone=zone, calendar=calendar, most=MANY_DAYS)
    if days <= 1:
        return 1
    if task.nature == "safety":
        return 2
    if task.nature == "promise" and task.has_time and due.date() == here.date():
        return 3
    if days <= 3:
        return 4
    if task.due_at < now:
        return 5
    return 6 if due.date() == here.date() else 7


def place(
    task: Standing, now: datetime, *, zone: ZoneInfo, calendar: HolidayBase
) -> tuple[bool, int, datetime, int, datetime, bool]:
    """The key by which Today is sorted, smallest first.

    Pinned rows, then the tier; inside a tier the time left, then the higher acuity, then the
    longest since the last contact; then a call, visit or meeting before paper.
    """
    never = datetime.min.replace(tzinfo=zone)
    return (
        not task.pinned,
        tier(task, now, zone=zone, calendar=calendar),
        task.due_at,
        -task.acuity,
        task.last_contact_at or never,
        task.act == "do",
    )


def check_later(nature: str, due_at: datetime, until: datetime, now: datetime) -> None:
    """Refuse to hide a task into the past, or a running clock beyond its end."""
    if until <= now:
        raise Refused("Choose a moment that is still to come.")
    if nature == "clock" and until > due_at:
        raise Refused(
            "This clock runs out before then. Choose an earlier moment, hand it over, or say why "
            "it is not needed."
        )
