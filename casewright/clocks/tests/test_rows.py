"""The shipped rows, and what reading refuses."""

from datetime import date

import pytest

from casewright.clocks.rules import choose_version, deadlines_from
from casewright.clocks.tests.worked import ROWS, SHIPPED, versions
from casewright.foundation.errors import Refused

TODAY = date(2026, 11, 24)
PROMISED = [
    "tcm-contact",
    "tcm-visit-high",
    "tcm-visit-moderate",
    "trc-notification",
    "trc-engagement",
    "trc-mrp",
    "fmc-follow-up",
    "fuh-7",
    "fuh-30",
    "sns-e-intervention",
    "ncqa-assessment-begin",
    "ncqa-assessment-complete",
    "ncqa-reassessment",
    "ma-pa-standard",
    "ma-pa-expedited",
    "ma-reconsideration-file",
    "ma-reconsideration-standard",
    "ma-reconsideration-expedited",
    "medicaid-pa-standard",
    "medicaid-appeal-file",
    "medicaid-appeal-decide",
    "medicaid-fair-hearing-file",
    "medicaid-continue-benefits",
    "erisa-appeal-file",
    "external-review-file",
    "medicare-redetermination-file",
    "medicare-reconsideration-file",
    "im-first",
    "im-follow-up",
    "moon",
    "nomnc",
    "hipaa-access",
]

ROW = """
[[deadline]]
id = "ride-home"
title = "Book the ride"
payer = "any"
trigger = "discharge is planned"
owed_by = "the case manager"
length = 1
unit = "business_days"
source = "House rule 7"
source_detail = "read to the team"
trust = "A"
checked_on = 2026-11-23
"""

BACK_WITH_A_SECOND = """length = 1
direction = "before"
second_trigger = "a"
second_meaning = "b"
second_effect = "later"
"""


@pytest.mark.parametrize("rule", PROMISED)
def test_every_promised_rule_is_in_force_with_its_source(rule: str) -> None:
    row = choose_version(versions(rule), TODAY)

    assert row.source
    assert row.source_detail
    assert row.trust in "ABC"
    assert date(2026, 11, 23) <= row.checked_on <= TODAY
    assert row.note


def test_no_rule_is_shipped_that_was_not_promised() -> None:
    assert {row.id for row in SHIPPED} == set(PROMISED)


def test_a_plain_row_is_read_with_its_defaults() -> None:
    (row,) = deadlines_from(ROW)

    assert (row.id, row.direction, row.first_day_counts) == ("ride-home", "after", False)
    assert (row.counts_from, row.state, row.in_force_until) == ("trigger", "", None)


@pytest.mark.parametrize(
    ("written", "instead", "words"),
    [
        ('unit = "business_days"', 'unit = "fortnights"', "its unit must be one of hours"),
        ("length = 1", "length = 0", "its length must be from 1 to 1000"),
        ("length = 1", "length = 1001", "its length must be from 1 to 1000"),
        ("length = 1", "length = true", "length cannot be True"),
        ("length = 1", 'length = "1"', "length cannot be '1'"),
        ("length = 1", "length = 1.5", "length cannot be 1.5"),
        ("checked_on = 2026-11-23", "checked_on = 2026-11-23T09:00:00", "checked_on cannot be"),
        ("checked_on = 2026-11-23", 'checked_on = "yesterday"', "checked_on cannot be"),
        ("checked_on = 2026-11-23\n", "", "lacks checked_on"),
        ('trust = "A"\n', "", "lacks trust"),
        ('trust = "A"', 'trust = "D"', "trust mark must be one of A, B, C"),
        ('source = "House rule 7"', 'source = ""', "must name its legal source"),
        ('title = "Book the ride"', 'title = ""', "must say its title"),
        ('payer = "any"', 'payer = "aunt"', "payer must be one of any, medicare"),
        ('id = "ride-home"', 'id = "Ride home"', "id must be small letters"),
        ("length = 1", "length = 1\ndays = 3", "unknown columns: days"),
        ("length = 1", 'length = 1\ndirection = "sideways"', "direction must be one of"),
        ("length = 1", 'length = 1\ncounts_from = "mood"', "must count from one of"),
        ("length = 1", 'length = 1\nmonth_rule = "last_of_month"', "needs a month rule"),
        ('unit = "business_days"', 'unit = "months"', "needs a month rule"),
        (
            'unit = "business_days"',
            'unit = "hours"\nfirst_day_counts = true',
            "belongs to a count of days",
        ),
        ("length = 1", "length = 1\nroll_forward = true", "needs a holiday calendar"),
        ("length = 1", 'length = 1\nroll_holidays = "US"', "needs a holiday calendar"),
        (
            "length = 1",
            'length = 1\nroll_forward = true\nroll_holidays = "US"\ndirection = "before"',
            "after the trigger moves on",
        ),
        ("length = 1", "length = 1\ngrace_months = 2", "grace belongs to a count of months"),
        ("length = 1", "length = 1\nreceipt_presumed_days = 5", "come together"),
        ("length = 1", 'length = 1\ncounts_from = "presumed_receipt"', "come together"),
        ("length = 1", "length = 1\nnot_before_days = -1001", "may be over 1000"),
        ("length = 1", 'length = 1\nsecond_trigger = "leaving"', "a second trigger needs"),
        (
            "length = 1",
            'length = 1\nsecond_trigger = "a"\nsecond_meaning = "b"\nsecond_effect = "sum"',
            "effect must be one of later, earlier, instead",
        ),
        (
            "length = 1",
            BACK_WITH_A_SECOND,
            "has no second trigger",
        ),
        (
            "length = 1",
            "length = 1\nin_force_from = 2026-01-01\nin_force_until = 2025-01-01",
            "it ends before it begins",
        ),
    ],
)
def test_a_row_that_does_not_hold_together_is_refused(
    written: str, instead: str, words: str
) -> None:
    assert written in ROW

    with pytest.raises(Refused, match="Row 1") as refusal:
        deadlines_from(ROW.replace(written, instead))

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[deadline", "not TOML"),
        ("", "must be rows headed"),
        ('deadline = "tomorrow"', "must be rows headed"),
        ("deadline = [3]", "Row 1 is not a set of columns"),
        (ROW + "\n[other]\nkey = 1\n", "must be rows headed"),
    ],
)
def test_a_text_that_holds_no_rows_is_refused(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        deadlines_from(text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("in_force_until = 2026-06-30\n", "in_force_from = 2026-06-30\n"),
        ("in_force_from = 2026-01-01\nin_force_until = 2026-12-31\n", ""),
    ],
)
def test_two_versions_in_force_on_one_day_are_refused(first: str, second: str) -> None:
    with pytest.raises(Refused, match="Two versions of ride-home for any"):
        deadlines_from(ROW + first + ROW + second)


def test_versions_that_follow_each_other_and_other_payers_are_read() -> None:
    old = ROW + "in_force_until = 2025-12-31\n"
    new = ROW + "in_force_from = 2026-01-01\n"
    plan = ROW.replace('payer = "any"', 'payer = "snp"')
    state = ROW + 'state = "NY"\n'

    assert len(deadlines_from(new + old + plan + state)) == 4


def test_a_mistake_planted_in_the_shipped_rows_is_caught() -> None:
    text = ROWS.read_text(encoding="utf-8")
    planted = text.replace("in_force_until = 2025-12-31", "in_force_until = 2026-01-01", 1)

    assert planted != text
    with pytest.raises(Refused, match="Two versions of ma-pa-standard"):
        deadlines_from(planted)
