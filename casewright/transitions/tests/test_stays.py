"""The same events in any order end in the same stay."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casewright.transitions.rules import Told, stay_from

START = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)
KINDS = (
    "admit",
    "register",
    "transfer",
    "update",
    "discharge",
    "cancel_admit",
    "cancel_transfer",
    "cancel_discharge",
)


def told(kind: str, hour: int, where: str = "") -> Told:
    moment = START + timedelta(hours=hour)
    return Told(kind, moment, moment, f"{kind}-{hour}", stay_class="IMP", where=where)


events = st.lists(
    st.builds(
        told,
        st.sampled_from(KINDS),
        st.integers(0, 200),
        st.sampled_from(["", "6B^612^1", "ICU^1^A", "7C^2^B"]),
    ),
    max_size=20,
)


@given(events, st.randoms(use_true_random=False))
def test_any_order_of_arrival_ends_in_the_same_stay(heard: list[Told], random: object) -> None:
    shuffled = list(heard)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert stay_from(shuffled) == stay_from(heard)


@given(events)
def test_places_follow_each_other_without_a_gap(heard: list[Told]) -> None:
    places = stay_from(heard).places
    assert all(before.end == after.start for before, after in itertools.pairwise(places))


def test_a_cancelled_transfer_puts_the_person_back() -> None:
    stay = stay_from(
        [told("admit", 0, "6B^612^1"), told("transfer", 5, "ICU^1^A"), told("cancel_transfer", 6)]
    )
    assert [(place.where, place.end) for place in stay.places] == [("6B^612^1", None)]


def test_a_cancelled_discharge_leaves_the_person_in() -> None:
    stay = stay_from([told("admit", 0), told("discharge", 50), told("cancel_discharge", 51)])
    assert stay.is_in


def test_a_second_discharge_after_a_cancelled_one_stands() -> None:
    stay = stay_from(
        [
            told("admit", 0),
            told("discharge", 50),
            told("cancel_discharge", 51),
            told("discharge", 70),
        ]
    )
    assert stay.discharged_at == START + timedelta(hours=70)


def test_an_admission_taken_back_is_cancelled_until_it_is_told_again() -> None:
    assert stay_from([told("admit", 0), told("cancel_admit", 1)]).cancelled
    assert not stay_from([told("admit", 0), told("cancel_admit", 1), told("admit", 2)]).cancelled
