"""What comes first: the tiers of Today, and what may be put off until when.

The order is the house's own and deterministic; it is shown on request.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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


# More business days than any tier asks about: their beginnings end the tiers before.
MANY_DAYS = 4
NEVER = datetime.min.replace(tzinfo=UTC)


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


@dataclass(frozen=True)
class Present:
    """A moment and the ends of the days that the tiers ask about, counted once for a whole list.

    `at_once` is the first instant after one business day from now, `soon` after three: the end of
    the last day that is still within them, days off included.
    """

    at: datetime
    zone: ZoneInfo
    calendar: HolidayBase
    today: date
    tomorrow: datetime
    at_once: datetime
    soon: datetime


def present(at: datetime, *, zone: ZoneInfo, calendar: HolidayBase) -> Present:
    """Work out for a moment what all rows of a list share."""
    today = at.astimezone(zone).date()
    ends: list[datetime] = []
    day = today
    while len(ends) < MANY_DAYS:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            ends.append(datetime.combine(day, time.min, tzinfo=zone))
    return Present(
        at=at,
        zone=zone,
        calendar=calendar,
        today=today,
        tomorrow=datetime.combine(today + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC),
        at_once=ends[1].astimezone(UTC),
        soon=ends[3].astimezone(UTC),
    )


def tier(task: Standing, now: datetime, *, zone: ZoneInfo, calendar: HolidayBase) -> int:
    """Give the tier, 1 (first) to 7, in which a task stands at a moment."""
    return tier_in(task, present(now, zone=zone, calendar=calendar))


def tier_in(task: Standing, present: Present) -> int:
    """Give the tier of one row of a list.

    What lies in a team's queue untouched moves up one tier for each business day, so that nobody
    who is in nobody's case sinks.
    """
    own = _own_tier(task, present)
    if task.in_queue and task.touched_at is None:
        waited = business_days_between(
            task.opened_at,
            present.at,
            zone=present.zone,
            calendar=present.calendar,
            most=len(TIERS),
        )
        return max(1, own - waited)
    return own


def _own_tier(task: Standing, present: Present) -> int:
    due, is_clock = task.due_at, task.nature == "clock"
    if is_clock and due < present.at_once:
        return 1
    if task.nature == "safety":
        return 2
    is_today = due < present.tomorrow and due.astimezone(present.zone).date() == present.today
    if task.nature == "promise" and task.has_time and is_today:
        return 3
    if is_clock and due < present.soon:
        return 4
    if due < present.at:
        return 5
    return 6 if is_today else 7


def place(
    task: Standing, now: datetime, *, zone: ZoneInfo, calendar: HolidayBase
) -> tuple[bool, int, datetime, int, datetime, bool]:
    """The key by which Today is sorted, smallest first."""
    return place_in(task, present(now, zone=zone, calendar=calendar))


def place_in(task: Standing, present: Present) -> tuple[bool, int, datetime, int, datetime, bool]:
    """The key by which one row of a list is sorted, smallest first.

    Pinned rows, then the tier; inside a tier the time left, then the higher acuity, then the
    longest since the last contact; then a call, visit or meeting before paper.
    """
    return (
        not task.pinned,
        tier_in(task, present),
        task.due_at,
        -task.acuity,
        task.last_contact_at or NEVER,
        task.act == "do",
    )


# Tiers 1 to 3 of Today may not wait: what stands there is brought to mind before its moment.
REMINDED_TIERS = 3


def is_near(task: Standing, present: Present) -> bool:
    """Whether a promise is to be brought to its owner's mind: a clock that ends within one business
    day, or a safety signal or a promise with a time that falls due today; none that is late."""
    if task.due_at < present.at or _own_tier(task, present) > REMINDED_TIERS:
        return False
    return task.nature == "clock" or task.due_at < present.tomorrow


def is_in_hand(hands: tuple[datetime | None, ...], present: Present) -> bool:
    """Whether somebody had a promise in hand today: they need not be reminded of it."""
    days = {hand.astimezone(present.zone).date() for hand in hands if hand is not None}
    return present.today in days


def is_neglected(due_at: datetime, touched_at: datetime | None, present: Present) -> bool:
    """Whether whoever supervises is to be told: a whole business day has passed since the day it
    was due, and nobody has had a hand on it since (the house's own rule)."""
    if touched_at is not None and touched_at > due_at:
        return False
    begun = business_days_between(
        due_at, present.at, zone=present.zone, calendar=present.calendar, most=2
    )
    return begun > 1


def digest_day(at: datetime, *, hour: int, zone: ZoneInfo, calendar: HolidayBase) -> date | None:
    """The day for which somebody is to have a digest by now, on their own wall clock; None before
    their hour, and on a day on which nobody works."""
    here = at.astimezone(zone)
    if here.hour < hour or not calendar.is_working_day(here.date()):
        return None
    return here.date()


def week_of(day: date) -> date:
    """The Monday of a day's week, by which a digest of the week is known."""
    return day - timedelta(days=day.weekday())


def check_later(nature: str, due_at: datetime, until: datetime, now: datetime) -> None:
    """Refuse to hide a task into the past, or a running clock beyond its end."""
    if until <= now:
        raise Refused("Choose a moment that is still to come.")
    if nature == "clock" and until > due_at:
        raise Refused(
            "This clock runs out before then. Choose an earlier moment, hand it over, or say why "
            "it is not needed."
        )
