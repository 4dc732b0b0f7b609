"""Counting: from the moment that starts a clock to the moment its time ends, with the reason."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import HolidayBase

from casewright.clocks.rules.business_days import FIRST_YEAR, LAST_YEAR
from casewright.clocks.rules.days import amount, last_day, month_on
from casewright.clocks.rules.deadline import Deadline, Due
from casewright.clocks.rules.moments import (
    day_in_words,
    end_of,
    instant,
    moment_in_words,
    start_of,
)
from casewright.clocks.rules.second import combined, counted_instead
from casewright.foundation.errors import Refused


def due(
    deadline: Deadline,
    start: datetime,
    *,
    zone: ZoneInfo,
    calendar: HolidayBase,
    second: datetime | None = None,
) -> Due:
    """Say when a deadline that `start` set running ends, in the organization's `zone`, and why.

    Days end at 23:59:59 of the last one; hours are real ones, whatever clocks do meanwhile;
    business days are those of `calendar`. `second` is the rule's second moment, when known.
    Raises Refused for a moment the rule cannot be counted from, ValueError for one with no zone.
    """
    local = on_wall_clock(start, zone)
    local_second = on_wall_clock(second, zone) if second else None
    if local_second and not deadline.second_trigger:
        raise Refused(f"The rule {deadline.id} takes no second moment.")
    if deadline.unit == "hours":
        moment, reasons = after_hours(deadline, local)
    else:
        first, reasons = first_day(deadline, local, local_second)
        last, counted = last_day(deadline, first, calendar)
        moment, reasons = end_of(last, zone), [*reasons, *counted]
    moment, chosen = combined(deadline, local, moment, local_second, zone=zone)
    opens_at, opening = opens(deadline, local.date(), zone)
    grace_ends_at, grace = grace_of(deadline, local.date(), zone)
    explained = ". ".join([*reasons, *chosen, *opening, *grace]) + "."
    return Due(moment, explained, opens_at, grace_ends_at)


def on_wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment in the organization's zone, where its day is decided."""
    if moment.tzinfo is None:
        raise ValueError("A moment must carry its zone.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refused(
            f"The year {moment.year} cannot be right: clocks start from {FIRST_YEAR} "
            f"to {LAST_YEAR}."
        )
    return moment.astimezone(zone)


def after_hours(deadline: Deadline, start: datetime) -> tuple[datetime, list[str]]:
    """Real hours after the start, or before a planned end."""
    hours = timedelta(hours=deadline.length)
    elapsed = hours if deadline.direction == "after" else -hours
    moment = (instant(start) + elapsed).astimezone(start.tzinfo)
    words = (
        f"{amount(deadline)} {deadline.direction} {moment_in_words(start)}: "
        f"{moment_in_words(moment, beside=start.date())}"
    )
    if moment.utcoffset() != start.utcoffset():
        words += " (clocks change in between; real hours are counted)"
    return moment, [words]


def first_day(
    deadline: Deadline, start: datetime, second: datetime | None
) -> tuple[date, list[str]]:
    """The day that is counted from: the trigger's, the presumed receipt's, or the known one."""
    if deadline.second_effect == "instead" and second:
        return counted_instead(deadline, start, second)
    if deadline.counts_from == "trigger":
        return start.date(), []
    received = start.date() + timedelta(days=deadline.receipt_presumed_days)
    words = (
        f"A notice of {day_in_words(start.date())} is presumed received "
        f"{deadline.receipt_presumed_days} days later, on "
        f"{day_in_words(received, beside=start.date())}, unless shown otherwise"
    )
    return received, [words]


def opens(deadline: Deadline, first: date, zone: ZoneInfo) -> tuple[datetime | None, list[str]]:
    """The first moment that counts, where the rule has one."""
    if deadline.not_before_days is None:
        return None, []
    day = first + timedelta(days=deadline.not_before_days)
    words = f"What is done before {day_in_words(day, beside=first)} does not count"
    return start_of(day, zone), [words]


def grace_of(deadline: Deadline, first: date, zone: ZoneInfo) -> tuple[datetime | None, list[str]]:
    """The end of the months in which the rule still accepts what is late."""
    if not deadline.grace_months:
        return None, []
    day, _ = month_on(first, deadline.length + deadline.grace_months, deadline.month_rule)
    words = (
        f"Late, it is still accepted until {day_in_words(day)} "
        f"({deadline.grace_months} months of grace)"
    )
    return end_of(day, zone), [words]
