"""A cancel undoes exactly what it cancels, and nothing that was only announced is a stay."""

from datetime import UTC, datetime, timedelta

import pytest

from casewright.transitions.rules import Told, stay_from

START = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)


def told(
    kind: str, hour: float, where: str = "", written: float | None = None, **more: object
) -> Told:
    moment = START + timedelta(hours=hour)
    recorded = moment if written is None else START + timedelta(hours=written)
    return Told(kind, moment, recorded, f"{kind}-{hour}-{written}", where=where, **more)  # type: ignore[arg-type]  # each field its own type


def places(*events: Told) -> list[str]:
    return [place.where for place in stay_from(events).places]


IN = told("admit", 0, "6B")


def test_a_cancel_that_names_a_moment_undoes_the_transfer_of_that_moment() -> None:
    first, second = told("transfer", 5, "ICU"), told("transfer", 8, "7C")
    assert places(IN, first, second, told("cancel_transfer", 5, written=9)) == ["6B", "7C"]


def test_a_cancel_without_a_moment_undoes_the_last_transfer_and_another_the_one_before() -> None:
    moves = (IN, told("transfer", 5, "ICU"), told("transfer", 8, "7C"))
    assert places(*moves, told("cancel_transfer", 9)) == ["6B", "ICU"]
    assert places(*moves, told("cancel_transfer", 9), told("cancel_transfer", 10)) == ["6B"]


def test_a_transfer_to_the_same_bed_is_undone_and_not_the_one_before_it() -> None:
    moves = (IN, told("transfer", 5, "ICU"), told("transfer", 8, "ICU"))
    assert places(*moves, told("cancel_transfer", 9)) == ["6B", "ICU"]


def test_a_cancel_of_what_nobody_heard_of_undoes_nothing_else() -> None:
    later = told("transfer", 8, "7C")
    assert places(IN, told("cancel_transfer", 6), later) == ["6B", "7C"]


def test_a_cancel_written_later_than_what_happened_after_the_moment_it_names_undoes_that() -> None:
    discharge = told("discharge", 50.1, written=50.1)
    assert stay_from([IN, discharge, told("cancel_discharge", 50, written=52)]).is_in
    assert not stay_from([IN, discharge, told("cancel_discharge", 50, written=50)]).is_in


def test_a_stay_only_announced_is_no_stay_and_asks_for_nothing() -> None:
    when = START + timedelta(days=3)
    stay = stay_from([told("preadmit", 0, expected_at=when, stay_class="IMP")])
    assert (stay.admitted_at, stay.is_in, stay.cancelled) == (None, False, False)
    assert stay.announced == (("admission", when),)


@pytest.mark.parametrize("kind", ["preadmit", "pend_admit"])
def test_an_announcement_taken_back_is_cancelled(kind: str) -> None:
    assert stay_from([told(kind, 0), told(f"cancel_{kind}", 1)]).cancelled


def test_one_announcement_taken_back_leaves_the_other() -> None:
    stay = stay_from([told("preadmit", 0), told("pend_admit", 1), told("cancel_preadmit", 2)])
    assert not stay.cancelled
    assert stay.announced == (("admission", START + timedelta(hours=1)),)


def test_an_announcement_taken_back_after_the_admission_undoes_no_admission() -> None:
    stay = stay_from([told("preadmit", -5), IN, told("cancel_preadmit", 1)])
    assert stay.is_in
    assert stay.announced == ()


def test_what_was_announced_is_announced_no_more_once_it_happened() -> None:
    ahead = (told("pend_transfer", 1), told("pend_discharge", 2))
    assert len(stay_from([IN, *ahead]).announced) == 2
    assert stay_from([IN, *ahead, told("transfer", 3, "7C"), told("discharge", 50)]).announced == ()
    assert stay_from([IN, *ahead, told("cancel_pend_discharge", 3)]).announced == (
        ("transfer", START + timedelta(hours=1)),
    )


def test_a_word_that_is_emptied_is_no_more_until_it_is_said_again() -> None:
    reason = told("update", 1, reason="heart failure")
    gone = told("update", 2, emptied=("reason", "stay_class"))
    stay = stay_from([told("admit", 0, stay_class="IMP"), reason, gone])
    assert (stay.reason, stay.stay_class) == ("", "UNK")
    assert stay_from([reason, gone, told("update", 3, reason="fall")]).reason == "fall"
