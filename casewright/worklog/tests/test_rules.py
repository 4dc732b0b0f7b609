"""Spans of minutes, checked against a plain set of minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.worklog.rules import MINUTE, Span, free_parts, minutes_of, span_ending, whole_minute

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def minutes_in(span: Span) -> set[int]:
    """The minutes of a span, as their distance from noon."""
    start, end = (int((moment - NOW) / MINUTE) for moment in span)
    return set(range(start, end))


spans = st.tuples(st.integers(-60, 60), st.integers(0, 60)).map(
    lambda pair: (NOW + pair[0] * MINUTE, NOW + (pair[0] + pair[1]) * MINUTE)
)


@given(spans, st.lists(spans, max_size=6))
def test_what_is_left_of_a_span_is_what_a_set_of_minutes_says(
    wanted: Span, taken: list[Span]
) -> None:
    left = minutes_in(wanted).difference(*map(minutes_in, taken))
    parts = free_parts(wanted, taken)
    assert set().union(*map(minutes_in, parts)) == left
    assert minutes_of(parts) == len(left)
    assert all(start < end for start, end in parts)
    assert all(one[1] <= other[0] for one, other in pairwise(parts))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(0, 600))  # noqa: DTZ001 - the zone follows
def test_a_span_holds_exactly_its_minutes_and_begins_on_a_whole_one(
    moment: datetime, minutes: int
) -> None:
    span = span_ending(moment.replace(tzinfo=UTC), minutes)
    assert minutes_of([span]) == minutes
    assert all(whole_minute(end) == end for end in span)


@pytest.mark.parametrize(
    ("seconds", "whole"), [(0, 0), (1, 0), (59, 0), (60, 1), (-1, -1), (0.5, 0)]
)
def test_a_moment_lies_in_the_minute_it_began(seconds: float, whole: int) -> None:
    assert whole_minute(NOW + timedelta(seconds=seconds)) == NOW + whole * MINUTE
