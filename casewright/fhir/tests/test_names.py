"""Names as people write them: kanji and kana, one name, nicknames, partial dates."""

from datetime import date

import pytest

from casewright.cases.actions import open_case
from casewright.fhir.resources.patient import from_fhir
from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import FIXTURES, patient
from casewright.people.models import Person
from casewright.people.queries import find_people
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["小林", "コバヤシ", "ハルコ"])
def test_somebody_is_found_by_kanji_and_by_kana(bring: Bring, staff: Staff, asked: str) -> None:
    bring(FIXTURES / "harbor" / "Patient.ndjson")
    person = Person.objects.get(personnames__family="小林")
    found = find_people(asked, viewer=staff.ina)
    assert found == [person]


def test_the_name_in_kanji_is_the_one_shown(bring: Bring) -> None:
    bring(FIXTURES / "harbor" / "Patient.ndjson")
    person = Person.objects.get(personnames__family="小林")
    assert "小林" in person.display_name
    assert "春子" in person.display_name
    assert person.personnames.count() == 2


def test_a_name_that_is_only_a_text_is_kept_whole() -> None:
    facts = from_fhir(patient(name=[{"text": "Doña Rosa"}]))
    assert [(name.family, name.given) for name in facts.names] == [("", "Doña Rosa")]


def test_the_official_name_stands_before_a_nickname() -> None:
    names = [{"use": "nickname", "given": ["Rosie"]}, {"use": "anonymous", "family": "X"}]
    facts = from_fhir(patient(name=[*names, {"use": "official", "family": "Delgado"}]))
    assert [name.use for name in facts.names] == ["official", "nickname", "usual"]


def test_somebody_without_a_name_is_refused(bring: Bring) -> None:
    assert reasons(bring(patient(name=[]))) == [
        "A person needs at least one name, or a sentence to be known by."
    ]


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("1948", date(1948, 1, 1), "year"),
        ("1948-05", date(1948, 5, 1), "month"),
        ("1948-05-02", date(1948, 5, 2), "day"),
    ],
)
def test_a_birth_date_is_kept_as_exactly_as_it_is_known(
    written: str, day: date, precision: str
) -> None:
    facts = from_fhir(patient(birthDate=written))
    assert (facts.birth_date, facts.birth_precision) == (day, precision)


def test_a_gender_fhir_does_not_know_is_left_out() -> None:
    assert from_fhir(patient(gender="woman")).gender == ""


def test_what_is_not_followed_is_said(bring: Bring) -> None:
    link = [{"other": {"reference": "Patient/new"}, "type": "replaced-by"}]
    report = bring(patient(gender="woman", active=False, link=link))
    assert list(report.remarks) == [
        "Patient.gender is no code of FHIR R4",
        "Patient.active is false: kept all the same",
        "Patient.link names other records: not followed",
    ]


def test_points_no_longer_used_are_left_out_and_the_first_rank_stands_first() -> None:
    telecom = [
        {"system": "phone", "value": "555-0101", "use": "old"},
        {"system": "phone", "value": "555-0102", "rank": 2},
        {"system": "sms", "value": "555-0103", "rank": 1},
        {"system": "fax", "value": "555-0104"},
    ]
    facts = from_fhir(patient(telecom=telecom))
    assert [(p.channel, p.value) for p in facts.points] == [
        ("sms", "555-0103"),
        ("phone", "555-0102"),
    ]


def test_a_day_of_death_is_kept(bring: Bring) -> None:
    bring(patient(deceasedDateTime="2026-11-20T04:10:00Z"))
    assert Person.objects.get().died_on == date(2026, 11, 20)


def test_a_death_heard_later_ends_calls_to_the_person(bring: Bring, staff: Staff) -> None:
    bring(patient())
    person = Person.objects.get()
    case = open_case(
        by=staff.ina,
        person=person,
        program="Complex care",
        team=staff.north,
        manager=staff.amara,
        at=NOW,
    )
    bring(patient(deceasedDateTime="2026-11-20"))
    assert [task.kind for task in case.tasks.all()] == ["after-death"]
