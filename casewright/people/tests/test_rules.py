"""Names, ages and search words, without a database."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.people.facts import NameFact
from casewright.people.rules import (
    LONGEST_KEY,
    MOST_WORDS,
    age_on,
    asked_words,
    fold,
    is_same_reach,
    name_to_show,
    says_more,
    search_keys,
    sort_name,
    words_of,
)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1948, 5, 2), date(2026, 5, 1), 77),
        (date(1948, 5, 2), date(2026, 5, 2), 78),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 25), date(2026, 11, 24), None),
        (None, date(2026, 11, 24), None),
    ],
)
def test_age_is_counted_in_whole_years(born: date | None, day: date, age: int | None) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Doña  Rosa", "dona rosa"),
        ("JOSÉ", "jose"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "soren aero"),
        ("Đặng Thị Huệ", "dang thi hue"),
        ("Straße", "strasse"),
        ("İbrahim", "ibrahim"),
        ("𝐑𝐨𝐬𝐚", "rosa"),
        ("O'Brien-Smith", "o brien smith"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("山田 太郎", "山田 太郎"),
        ("ＹＡＭＡＤＡ", "yamada"),
        ("किरण", "किरण"),
        ("  \t\n ", ""),
        ("\u202eRosa\x00", "rosa"),
    ],
)
def test_a_word_is_comparable_however_it_is_written(written: str, folded: str) -> None:
    assert fold(written) == unicodedata.normalize("NFKD", folded)


@given(st.text())
def test_what_is_folded_stays_as_it_is_when_folded_again(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_and_form_of_unicode_make_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.lists(st.text(max_size=30), max_size=4), st.lists(st.text(max_size=40), max_size=3))
def test_every_word_of_a_name_or_number_is_a_key_and_no_key_is_too_long(
    names: list[str], numbers: list[str]
) -> None:
    keys = search_keys(names, None, [], numbers)
    assert {word for text in (*names, *numbers) for word in words_of(text)} <= keys
    assert all(0 < len(key) <= LONGEST_KEY for key in keys)


@pytest.mark.parametrize(
    ("phone", "ends"),
    [
        ("555-0142", {"5550142", "0142"}),
        ("(212) 555-0142", {"2125550142", "5550142", "0142"}),
        ("+44 20 7946 0123", {"442079460123", "2079460123", "9460123", "0123"}),
        ("911", {"911"}),
        ("", set()),
        ("ask the neighbor", set()),
    ],
)
def test_a_phone_is_found_by_its_ends_and_whole(phone: str, ends: set[str]) -> None:
    assert search_keys([], None, [phone], []) == ends


def test_an_identifier_is_found_by_its_parts_and_whole() -> None:
    assert search_keys([], None, [], ["MRN-10 01"]) == {"mrn", "10", "01", "mrn1001"}


def test_a_name_with_an_apostrophe_is_found_with_and_without_it() -> None:
    keys = search_keys(["O’Brien"], None, [], [])
    assert {key for key in keys if not key.startswith("~")} == {"o", "brien", "obrien"}


def test_a_name_written_without_spaces_is_found_whole_in_either_order() -> None:
    assert search_keys(["山田 太郎"], None, [], []) >= {"山田", "太郎", "山田太郎", "太郎山田"}


def test_a_pasted_page_is_cut_to_a_few_words() -> None:
    assert len(asked_words("rosa " * 5000)) == MOST_WORDS


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("+1 212 555 0142", ["212", "555", "0142"]),
        ("+1-212-555-0142", ["212", "555", "0142"]),
        ("+12125550142", ["12125550142"]),
        ("C+1 x", ["c", "1", "x"]),
    ],
)
def test_the_countrys_own_code_is_passed_over(asked: str, words: list[str]) -> None:
    assert asked_words(asked) == words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("phone", "555-0142"), ("phone", "(555) 0142"), True),
        (("phone", "555-0142"), ("sms", "5550142"), True),
        (("phone", "555-0142"), ("phone", "+1 212 555 0142"), True),
        (("phone", "212-555-0142"), ("phone", "347-555-0142"), False),
        (("phone", "0142"), ("phone", "555-0142"), False),
        (("phone", "ask Nina"), ("phone", "Ask  nina"), True),
        (("phone", "ask Nina"), ("phone", "ask Tom"), False),
        (("email", "Rosa@example.org"), ("email", " rosa@example.org"), True),
        (("email", "rosa@example.org"), ("post", "rosa@example.org"), False),
        (("post", "12 Elm St."), ("post", "12 elm st"), True),
        (("post", "12 Elm St."), ("post", "13 Elm St."), False),
    ],
)
def test_one_place_written_two_ways_is_one_place(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert is_same_reach(*one, *other) is same
    assert is_same_reach(*other, *one) is same


@pytest.mark.parametrize(
    ("known", "said", "more"),
    [
        ((None, "day"), (date(1948, 1, 1), "year"), True),
        ((date(1948, 5, 2), "day"), (date(1948, 1, 1), "year"), False),
        ((date(1948, 5, 2), "day"), (date(1948, 5, 1), "month"), False),
        ((date(1948, 5, 2), "day"), (date(1948, 6, 1), "month"), True),
        ((date(1948, 5, 2), "day"), (date(1949, 1, 1), "year"), True),
        ((date(1948, 1, 1), "year"), (date(1948, 5, 2), "day"), True),
        ((date(1948, 5, 2), "day"), (date(1948, 5, 3), "day"), True),
    ],
)
def test_a_year_alone_does_not_take_away_a_known_day(
    known: tuple[date | None, str], said: tuple[date, str], more: bool
) -> None:
    assert says_more(known, said) is more


def test_the_name_to_show_is_an_official_one_that_says_something() -> None:
    nickname = NameFact(family="", given="Chayo", use="nickname")
    empty = NameFact(family=" ", given="")
    official = NameFact(family="Delgado", given="Rosa")
    assert name_to_show([empty, nickname, official]) == official
    assert name_to_show([empty, nickname]) == nickname
    assert name_to_show([empty]) is None
    assert name_to_show([]) is None


def test_an_alphabetical_list_goes_by_family_name_without_accents() -> None:
    assert sorted(["Ávila", "Zoë", "adams"], key=lambda name: sort_name(name, "")) == [
        *("adams", "Ávila", "Zoë"),
    ]
