"""The last day of a count of calendar days, business days or months."""

from calendar import monthrange
from datetime import date, timedelta

from holidays import HolidayBase

from casewright.clocks.rules.business_days import (
    calendar_for,
    days_from,
    is_business_day,
    passed_over,
    why_closed,
)
from casewright.clocks.rules.deadline import Deadline
from casewright.clocks.rules.moments import day_in_words

LISTED_DAYS = 5


def last_day(deadline: Deadline, first: date, calendar: HolidayBase) -> tuple[date, list[str]]:
    """The last day of a count of days or months, moved on where the rule says so."""
    if deadline.unit == "business_days":
        last, words = business_days(deadline, first, calendar)
    elif deadline.unit == "calendar_days":
        last, words = calendar_days(deadline, first)
    else:
        last, words = months(deadline, first)
    return rolled(deadline, last, [words])


def calendar_days(deadline: Deadline, first: date) -> tuple[date, str]:
    """Every day counts, weekends and holidays too."""
    days = deadline.length - deadline.first_day_counts
    last = first + timedelta(days=days if deadline.direction == "after" else -days)
    end = "the last is" if deadline.direction == "after" else "no later than"
    return last, f"{beginning(deadline, first)}: {end} {day_in_words(last, beside=first)}"


def business_days(deadline: Deadline, first: date, calendar: HolidayBase) -> tuple[date, str]:
    """Only business days count; the first after a weekend or holiday is day one."""
    step = 1 if deadline.direction == "after" else -1
    begin = first if deadline.first_day_counts else first + timedelta(days=step)
    counted: list[date] = []
    closed: list[date] = []
    for day, is_open in days_from(begin, step, calendar):
        (counted if is_open else closed).append(day)
        if len(counted) == deadline.length:
            break
    listed = (
        ", ".join(day_in_words(day, beside=first) for day in counted)
        if len(counted) <= LISTED_DAYS
        else f"the last is {day_in_words(counted[-1], beside=first)}"
    )
    missed = passed_over(closed, calendar, beside=first)
    return counted[-1], f"{beginning(deadline, first)}: {listed}{missed}"


def months(deadline: Deadline, first: date) -> tuple[date, str]:
    """The same day of a later or earlier month, or what the rule says where there is none."""
    length = deadline.length if deadline.direction == "after" else -deadline.length
    last, missing = month_on(first, length, deadline.month_rule)
    words = f"{beginning(deadline, first)}: {day_in_words(last, beside=first)}"
    return last, f"{words} ({missing})" if missing else words


def month_on(day: date, length: int, month_rule: str) -> tuple[date, str]:
    """The day `length` months on, and a word on it where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + length, 12)
    last_of_month = date(year, month + 1, monthrange(year, month + 1)[1])
    if day.day <= last_of_month.day:
        return last_of_month.replace(day=day.day), ""
    missing = f"{last_of_month:%B} {year} has no day {day.day}"
    if month_rule == "last_of_month":
        return last_of_month, missing
    return last_of_month + timedelta(days=1), missing


def rolled(deadline: Deadline, last: date, reasons: list[str]) -> tuple[date, list[str]]:
    """Move a last day that is a weekend day or holiday on, where the rule's source says so."""
    if not deadline.roll_forward:
        return last, reasons
    calendar = calendar_for(deadline.roll_holidays)
    if is_business_day(last, calendar):
        return last, reasons
    moved = next(day for day, is_open in days_from(last, 1, calendar) if is_open)
    words = (
        f"{why_closed(last, calendar, beside=last)}, so the last day moves on to "
        f"{day_in_words(moved, beside=last)}"
    )
    return moved, [*reasons, words]


def amount(deadline: Deadline) -> str:
    """2 business days; 1 hour."""
    words = f"{deadline.length} {deadline.unit.replace('_', ' ')}"
    return words.removesuffix("s") if deadline.length == 1 else words


def beginning(deadline: Deadline, first: date) -> str:
    """How a count of days begins: whether its first day counts is said."""
    if deadline.first_day_counts:
        return f"{amount(deadline)} with {day_in_words(first)} as the first"
    return f"{amount(deadline)} {deadline.direction} {day_in_words(first)}"
