"""The almanac reads words as moments, on every day of the year."""

from datetime import date, datetime, time, timedelta

import pytest

from casewright.demo.rules.almanac import born
from casewright.demo.tests.days import CALENDAR, NEW_YORK, ODD_DAYS, TUESDAY, almanac, moment


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("now", "2026-11-24 09:00"),
        ("20 minutes ago", "2026-11-24 08:40"),
        ("7 hours ago", "2026-11-24 02:00"),
        ("3 days ago 14:30", "2026-11-21 14:30"),
        ("1 business day ago 10:15", "2026-11-23 10:15"),
        ("2 business days ago", "2026-11-20 10:00"),
        ("in 1 business day 17:00", "2026-11-25 17:00"),
        ("in 2 business days 17:00", "2026-11-27 17:00"),  # Thanksgiving is passed over
        ("open day 14:30", "2026-11-24 14:30"),
        ("last 23:40", "2026-11-23 23:40"),
        ("coming thursday 11:00", "2026-11-26 11:00"),
        ("last sunday 14:30", "2026-11-22 14:30"),
        ("5 weeks ago", "2026-10-20 10:00"),
        ("9 months ago 10:00", "2026-02-24 10:00"),
        ("2 years ago", "2024-11-24 10:00"),
        ("so that tcm-contact ends open day, from 14:30", "2026-11-22 14:30"),
        ("home + 22 hours", "2026-11-22 12:30"),
        ("home - 3 days 03:20", "2026-11-18 03:20"),
        ("home", "2026-11-21 14:30"),
    ],
)
def test_words_are_read_as_moments(words: str, expected: str) -> None:
    named = {"home": moment("2026-11-21 14:30")}
    assert almanac(TUESDAY).read(words, named) == moment(expected)


@pytest.mark.parametrize("words", ["yesterday", "in a while", "unknown + 2 days", "25:00", ""])
def test_words_that_are_no_moment_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="moment"):
        almanac(TUESDAY).read(words)


def test_a_promise_of_today_whose_time_has_passed_is_one_of_the_next_hours() -> None:
    assert almanac("2026-11-24 16:20").read("open day 14:30") == moment("2026-11-24 17:45")
    assert almanac("2026-11-24 23:50").read("open day 14:30") == moment("2026-11-24 23:50")


def test_on_a_weekend_the_open_day_is_monday() -> None:
    assert almanac("2026-11-28 09:00").read("open day 14:30") == moment("2026-11-30 14:30")


def test_after_a_holiday_business_days_go_on() -> None:
    new_year = almanac("2027-01-01 09:00")
    assert new_year.open_day == date(2027, 1, 4)
    assert new_year.read("1 business day ago 09:00") == moment("2026-12-31 09:00")


def test_an_hour_that_a_clock_change_skips_is_moved_on() -> None:
    skipped = almanac("2026-03-08 09:00").at(date(2026, 3, 8), time(2, 40))
    assert skipped == moment("2026-03-08 03:40")


def test_hours_are_real_ones_when_clocks_change() -> None:
    assert almanac("2026-03-08 09:00").read("9 hours ago") == moment("2026-03-07 23:00")


def test_every_day_of_two_years_has_a_moment_to_come_home_at() -> None:
    """Rosa's call is due at the end of the open day, and she has come home already."""
    day = date(2026, 1, 1)
    while day < date(2028, 1, 1):
        here = almanac(f"{day} 09:00")
        home = here.read("so that tcm-contact ends open day, from 14:30")
        assert home < here.now
        assert here.ends("tcm-contact", home).astimezone(NEW_YORK).date() == here.open_day
        day += timedelta(days=1)


@pytest.mark.parametrize("text", ODD_DAYS)
def test_the_open_day_is_a_business_day_and_not_over(text: str) -> None:
    here = almanac(text)
    assert CALENDAR.is_working_day(here.open_day)
    assert here.open_day >= here.today
    assert isinstance(here.read("now"), datetime)


def test_nobody_grows_older_with_the_calendar() -> None:
    assert born(date(2026, 11, 24), 78, "05-02") == date(1948, 5, 2)
    assert born(date(2026, 5, 1), 78, "05-02") == date(1947, 5, 2)
    assert born(date(2026, 5, 2), 78, "05-02") == date(1948, 5, 2)
