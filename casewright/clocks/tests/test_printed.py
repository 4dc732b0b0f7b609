"""A notice's own deadline beside the computed one."""

from datetime import UTC, date, datetime

import pytest

from casewright.clocks.rules import earlier, end_of
from casewright.clocks.tests.worked import NEW_YORK

COMPUTED = end_of(date(2026, 12, 4), NEW_YORK)


def test_the_notice_governs_when_it_prints_an_earlier_day() -> None:
    governing = earlier(COMPUTED, date(2026, 12, 1), zone=NEW_YORK)

    assert governing.whose == "printed"
    assert governing.moment == end_of(date(2026, 12, 1), NEW_YORK)
    assert governing.explained == (
        "The notice prints Tuesday 1 December 2026; we compute Friday 4 December 2026. "
        "The earlier governs: the notice's own."
    )


def test_the_computed_day_governs_when_the_notice_prints_a_later_one() -> None:
    governing = earlier(COMPUTED, date(2026, 12, 9), zone=NEW_YORK)

    assert (governing.whose, governing.moment) == ("computed", COMPUTED)
    assert governing.explained == (
        "The notice prints Wednesday 9 December 2026; we compute Friday 4 December 2026. "
        "The earlier governs: the computed one."
    )


def test_the_same_day_is_both() -> None:
    governing = earlier(COMPUTED, date(2026, 12, 4), zone=NEW_YORK)

    assert (governing.whose, governing.moment) == ("both", COMPUTED)
    assert governing.explained == "The notice and our count agree: Friday 4 December 2026."


def test_a_printed_noon_comes_before_the_end_of_that_day() -> None:
    noon = datetime(2026, 12, 4, 12, tzinfo=NEW_YORK)

    governing = earlier(COMPUTED, noon, zone=NEW_YORK)

    assert (governing.whose, governing.moment) == ("printed", noon)
    assert "prints Friday 4 December 2026 12:00 EST" in governing.explained


def test_a_notice_that_prints_nothing_leaves_the_computed_day() -> None:
    governing = earlier(COMPUTED.astimezone(UTC), None, zone=NEW_YORK)

    assert (governing.whose, governing.moment) == ("computed", COMPUTED)
    assert governing.explained == (
        "The notice prints no deadline: Friday 4 December 2026, as computed, governs."
    )


@pytest.mark.parametrize(("hour", "whose"), [(6, "printed"), (7, "computed")])
def test_moments_of_the_hour_that_comes_twice_are_told_apart(hour: int, whose: str) -> None:
    computed = datetime(2026, 11, 1, 6, 15, tzinfo=UTC).astimezone(NEW_YORK)
    printed = datetime(2026, 11, 1, hour - 1, 45, tzinfo=UTC).astimezone(NEW_YORK)

    assert earlier(computed, printed, zone=NEW_YORK).whose == whose
