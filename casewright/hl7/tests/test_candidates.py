"""Whom a message may be about: each field beside the other."""

from datetime import date

import pytest

from casewright.hl7.rules import is_cut
from casewright.hl7.tests.messages import framed
from casewright.people.rules import (
    LIKELY,
    SHOWN,
    VERY_LIKELY,
    Traits,
    Verdict,
    compare,
    is_namesake,
    is_shown,
    weight_of,
)

ROSA = Traits(
    families=("Delgado",),
    givens=("Rosa",),
    birth=date(1948, 5, 2),
    gender="female",
    numbers=(("ST-BRIGID", "MRN-1001"),),
    phones=("555-0142",),
)


def verdicts(said: Traits, known: Traits = ROSA) -> dict[str, str]:
    return {one.field: one.verdict.value for one in compare(said, known)}


def weight(said: Traits, known: Traits = ROSA) -> int:
    return weight_of(compare(said, known))


def test_every_field_agrees_with_itself() -> None:
    assert set(verdicts(ROSA).values()) == {"agrees"}


def test_what_one_side_does_not_say_is_missing_and_weighs_nothing() -> None:
    assert set(verdicts(Traits()).values()) == {"missing"}
    assert weight(Traits()) == 0


def test_another_rosa_delgado_born_the_year_before_is_possible_and_no_more() -> None:
    other = Traits(families=("DELGADO",), givens=("ROSA",), birth=date(1947, 11, 30))
    assert verdicts(other)["birth"] == "differs"
    assert SHOWN <= weight(other) < LIKELY
    assert is_namesake(compare(other, ROSA))
    assert not is_namesake(compare(ROSA, ROSA))


def test_whoever_holds_the_number_is_shown_however_little_else_agrees() -> None:
    other = Traits(
        families=("Hartmann",),
        givens=("Evelyn",),
        birth=date(1956, 2, 27),
        gender="male",
        numbers=ROSA.numbers,
    )
    assert weight(other) < SHOWN
    assert is_shown(compare(other, ROSA))
    assert not is_shown(compare(Traits(families=("Hartmann",)), ROSA))


def test_a_married_name_beside_the_same_birth_date_and_given_name_is_likely() -> None:
    married = Traits(families=("Reyes",), givens=("Rosa",), birth=ROSA.birth, gender="female")
    assert verdicts(married)["family"] == "differs"
    assert weight(married) >= LIKELY


def test_name_and_birth_date_alone_make_somebody_very_likely() -> None:
    said = Traits(families=("Delgado",), givens=("Rosa",), birth=ROSA.birth)
    assert weight(said) >= VERY_LIKELY


@pytest.mark.parametrize("day", [date(1948, 2, 5), date(1948, 5, 3), date(1949, 5, 2)])
def test_a_slip_in_the_birth_date_is_nearly_it(day: date) -> None:
    assert verdicts(Traits(birth=day))["birth"] == "nearly"


def test_a_slip_in_the_name_is_nearly_it() -> None:
    said = verdicts(Traits(families=("Delgaddo",), givens=("Roza Maria",)))
    assert said["family"] == "nearly"
    assert verdicts(Traits(givens=("Rosa Maria",)))["given"] == "nearly"


def test_accents_and_case_make_no_difference() -> None:
    assert verdicts(Traits(families=("DELGÁDO",)))["family"] == "agrees"


def test_the_same_number_of_another_authority_is_nearly_it() -> None:
    assert verdicts(Traits(numbers=(("MERCY", "MRN-1001"),)))["number"] == "nearly"
    assert verdicts(Traits(numbers=(("MERCY", "9"),)))["number"] == "differs"


def test_a_phone_without_its_area_code_is_the_same_phone() -> None:
    assert verdicts(Traits(phones=("(518) 555-0142",)))["phone"] == "agrees"
    assert verdicts(Traits(phones=("unknown",)))["phone"] == "differs"


def test_an_unknown_gender_says_nothing() -> None:
    assert verdicts(Traits(gender="unknown"))["gender"] == "missing"


def test_no_field_alone_makes_anybody_likely() -> None:
    for name in ("families", "givens", "birth", "gender", "numbers", "phones"):
        assert weight(Traits(**{name: getattr(ROSA, name)})) < LIKELY, name


def test_every_verdict_of_every_field_has_its_words_and_weight() -> None:
    for one in (*compare(ROSA, ROSA), *compare(Traits(), ROSA)):
        assert one.weight >= 0
    assert Verdict("differs") in Verdict


def test_every_fault_of_a_border_is_known_as_a_cut() -> None:
    faults = {
        *(run.fault for run in framed(b"\x0bMSH|^~\\&|A\rPID|1\r")),
        *(run.fault for run in framed(b"hello\r")),
        *(run.fault for run in framed(b"\xff\xfeM\0S\0H\0")),
        *(run.fault for run in framed(b"MSH|^~\\&|" + b"x" * 200, most_bytes=100)),
        *(run.fault for run in framed(b"MSH|^~\\&|\rPID|1\rPID|2\r", most_segments=2)),
    }
    assert len(faults) == 5
    assert all(fault and is_cut(fault) for fault in faults)
    assert not is_cut("MSH-9 names no event, such as A01.")
