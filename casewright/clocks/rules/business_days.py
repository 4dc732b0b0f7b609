"""Business days: those that are neither weekend days nor holidays of a kept calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from casewright.clocks.rules.moments import day_in_words
from casewright.foundation.errors import Refused

FIRST_YEAR, LAST_YEAR = 1970, 2089
"""The years in which a clock may start."""

LAST_YEAR_OF_HOLIDAYS = 2100
"""A clock may end later than it starts, and the library knows no further. Holidays are laid out
once: it would otherwise add a year while another thread already reads it, and one could be missed.
"""

NAMED_DAYS_OF_A_KIND = 4


@lru_cache(maxsize=64)
def calendar_for(code: str) -> HolidayBase:
    """The holidays, observed days included, of a country or of one of its states: US, US-NY."""
    country, _, state = code.strip().upper().partition("-")
    try:
        return country_holidays(
            country,
            subdiv=state or None,
            years=range(FIRST_YEAR, LAST_YEAR_OF_HOLIDAYS + 1),
            expand=False,
        )
    except NotImplementedError as unknown:
        raise Refused(
            f"There is no holiday calendar {code!r}. It is a country's two letters, and a state's "
            "after a hyphen: US, US-NY."
        ) from unknown


def is_business_day(day: date, calendar: HolidayBase) -> bool:
    """Say whether offices work on that day."""
    return bool(calendar.is_working_day(day))


def days_from(day: date, step: int, calendar: HolidayBase) -> Iterator[tuple[date, bool]]:
    """Every day from `day` on (or back, with step -1), and whether it is a business day."""
    while True:
        yield day, is_business_day(day, calendar)
        day += timedelta(days=step)


def why_closed(day: date, calendar: HolidayBase, *, beside: date) -> str:
    """Say why a day is no business day: Thursday 26 November is Thanksgiving Day."""
    name = calendar.get(day)
    return f"{day_in_words(day, beside=beside)} is {name or 'a weekend day'}"


def passed_over(days: list[date], calendar: HolidayBase, *, beside: date) -> str:
    """Name the days that a count passed over; of each kind, many are only numbered."""
    weekend_days = [day for day in days if calendar.is_weekend(day)]
    holidays = [day for day in days if not calendar.is_weekend(day)]
    named: list[date] = []
    numbered: list[str] = []
    for kind, closed in (("holidays", holidays), ("weekend days", weekend_days)):
        if len(closed) <= NAMED_DAYS_OF_A_KIND:
            named += closed
        else:
            numbered.append(f"{len(closed)} {kind} do not count")
    reasons = [why_closed(day, calendar, beside=beside) for day in sorted(named)] + numbered
    return f" ({', '.join(reasons)})" if reasons else ""
