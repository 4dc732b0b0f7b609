"""Counting a deadline: the table worked by hand, and the words that explain it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casewright.clocks.rules import Deadline, Due, calendar_for, choose_version, due
from casewright.clocks.tests.worked import (
    NEW_YORK,
    SHIPPED,
    Worked,
    moment,
    versions,
    worked_cases,
)
from casewright.foundation.errors import Refused

TUESDAY = datetime(2026, 11, 24, 14, 5, tzinfo=NEW_YORK)


def counted(rule: str | Deadline, start: datetime = TUESDAY, second: datetime | None = None) -> Due:
    """Count one rule in New York with federal holidays."""
    row = rule if isinstance(rule, Deadline) else choose_version(versions(rule), start.date())
    return due(row, start, zone=NEW_YORK, calendar=calendar_for("US"), second=second)


def business(length: int, **changes: object) -> Deadline:
    """The shipped rule of business days, made longer or turned round."""
    return replace(versions("tcm-contact")[0], length=length, **changes)  # type: ignore[arg-type]  # any column


@pytest.mark.parametrize("case", worked_cases(), ids=lambda case: f"{case.rule}: {case.why}")
def test_the_computed_moment_is_the_one_worked_by_hand(case: Worked) -> None:
    row = choose_version(versions(case.rule), case.start.astimezone(case.zone).date())

    answer = due(
        row,
        case.start,
        zone=case.zone,
        calendar=calendar_for(case.holidays),
        second=case.second,
    )

    assert answer.moment.isoformat() == case.due
    assert answer.moment.tzinfo == case.zone


def test_the_table_holds_every_rule_and_enough_of_them() -> None:
    cases = worked_cases()

    assert {case.rule for case in cases} == {row.id for row in SHIPPED}
    assert len(cases) >= 80
    assert all(case.why for case in cases)


def test_a_count_of_business_days_names_the_days_and_what_it_passed_over() -> None:
    assert counted("tcm-contact").explained == (
        "2 business days after Tuesday 24 November 2026: Wednesday 25 November, "
        "Friday 27 November (Thursday 26 November is Thanksgiving Day)."
    )


def test_a_weekend_passed_over_is_named_and_a_new_year_is_written_out() -> None:
    answer = counted("tcm-contact", datetime(2026, 12, 31, 18, tzinfo=NEW_YORK))

    assert answer.explained == (
        "2 business days after Thursday 31 December 2026: Monday 4 January 2027, "
        "Tuesday 5 January 2027 (Friday 1 January 2027 is New Year's Day, "
        "Saturday 2 January 2027 is a weekend day, Sunday 3 January 2027 is a weekend day)."
    )


def test_a_long_count_of_business_days_names_its_last_and_its_holidays_only() -> None:
    answer = counted(business(10))

    assert answer.moment.date() == date(2026, 12, 9)
    assert answer.explained == (
        "10 business days after Tuesday 24 November 2026: the last is Wednesday 9 December "
        "(Thursday 26 November is Thanksgiving Day, Saturday 28 November is a weekend day, "
        "Sunday 29 November is a weekend day, Saturday 5 December is a weekend day, "
        "Sunday 6 December is a weekend day)."
    )
    assert counted(business(15)).explained.endswith(
        "the last is Wednesday 16 December (Thursday 26 November is Thanksgiving Day, "
        "6 weekend days do not count)."
    )
    assert counted(business(250)).explained.endswith(
        "(11 holidays do not count, 104 weekend days do not count)."
    )


def test_a_first_day_that_counts_is_day_one_only_when_offices_work() -> None:
    rule = business(2, first_day_counts=True)
    saturday = datetime(2026, 11, 28, 9, tzinfo=NEW_YORK)

    assert counted(rule).moment.date() == date(2026, 11, 25)
    assert counted(rule, saturday).moment.date() == date(2026, 12, 1)


def test_business_days_before_a_moment_are_counted_back() -> None:
    answer = counted(business(2, direction="before"), datetime(2026, 11, 30, 9, tzinfo=NEW_YORK))

    assert answer.moment.date() == date(2026, 11, 25)
    assert answer.explained.startswith("2 business days before Monday 30 November 2026: Friday 27")


def test_months_are_counted_back_to_the_last_day_of_a_short_one() -> None:
    rule = replace(versions("ncqa-reassessment")[0], length=1, grace_months=0, direction="before")

    answer = counted(rule, datetime(2026, 3, 31, 9, tzinfo=NEW_YORK))

    assert answer.moment.date() == date(2026, 2, 28)
    assert answer.explained == (
        "1 month before Tuesday 31 March 2026: Saturday 28 February (February 2026 has no day 31)."
    )


def test_hours_say_that_the_clocks_change() -> None:
    answer = counted("moon", datetime(2026, 3, 7, 18, tzinfo=NEW_YORK))

    assert answer.explained == (
        "36 hours after Saturday 7 March 2026 18:00 EST: Monday 9 March 07:00 EDT "
        "(clocks change in between; real hours are counted). The discharge, transfer or "
        "admission that ends observation is not known and could end the time sooner."
    )


def test_a_day_of_25_hours_ends_at_its_own_last_second() -> None:
    answer = counted("trc-notification", datetime(2026, 10, 30, 9, tzinfo=NEW_YORK))

    assert answer.moment.isoformat() == "2026-11-01T23:59:59-05:00"


def test_where_clocks_go_back_at_midnight_the_day_ends_the_second_time() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    row = versions("trc-notification")[0]
    start = datetime(2026, 10, 22, 9, tzinfo=beirut)

    answer = due(row, start, zone=beirut, calendar=calendar_for("LB"))

    assert answer.moment.isoformat() == "2026-10-24T23:59:59+02:00"


def test_a_first_day_counted_is_said_to_be() -> None:
    assert counted("trc-notification").explained == (
        "3 calendar days with Tuesday 24 November 2026 as the first: "
        "the last is Thursday 26 November."
    )


def test_a_last_day_that_moves_on_says_from_where() -> None:
    answer = counted("external-review-file", datetime(2026, 10, 15, 9, tzinfo=NEW_YORK))

    assert answer.explained == (
        "4 months after Thursday 15 October 2026: Monday 15 February 2027. "
        "Monday 15 February is Washington's Birthday, so the last day moves on to "
        "Tuesday 16 February."
    )


def test_a_month_without_the_day_says_so() -> None:
    answer = counted("external-review-file", datetime(2026, 10, 30, 9, tzinfo=NEW_YORK))

    assert answer.explained == (
        "4 months after Friday 30 October 2026: Monday 1 March 2027 (February 2027 has no day 30)."
    )


def test_presumed_receipt_is_said_and_a_known_day_replaces_it() -> None:
    assert counted("medicare-redetermination-file").explained == (
        "A notice of Tuesday 24 November 2026 is presumed received 5 days later, on "
        "Sunday 29 November, unless shown otherwise. 120 calendar days after "
        "Sunday 29 November 2026: the last is Monday 29 March 2027."
    )
    known = counted("medicare-redetermination-file", second=moment("2026-12-10", NEW_YORK))
    assert known.explained == (
        "The day the notice was received: Thursday 10 December 2026. 120 calendar days after "
        "Thursday 10 December 2026: the last is Friday 9 April 2027."
    )


def test_the_later_of_two_is_named_and_so_is_one_not_known() -> None:
    ten_days = "10 calendar days after Tuesday 24 November 2026: the last is Friday 4 December. "

    def explained(second: str | None) -> str:
        known = moment(second, NEW_YORK) if second else None
        return counted("medicaid-continue-benefits", second=known).explained

    assert explained("2026-12-15") == ten_days + (
        "The day the change takes effect, Tuesday 15 December 2026, is later: it governs."
    )
    assert explained("2026-12-01") == ten_days + (
        "The day the change takes effect, Tuesday 1 December 2026, is not later: the count governs."
    )
    assert explained("2026-12-04") == ten_days + (
        "The day the change takes effect, Friday 4 December 2026, is not later: the count governs."
    )
    assert explained(None) == ten_days + (
        "The day the change takes effect is not known and could give more time."
    )


def test_what_is_done_on_the_day_of_discharge_does_not_count_where_the_rule_says_so() -> None:
    answer = counted("trc-engagement")

    assert answer.opens_at is not None
    assert answer.opens_at.isoformat() == "2026-11-25T00:00:00-05:00"
    assert answer.explained.endswith("What is done before Wednesday 25 November does not count.")
    assert counted("trc-mrp").opens_at is None


def test_the_second_important_message_has_a_window_before_the_planned_discharge() -> None:
    answer = counted("im-follow-up", datetime(2026, 11, 27, 11, tzinfo=NEW_YORK))

    assert answer.opens_at is not None
    assert answer.opens_at.isoformat() == "2026-11-25T00:00:00-05:00"
    assert answer.moment.isoformat() == "2026-11-27T07:00:00-05:00"


@pytest.mark.parametrize(
    ("last_done", "grace_ends"),
    [("2025-11-24", "2027-01-24"), ("2024-02-29", "2025-04-29"), ("2025-12-31", "2027-02-28")],
)
def test_a_reassessment_is_due_at_twelve_months_and_accepted_for_two_more(
    last_done: str, grace_ends: str
) -> None:
    answer = counted("ncqa-reassessment", moment(last_done, NEW_YORK))

    assert answer.grace_ends_at is not None
    assert answer.grace_ends_at.date().isoformat() == grace_ends
    assert answer.moment < answer.grace_ends_at
    assert "2 months of grace" in answer.explained


def test_a_rule_without_a_second_trigger_refuses_a_second_moment() -> None:
    with pytest.raises(Refused, match="tcm-contact takes no second moment"):
        counted("tcm-contact", second=TUESDAY)


@pytest.mark.parametrize(
    ("rule", "second", "words"),
    [
        ("medicare-redetermination-file", "2026-11-23", "cannot be Monday 23 November 2026"),
        ("moon", "2026-11-24T14:04", "cannot be Tuesday 24 November 2026 14:04 EST"),
    ],
)
def test_a_second_moment_before_the_first_is_refused(rule: str, second: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        counted(rule, second=moment(second, NEW_YORK))


def test_a_notice_received_on_its_own_day_is_counted_from_that_day() -> None:
    answer = counted("medicare-redetermination-file", second=moment("2026-11-24", NEW_YORK))

    assert answer.moment.date() == date(2027, 3, 24)


@pytest.mark.parametrize("year", [1969, 2090, 9999])
def test_a_year_that_cannot_be_right_is_refused(year: int) -> None:
    with pytest.raises(Refused, match=f"The year {year} cannot be right"):
        counted("hipaa-access", TUESDAY.replace(year=year))


def test_a_moment_without_a_zone_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="must carry its zone"):
        due(
            versions("moon")[0],
            TUESDAY.replace(tzinfo=None),
            zone=NEW_YORK,
            calendar=calendar_for("US"),
        )


def test_an_unknown_holiday_calendar_is_refused_and_examples_are_given() -> None:
    for code in ("XX", "US-ZZ", ""):
        with pytest.raises(Refused, match="US, US-NY"):
            calendar_for(code)


def test_a_holiday_calendar_may_be_written_in_small_letters() -> None:
    assert calendar_for(" us-ny ") == calendar_for("US-NY")


def test_holidays_are_known_long_after_the_last_day_a_clock_may_start() -> None:
    rule = business(1000)
    start = datetime(2089, 12, 30, 9, tzinfo=NEW_YORK)
    last = due(rule, start, zone=NEW_YORK, calendar=calendar_for("US")).moment

    assert last > start + timedelta(days=1400)
    assert all(date(year, 12, 25) in calendar_for("US") for year in range(1970, last.year + 1))
