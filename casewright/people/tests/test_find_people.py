"""Finding somebody: by the start of every word, and never anybody else's people."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.cases.models import Case
from casewright.people.actions import keep_facts, merge_people, register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts, PointFact
from casewright.people.models import Person
from casewright.people.queries import find_people, my_people
from casewright.security.actions import relate
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def known(staff: Staff, family: str, given: str, **more: object) -> Person:
    """Somebody of the North team."""
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(names=(NameFact(family=family, given=given),), **more),  # type: ignore[arg-type]  # the facts' own fields
        at=NOW,
    )
    relate(by=staff.carmen, person_key=person.pk, kind="team", team=staff.north, at=NOW)
    return person


@pytest.mark.parametrize(
    "asked",
    [
        "rosa",
        "Rosa Delgado",
        "delgado rosa",
        "del ro",
        "ROSÁ",
        "doña rosa",
        "dona",
        "1948",
        "rosa 1948",
        "0142",
        "555-0142",
        "rosa 0142",
        "MRN-1001",
        "mrn1001",
        "1001",
        "  rosa  ",
        "rosa rosa",
        "Delgado, Rosa",
        "rosa%",
    ],
)
def test_rosa_is_found_by_the_start_of_every_word(
    staff: Staff, rosa: Person, case: Case, asked: str
) -> None:
    assert find_people(asked, viewer=staff.amara) == [rosa]


@pytest.mark.parametrize(
    "asked", ["osa", "rosa smith", "1949", "142", "5550143", "r_sa", "", "   ", "%", "***"]
)
def test_what_no_word_begins_with_finds_nobody(
    staff: Staff, rosa: Person, case: Case, asked: str
) -> None:
    assert find_people(asked, viewer=staff.amara) == []


@pytest.mark.parametrize("asked", ["rosa", "delgado", "1948", "0142", "MRN-1001", "doña"])
def test_a_stranger_finds_nothing_of_others_people(
    staff: Staff, rosa: Person, case: Case, asked: str
) -> None:
    assert find_people(asked, viewer=staff.amara) == [rosa]
    for stranger in (staff.bo, staff.dev, staff.ada):
        assert find_people(asked, viewer=stranger) == []
        assert list(my_people(viewer=stranger)) == []


@pytest.mark.parametrize(
    ("family", "given", "asked"),
    [
        ("الماني", "ظاعن", "الم"),
        ("الماني", "ظاعن", "ظاعن الماني"),
        ("مُحَمَّد", "أحمد", "محمد احمد"),
        ("山田", "太郎", "山田"),
        ("山田", "太郎", "山田太郎"),
        ("山田", "太郎", "太郎"),
        ("Nguyễn", "Thị Huệ", "nguyen hue"),
        ("Đặng", "Minh", "dang"),
        ("Łuczak", "Zofia", "luczak"),
        ("O'Brien", "Aoife", "obrien"),
        ("O'Brien", "Aoife", "o'br"),
        ("किरण", "राव", "किर"),
        ("Smith-Jones", "Mary", "jones"),
        ("김", "민준", "김민준"),
        ("de la Cruz", "José", "cruz jose"),
    ],
)
def test_names_of_every_script_are_found_as_people_type_them(
    staff: Staff, family: str, given: str, asked: str
) -> None:
    person = known(staff, family, given)
    other = known(staff, "Somebody", "Else")
    assert find_people(asked, viewer=staff.amara) == [person]
    assert other not in find_people(asked, viewer=staff.amara)


def test_what_somebody_is_called_finds_them_too(staff: Staff) -> None:
    person = known(staff, "Okafor", "Walter", called="Wally")
    assert find_people("wal oka", viewer=staff.amara) == [person]
    assert find_people("wally", viewer=staff.amara) == [person]


def test_a_record_that_was_joined_to_another_is_found_no_more(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = known(staff, "Delgado", "Rosita", birth_date=date(1948, 5, 2))
    merge_people(by=staff.feed, kept=rosa, gone=twin, at=NOW, source="ST-BRIGID")
    assert find_people("delgado", viewer=staff.amara) == [rosa]
    assert find_people("rosita", viewer=staff.amara) == [rosa]
    assert list(my_people(viewer=staff.amara)) == [rosa]


def test_a_corrected_birth_year_finds_and_the_wrong_one_does_not(
    staff: Staff, rosa: Person, case: Case
) -> None:
    keep_facts(by=staff.feed, person=rosa, facts=PersonFacts(birth_date=date(1949, 5, 2)), at=NOW)
    assert find_people("1949", viewer=staff.amara) == [rosa]
    assert find_people("1948", viewer=staff.amara) == []


def test_a_word_that_one_source_gave_is_not_taken_away_by_another(staff: Staff) -> None:
    person = known(staff, "Yamada", "Taro", extra_search=("山田太郎",))
    more = PersonFacts(identifiers=(IdentifierFact(system="B", value="77"),))
    keep_facts(by=staff.feed, person=person, facts=more, at=NOW)
    assert find_people("山田", viewer=staff.amara) == [person]


def test_many_are_shown_in_alphabetical_order_up_to_a_limit(staff: Staff) -> None:
    for first in ("Zoë", "ana", "Ávila", "Bob"):
        known(staff, "Rivera", first)
    found = find_people("rivera", viewer=staff.amara)
    assert [person.display_name.split()[0] for person in found] == ["ana", "Ávila", "Bob", "Zoë"]
    assert len(find_people("rivera", viewer=staff.amara, limit=2)) == 2


def test_a_pasted_page_is_answered_and_found_in_one_statement(
    staff: Staff, rosa: Person, case: Case
) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert find_people("rosa delgado " * 4000, viewer=User.objects.get(username="amara"))
    assert len(statements) <= 3


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(staff: Staff, rosa: Person, case: Case, text: str) -> None:
    assert find_people(text, viewer=staff.bo) == []
    assert find_people(text, viewer=staff.amara) in ([], [rosa])


def test_a_phone_that_was_added_later_is_found(staff: Staff, rosa: Person, case: Case) -> None:
    more = PersonFacts(points=(PointFact(channel="sms", value="+1 212 555 0188"),))
    keep_facts(by=staff.amara, person=rosa, facts=more, at=NOW)
    for asked in ("0188", "212 555 0188", "+1 212 555 0188", "12125550188"):
        assert find_people(asked, viewer=staff.amara) == [rosa]
