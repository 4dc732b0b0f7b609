"""What comes first on Today: the tiers, and the order inside one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.clocks.rules import calendar_for
from casewright.foundation.errors import Refused
from casewright.tasks.rules import TIERS, Standing, business_days_between, check_later, place, tier

NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
US = calendar_for("US")
# Tuesday of Thanksgiving week, nine in the morning in New York.
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

PLAIN = Standing(
    nature="routine",
    due_at=NOW + HOUR,
    has_time=False,
    pinned=False,
    acuity=2,
    last_contact_at=None,
    in_queue=False,
    touched_at=None,
    opened_at=NOW,
)


def tier_of(now: datetime, **facts: Any) -> int:
    return tier(replace(PLAIN, **facts), now, zone=NEW_YORK, calendar=US)


@pytest.mark.parametrize(
    ("expected", "facts"),
    [
        (1, {"nature": "clock", "due_at": NOW + HOUR}),
        (1, {"nature": "clock", "due_at": NOW - 9 * DAY}),
        (1, {"nature": "clock", "due_at": datetime(2026, 11, 26, 4, 59, tzinfo=UTC)}),  # Wednesday
        # Thanksgiving is no business day: Thursday's end is no further than Wednesday's.
        (1, {"nature": "clock", "due_at": datetime(2026, 11, 27, 4, 59, tzinfo=UTC)}),
        (4, {"nature": "clock", "due_at": datetime(2026, 11, 28, 4, 59, tzinfo=UTC)}),  # Friday
        (4, {"nature": "clock", "due_at": datetime(2026, 12, 1, 4, 59, tzinfo=UTC)}),  # Monday
        (7, {"nature": "clock", "due_at": datetime(2026, 12, 2, 4, 59, tzinfo=UTC)}),  # Tuesday
        (2, {"nature": "safety", "due_at": NOW + 30 * DAY}),
        (2, {"nature": "safety", "due_at": NOW - 30 * DAY}),
        (3, {"nature": "promise", "has_time": True, "due_at": NOW + HOUR}),
        (3, {"nature": "promise", "has_time": True, "due_at": NOW - HOUR}),
        (6, {"nature": "promise", "has_time": False, "due_at": NOW + HOUR}),
        (5, {"nature": "promise", "has_time": True, "due_at": NOW - DAY}),
        (7, {"nature": "promise", "has_time": True, "due_at": NOW + DAY}),
        (5, {"due_at": NOW - timedelta(seconds=1)}),
        (6, {"due_at": NOW}),
        (6, {"due_at": datetime(2026, 11, 25, 4, 59, tzinfo=UTC)}),
        (7, {"due_at": datetime(2026, 11, 25, 5, 0, tzinfo=UTC)}),
        (7, {"nature": "prepare", "due_at": NOW + 5 * DAY}),
    ],
)
def test_each_promise_stands_in_its_tier(expected: int, facts: dict[str, Any]) -> None:
    assert tier_of(NOW, **facts) == expected


def test_every_tier_is_explained() -> None:
    assert set(TIERS) == set(range(1, 8))


def test_what_lies_untouched_in_a_queue_rises_a_tier_each_business_day() -> None:
    due = NOW + 30 * DAY
    rises = [
        tier_of(NOW + days * DAY, due_at=due, in_queue=True, opened_at=NOW) for days in range(9)
    ]
    #       Tue Wed Thu Fri Sat Sun Mon Tue Wed; Thursday is Thanksgiving
    assert rises == [7, 6, 6, 5, 5, 5, 4, 3, 2]


def test_it_rises_to_the_first_tier_and_no_further() -> None:
    assert tier_of(NOW + 60 * DAY, due_at=NOW + 90 * DAY, in_queue=True, opened_at=NOW) == 1


def test_what_somebody_touched_or_owns_does_not_rise() -> None:
    later, due = NOW + 3 * DAY, NOW + 30 * DAY
    assert tier_of(later, due_at=due, in_queue=True, opened_at=NOW, touched_at=NOW) == 7
    assert tier_of(later, due_at=due, in_queue=False, opened_at=NOW) == 7


IN_ORDER = [
    replace(PLAIN, pinned=True, due_at=NOW + 40 * DAY),
    replace(PLAIN, nature="clock", due_at=NOW - DAY),
    replace(PLAIN, nature="clock", due_at=NOW + HOUR),
    replace(PLAIN, nature="safety", due_at=NOW + DAY),
    replace(PLAIN, nature="promise", has_time=True),
    replace(PLAIN, nature="clock", due_at=NOW + 3 * DAY),
    replace(PLAIN, due_at=NOW - DAY),
    replace(PLAIN, acuity=4, due_at=NOW + HOUR),
    replace(PLAIN, acuity=2, due_at=NOW + HOUR, last_contact_at=None),
    replace(PLAIN, acuity=2, due_at=NOW + HOUR, last_contact_at=NOW - 9 * DAY, act="call"),
    replace(PLAIN, acuity=2, due_at=NOW + HOUR, last_contact_at=NOW - 9 * DAY, act="do"),
    replace(PLAIN, acuity=2, due_at=NOW + HOUR, last_contact_at=NOW - DAY),
    replace(PLAIN, acuity=4, due_at=NOW + 2 * HOUR),
    replace(PLAIN, nature="prepare", due_at=NOW + 9 * DAY),
]


@pytest.mark.parametrize("zone", [NEW_YORK, TOKYO], ids=str)
def test_today_stands_in_this_order_however_it_came(zone: ZoneInfo) -> None:
    def key(task: Standing) -> object:
        return place(task, NOW, zone=zone, calendar=US)

    for start in range(len(IN_ORDER)):
        turned = IN_ORDER[start:] + IN_ORDER[:start]
        if zone is NEW_YORK:
            assert sorted(turned, key=key) == IN_ORDER  # type: ignore[arg-type]  # keys compare
        else:
            assert len(sorted(turned, key=key)) == len(IN_ORDER)  # type: ignore[arg-type]  # keys compare


def test_two_ways_of_sorting_three_give_one_order() -> None:
    for three in permutations(IN_ORDER[:3]):
        assert (
            sorted(three, key=lambda t: place(t, NOW, zone=NEW_YORK, calendar=US)) == (IN_ORDER[:3])
        )


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(moments, moments)
def test_business_days_are_never_more_than_days_and_none_backwards(
    start: datetime, end: datetime
) -> None:
    counted = business_days_between(start, end, zone=NEW_YORK, calendar=US)
    days = (end.astimezone(NEW_YORK).date() - start.astimezone(NEW_YORK).date()).days
    assert 0 <= counted <= max(days, 0)


@given(st.sampled_from(["clock", "safety", "promise", "routine"]), moments, moments, moments)
def test_what_may_be_put_off_is_never_hidden_beyond_a_clocks_end(
    nature: str, due: datetime, until: datetime, now: datetime
) -> None:
    try:
        check_later(nature, due, until, now)
    except Refused:
        assert until <= now or nature == "clock"
    else:
        assert until > now
        assert nature != "clock" or until <= due
