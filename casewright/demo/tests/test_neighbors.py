"""Neighbors are drawn from one seed: the same people each time, as many as each caseload says."""

from datetime import timedelta
from functools import cache
from itertools import pairwise

from casewright.demo.loading import text_of
from casewright.demo.rules.lives import Life, Promised, Spoke
from casewright.demo.rules.neighbors import Caseload, Neighborhood
from casewright.demo.tests.days import ODD_DAYS, TUESDAY, almanac


def drawn(text: str, branch: int = 1) -> list[Life]:
    around = Neighborhood(text_of("neighbors"), almanac(text), branch)
    loads = [Caseload(**one) for one in text_of("organization")["caseloads"]]
    return [life for load in loads for life in around.of(load)]


neighbors = cache(drawn)


def test_with_the_stories_180_cases_are_open_and_140_are_closed() -> None:
    lives = neighbors(TUESDAY)
    stories, flaws_with_a_case = 12, 2
    assert sum(not life.is_closed for life in lives) + stories + flaws_with_a_case == 180
    assert sum(life.is_closed for life in lives) == 140


def test_a_demo_made_again_has_the_same_neighbors() -> None:
    assert drawn(TUESDAY) == neighbors(TUESDAY)


def test_another_branch_has_other_people_with_other_numbers() -> None:
    first, second = neighbors(TUESDAY), drawn(TUESDAY, branch=2)
    numbers = [one.value for life in first + second for one in life.facts.identifiers]
    assert len(set(numbers)) == len(numbers)


def test_nobody_makes_two_calls_at_once() -> None:
    for text in ODD_DAYS:
        calls = sorted(
            (one.by, one.at, one.at + timedelta(minutes=one.minutes)) for life in neighbors(text)
             for one in life.happenings if isinstance(one, Spoke)
        )  # fmt: skip
        overlaps = [
            (one, other)
            for one, other in pairwise(calls)
            if one[0] == other[0] and other[1] < one[2]
        ]
        assert overlaps == []


def test_everybody_whose_case_is_open_has_a_next_thing_with_a_day() -> None:
    for text in ODD_DAYS:
        for life in neighbors(text):
            promised = [one for one in life.happenings if isinstance(one, Promised)]
            assert life.is_closed or promised


def test_nothing_happens_before_its_case_is_open() -> None:
    for text in ODD_DAYS:
        for life in neighbors(text):
            ours = [one.at for one in life.happenings if isinstance(one, Spoke | Promised)]
            assert life.episode is not None
            assert life.known_at < life.episode.opened_at < min(ours)
            assert max(ours) < almanac(text).now
