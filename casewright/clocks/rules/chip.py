"""The clock chip: how much time is left, in the fewest words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casewright.clocks.rules.moments import end_of, instant

MINUTES_SHOWN_BELOW = timedelta(hours=3)
DAY = timedelta(days=1)
WEEKDAY_ALONE_BELOW_DAYS = 7


def left(due: datetime, now: datetime, *, zone: ZoneInfo) -> str:
    """Say how much time is left, or how late it is.

    The end of a day is told in days: Due today, Tomorrow, Thu 27, 1 day late. Any other moment
    within a day is told in hours: 3 h left, 1 h 50 min left, 2 h late.
    """
    ends, present = due.astimezone(zone), now.astimezone(zone)
    remaining = instant(ends) - instant(present)
    days = (ends.date() - present.date()).days
    if instant(ends) != instant(end_of(ends.date(), zone)):
        if remaining < timedelta(0):
            return late_by_time(-remaining)
        if remaining < DAY:
            return f"{time_in_words(remaining)} left"
    if days < 0:
        return late_by_days(-days)
    if days == 0:
        return "Due today"
    return "Tomorrow" if days == 1 else day_ahead(ends, present, days)


def late_by_time(late: timedelta) -> str:
    """10 min late, 2 h late, 3 days late."""
    return late_by_days(late // DAY) if late >= DAY else f"{time_in_words(late)} late"


def late_by_days(days: int) -> str:
    """1 day late."""
    return f"{days} {'day' if days == 1 else 'days'} late"


def time_in_words(span: timedelta) -> str:
    """1 h 50 min; from three hours on, whole hours that have not yet run out."""
    if span < timedelta(minutes=1):
        return "under 1 min"
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    if span >= MINUTES_SHOWN_BELOW or (hours and not minutes):
        return f"{hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def day_ahead(ends: datetime, present: datetime, days: int) -> str:
    """Thu 27 within the week; with the month, and the year, where the day alone would mislead."""
    words = f"{ends:%a} {ends.day}"
    if ends.year != present.year:
        return f"{words} {ends:%b} {ends.year}"
    near = days < WEEKDAY_ALONE_BELOW_DAYS and ends.month == present.month
    return words if near else f"{words} {ends:%b}"
