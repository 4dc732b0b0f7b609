"""The clock chip: how much time is left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casewright.clocks.rules import end_of, left
from casewright.clocks.tests.worked import NEW_YORK

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (date(2026, 11, 24), "Due today"),
        (date(2026, 11, 25), "Tomorrow"),
        (date(2026, 11, 26), "Thu 26"),
        (date(2026, 11, 30), "Mon 30"),
        (date(2026, 12, 1), "Tue 1 Dec"),
        (date(2026, 12, 24), "Thu 24 Dec"),
        (date(2027, 1, 4), "Mon 4 Jan 2027"),
        (date(2026, 11, 23), "1 day late"),
        (date(2026, 11, 21), "3 days late"),
        (date(2025, 11, 24), "365 days late"),
    ],
)
def test_the_end_of_a_day_is_told_in_days(last_day: date, words: str) -> None:
    assert left(end_of(last_day, NEW_YORK), NOW, zone=NEW_YORK) == words


@pytest.mark.parametrize(
    ("hours", "minutes", "words"),
    [
        (1, 50, "1 h 50 min left"),
        (3, 0, "3 h left"),
        (3, 59, "3 h left"),
        (2, 59, "2 h 59 min left"),
        (2, 0, "2 h left"),
        (0, 12, "12 min left"),
        (0, 0.5, "under 1 min left"),
        (23, 59, "23 h left"),
        (24, 0, "Tomorrow"),
        (48, 0, "Thu 26"),
        (0, -0.5, "under 1 min late"),
        (0, -10, "10 min late"),
        (-2, 0, "2 h late"),
        (-23, -59, "23 h late"),
        (-24, 0, "1 day late"),
        (-72, 0, "3 days late"),
    ],
)
def test_a_moment_within_a_day_is_told_in_hours(hours: int, minutes: float, words: str) -> None:
    ends = NOW + timedelta(hours=hours, minutes=minutes)

    assert left(ends, NOW, zone=NEW_YORK) == words


def test_a_day_of_this_month_beyond_the_week_is_told_with_its_month() -> None:
    now = datetime(2026, 11, 3, 10, tzinfo=NEW_YORK)

    assert left(end_of(date(2026, 11, 9), NEW_YORK), now, zone=NEW_YORK) == "Mon 9"
    assert left(end_of(date(2026, 11, 10), NEW_YORK), now, zone=NEW_YORK) == "Tue 10 Nov"


def test_the_last_day_itself_is_in_time_to_its_last_second() -> None:
    ends = end_of(date(2026, 11, 24), NEW_YORK)

    assert left(ends, ends, zone=NEW_YORK) == "Due today"
    assert left(ends, ends + timedelta(seconds=1), zone=NEW_YORK) == "1 day late"


def test_the_day_is_the_organizations_own_whatever_zone_the_moments_are_kept_in() -> None:
    ends = end_of(date(2026, 11, 24), NEW_YORK).astimezone(UTC)

    assert ends.date() == date(2026, 11, 25)
    assert left(ends, NOW.astimezone(UTC), zone=NEW_YORK) == "Due today"


def test_an_hour_that_comes_twice_is_time_that_is_left() -> None:
    before = datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK)
    ends = datetime(2026, 11, 1, 2, 30, tzinfo=NEW_YORK)

    assert left(ends, before, zone=NEW_YORK) == "3 h left"
