"""What holds for every deadline and every start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.clocks.rules import UNITS, Deadline, calendar_for, due
from casewright.clocks.tests.worked import SHIPPED

FORWARD = [row for row in SHIPPED if row.direction == "after"]
BASE = next(row for row in SHIPPED if row.id == "tcm-contact")
FEDERAL = calendar_for("US")
OWN_FEDERAL = country_holidays("US")

rules = st.sampled_from(SHIPPED)
forward_rules = st.sampled_from(FORWARD)
zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/New_York",
            "America/Chicago",
            "America/Los_Angeles",
            "Pacific/Honolulu",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
        )
    ]
)
moments = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - given its zone below
    max_value=datetime(2089, 1, 1),  # noqa: DTZ001 - given its zone below
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))


@st.composite
def made_rules(draw: st.DrawFn) -> Deadline:
    """A forward rule of any unit and length."""
    unit = draw(st.sampled_from(UNITS))
    in_days = unit.endswith("days")
    return replace(
        BASE,
        unit=unit,
        length=draw(st.integers(1, 40)),
        first_day_counts=in_days and draw(st.booleans()),
        month_rule=draw(st.sampled_from(["last_of_month", "first_of_next_month"]))
        if unit == "months"
        else "",
    )


@settings(deadline=None, max_examples=300)
@given(rule=st.one_of(forward_rules, made_rules()), start=moments, zone=zones)
def test_a_deadline_after_its_trigger_never_ends_before_it(
    rule: Deadline, start: datetime, zone: ZoneInfo
) -> None:
    assert due(rule, start, zone=zone, calendar=FEDERAL).moment.astimezone(UTC) >= start


@settings(deadline=None, max_examples=300)
@given(
    length=st.integers(1, 60),
    direction=st.sampled_from(["after", "before"]),
    first_day_counts=st.booleans(),
    start=moments,
    zone=zones,
)
def test_a_count_of_business_days_never_ends_on_a_weekend_or_a_holiday(
    length: int, direction: str, first_day_counts: bool, start: datetime, zone: ZoneInfo
) -> None:
    rule = replace(BASE, length=length, direction=direction, first_day_counts=first_day_counts)

    last = due(rule, start, zone=zone, calendar=FEDERAL).moment.date()

    assert last.weekday() < 5
    assert last not in OWN_FEDERAL


@settings(deadline=None, max_examples=300)
@given(
    rule=st.one_of(rules, made_rules()),
    start=moments,
    later_by=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=90)),
    zone=zones,
)
def test_a_later_start_never_ends_sooner(
    rule: Deadline, start: datetime, later_by: timedelta, zone: ZoneInfo
) -> None:
    sooner = due(rule, start, zone=zone, calendar=FEDERAL).moment.astimezone(UTC)
    later = due(rule, start + later_by, zone=zone, calendar=FEDERAL).moment.astimezone(UTC)

    assert sooner <= later


@settings(deadline=None, max_examples=300)
@given(length=st.integers(1, 400), start=moments, zone=zones)
def test_hours_are_the_real_time_that_passes(length: int, start: datetime, zone: ZoneInfo) -> None:
    rule = replace(BASE, unit="hours", length=length)

    ends = due(rule, start, zone=zone, calendar=FEDERAL).moment

    assert ends.astimezone(UTC) - start == timedelta(hours=length)


@settings(deadline=None, max_examples=200)
@given(rule=made_rules(), start=moments, zone=zones)
def test_a_count_of_days_or_months_ends_with_the_last_second_of_a_day(
    rule: Deadline, start: datetime, zone: ZoneInfo
) -> None:
    ends = due(rule, start, zone=zone, calendar=FEDERAL).moment

    is_last_second = (ends.hour, ends.minute, ends.second) == (23, 59, 59)
    assert is_last_second or rule.unit == "hours"
    assert ends.tzinfo == zone
