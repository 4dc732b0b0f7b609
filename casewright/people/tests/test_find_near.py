"""Finding somebody whose name was mistyped, by initials, and by the day of birth."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from casewright.cases.models import Case
from casewright.people.actions import edit_person, merge_people, register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person
from casewright.people.queries import find_near, find_people
from casewright.people.rules import how_near, near_keys, near_probes, slips
from casewright.security.actions import relate
from conftest import NOW, Staff

LETTERS = st.text(alphabet="abcdefghijklmnop", min_size=4, max_size=12)


def known(staff: Staff, family: str, given: str, called: str = "") -> Person:
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(NameFact(family=family, given=given),),
            birth_date=date(1950, 3, 9),
            called=called,
        ),
        at=NOW,
    )
    relate(by=staff.carmen, person_key=person.pk, kind="team", team=staff.north, at=NOW)
    return person


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        *("rossa", "rsoa", "roza", "delgdo", "delgaod", "dalgado", "delgadoo", "dellgado"),
        *("Rosa Delagdo", "delhado rosa", "roza delgdo", "ROZA", "dóñaz"),
    ],
)
def test_a_slip_of_the_fingers_finds_still(
    staff: Staff, rosa: Person, case: Case, asked: str
) -> None:
    known(staff, "Kowalczyk", "Agnes")
    assert find_people(asked, viewer=staff.amara) == []
    assert find_near(asked, viewer=staff.amara) == [rosa]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["xqzt", "ro", "1949", "agnes", "%%%%", "", "rosalinda maria"])
def test_what_is_far_from_every_name_finds_nobody(
    staff: Staff, rosa: Person, case: Case, asked: str
) -> None:
    assert find_near(asked, viewer=staff.amara) == []


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["roza", "delgdo", "rd", "5/2/1948"])
def test_a_stranger_finds_nobody_near(staff: Staff, rosa: Person, case: Case, asked: str) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        assert find_near(asked, viewer=stranger) == []
        assert find_people(asked, viewer=stranger) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["rd", "dr", "RD", "1948-05-02", "1948-5-2", "5/2/1948", "05/02/1948", "rosa 5/2/1948"]
)
def test_initials_and_the_day_of_birth_find(
    staff: Staff, rosa: Person, case: Case, asked: str
) -> None:
    known(staff, "Kowalczyk", "Agnes")
    assert find_people(asked, viewer=staff.amara) == [rosa]


@pytest.mark.django_db
def test_the_nearest_stands_first(staff: Staff) -> None:
    marta = known(staff, "Abel", "Marta")
    martina = known(staff, "Aaron", "Martyna")
    assert find_near("mrta", viewer=staff.amara)[0] == marta
    assert find_near("martnia", viewer=staff.amara)[0] == martina


@pytest.mark.django_db
def test_a_new_name_to_be_called_by_is_found_and_the_old_one_no_more(staff: Staff) -> None:
    person = known(staff, "Okafor", "Walter", called="Wally")
    edit_person(
        by=staff.amara, person=person, version=person.version, values={"called": "Buddy"}, at=NOW
    )
    assert find_people("buddy", viewer=staff.amara) == [person]
    assert find_near("budyd", viewer=staff.amara) == [person]
    assert find_people("wally", viewer=staff.amara) == []
    assert find_near("walyl", viewer=staff.amara) == []


@pytest.mark.django_db
def test_a_record_that_was_joined_is_not_near_anything(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = known(staff, "Delgado", "Rosita")
    merge_people(by=staff.feed, kept=rosa, gone=twin, at=NOW, source="ST-BRIGID")
    assert twin not in find_near("rosiat", viewer=staff.amara)


@pytest.mark.django_db
def test_the_reason_for_standing_beside_somebody_comes_with_them(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (found,) = find_people("rosa", viewer=staff.amara)
    assert found.why["kind"] == "manager"  # type: ignore[attr-defined]  # annotated by the search
    assert found.why["user"] == "amara"  # type: ignore[attr-defined]  # as above


@pytest.mark.django_db
def test_either_search_is_one_statement(staff: Staff, rosa: Person, case: Case) -> None:
    with CaptureQueriesContext(connection) as statements:
        find_people("rosa delgado", viewer=staff.amara)
        find_near("roza delgdo", viewer=staff.amara)
    assert len(statements) == 2


@given(LETTERS, st.data())
def test_one_slip_anywhere_at_the_beginning_shares_a_key(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcdefghijklmnopq"))
    mistyped = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )
    assert near_probes(mistyped) & {*near_keys(word), word}


def test_slips_are_counted_once_each() -> None:
    assert slips("rosa", "rosa") == 0
    assert slips("ros", "rosamund") == 0
    assert slips("rsoa", "rosa") == 1
    assert slips("roza", "rosa") == 1
    assert slips("delgdo", "delgado") == 1
    assert slips("xyz", "rosa") == 3
    assert how_near(["roza", "delgdo"], ["rosa", "delgado"]) == 2
    assert how_near(["rzza"], ["rosa"]) is None
    assert how_near(["rosa"], []) is None
