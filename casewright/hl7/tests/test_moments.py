"""Moments as HL7 writes them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.reading import moments
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.moments import Precision
from casewright.hl7.tests.messages import NEW_YORK


def reason(written: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        moments.read(written, NEW_YORK)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("written", "precision", "moment"),
    [
        ("2026", Precision.YEAR, datetime(2026, 1, 1, 5, tzinfo=UTC)),
        ("202611", Precision.MONTH, datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("20261120", Precision.DAY, datetime(2026, 11, 20, 5, tzinfo=UTC)),
        ("2026112010", Precision.HOUR, datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("202611201015", Precision.MINUTE, datetime(2026, 11, 20, 15, 15, tzinfo=UTC)),
        ("20261120101530", Precision.SECOND, datetime(2026, 11, 20, 15, 15, 30, tzinfo=UTC)),
        (" 20261120 ", Precision.DAY, datetime(2026, 11, 20, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_keeps_how_exactly_it_is_written(
    written: str, precision: Precision, moment: datetime
) -> None:
    stamp = moments.read(written, NEW_YORK)

    assert (stamp.precision, stamp.moment) == (precision, moment)
    assert stamp.is_certain


def test_only_what_has_an_hour_has_a_time() -> None:
    assert moments.read("2026112010", NEW_YORK).has_time
    assert not moments.read("20261120", NEW_YORK).has_time
    assert not moments.read("2026", NEW_YORK).has_time


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("20261120101530+0000", datetime(2026, 11, 20, 10, 15, 30, tzinfo=UTC)),
        ("20261120101530-0800", datetime(2026, 11, 20, 18, 15, 30, tzinfo=UTC)),
        ("20261120101530+0530", datetime(2026, 11, 20, 4, 45, 30, tzinfo=UTC)),
        ("202611201015-0500", datetime(2026, 11, 20, 15, 15, tzinfo=UTC)),
        ("20261120+1400", datetime(2026, 11, 19, 10, tzinfo=UTC)),
    ],
)
def test_an_offset_counts_before_the_zone_of_the_sender(written: str, moment: datetime) -> None:
    assert moments.read(written, NEW_YORK).moment == moment


def test_the_day_stays_as_it_is_written_whatever_the_offset() -> None:
    assert moments.read("19480312+1400", NEW_YORK).day == date(1948, 3, 12)
    assert moments.read("20261120235959-1200", NEW_YORK).day == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "microsecond"),
    [
        ("20261120101530.1", 100_000),
        ("20261120101530.0412", 41_200),
        ("20261120101530.123456789", 123_456),
        ("2026112010153004", 40_000),
        ("20261120101530041", 41_000),
        ("20261120101530.5-0500", 500_000),
    ],
)
def test_fractions_of_a_second_are_kept_with_or_without_a_point(
    written: str, microsecond: int
) -> None:
    assert moments.read(written, NEW_YORK).moment.microsecond == microsecond


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("17991231", "The year 1799 is not between 1800 and 2999."),
        ("30000101", "The year 3000 is not between 1800 and 2999."),
        ("20261301", "The month 13 is not between 1 and 12."),
        ("20260001", "The month 0 is not between 1 and 12."),
        ("20260100", "The day 0 is not between 1 and 31."),
        ("20260229", "There is no day 29 in month 2 of 2026."),
        ("2026112024", "The hour 24 is not between 0 and 23."),
        ("202611201060", "The minute 60 is not between 0 and 59."),
        ("20261120101560", "The second 60 is not between 0 and 59."),
        ("20261120+1500", "The offset +1500 is none that a clock on Earth shows."),
        ("20261120-0060", "The offset -0060 is none that a clock on Earth shows."),
    ],
)
def test_a_moment_that_no_calendar_or_clock_shows_is_refused(written: str, words: str) -> None:
    assert reason(written) == words


@pytest.mark.parametrize(
    "written",
    [
        *("", "26", "202", "2026112", "202611201", "201101201015301", "2026112010153\n0"),
        *("2026-11-20", "20261120T1015", "2026Z", "20261120+05", "20261120101530."),
        *("yesterday", "\u0662\u0660\u0662\u0666"),
    ],
)
def test_what_is_not_written_as_a_moment_is_refused(written: str) -> None:
    assert reason(written) == "It is not a moment as HL7 writes it: YYYYMMDDHHMMSS with +/-ZZZZ."


def test_an_hour_that_comes_twice_is_taken_the_first_time_and_not_certain() -> None:
    stamp = moments.read("202611010130", NEW_YORK)

    assert stamp.moment == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert not stamp.is_certain


def test_an_hour_that_never_comes_is_taken_as_if_the_clock_had_not_changed() -> None:
    stamp = moments.read("202603080230", NEW_YORK)

    assert stamp.moment == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert not stamp.is_certain


def test_an_offset_makes_the_hour_that_comes_twice_certain() -> None:
    stamp = moments.read("202611010130-0500", NEW_YORK)

    assert stamp.moment == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert stamp.is_certain


ZONES = st.sampled_from(["America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Havana"])


DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2999, 12, 31))


@given(DAYS, st.times(), ZONES)
def test_a_moment_that_is_certain_reads_as_the_sender_s_clock_showed_it(
    day: date, clock: time, zone: str
) -> None:
    shown = datetime.combine(day, clock)
    stamp = moments.read(f"{shown:%Y%m%d%H%M%S}.{shown.microsecond:06d}", ZoneInfo(zone))

    assert stamp.day == shown.date()
    if stamp.is_certain:
        assert stamp.moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown


@given(st.text(st.sampled_from("0123456789.+-"), max_size=30))
def test_no_text_makes_reading_fail_otherwise(written: str) -> None:
    try:
        stamp = moments.read(written, NEW_YORK)
    except Unreadable:
        return
    assert stamp.moment.utcoffset() is not None
