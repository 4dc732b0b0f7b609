"""Who may be the same person: found by what few share, told only to whom it may be told."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted
from casewright.people.actions import ask_again, keep_apart, keep_facts, register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts, PointFact
from casewright.people.models import Apart, Person, SearchKey
from casewright.people.queries import Likeness, perhaps_same, set_apart
from casewright.people.rules import search_keys
from casewright.security.actions import relate
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
BORN = date(1948, 5, 2)


def known(staff: Staff, *, family: str = "Delgado", given: str = "Rosa", **more: Any) -> Person:
    """Somebody whom Mercy registered; on team North's list unless said otherwise."""
    team = more.pop("team", staff.north)
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(names=(NameFact(family=family, given=given),), **more),
        at=NOW,
    )
    relate(by=staff.carmen, person_key=person.pk, kind="team", team=team, at=NOW)
    return person


def phone(value: str) -> dict[str, Any]:
    return {"points": (PointFact(channel="phone", value=value),)}


def number(value: str) -> dict[str, Any]:
    return {"identifiers": (IdentifierFact(system="MERCY", value=value),)}


def alike(person: Person, viewer: User) -> list[Likeness]:
    fresh = Person.objects.get(pk=person.pk)
    phones = fresh.contactpoints.filter(channel="phone").order_by("pk")
    return perhaps_same(fresh, viewer=viewer, phones=[one.value for one in phones])


@pytest.mark.parametrize(
    ("told", "agreeing"),
    [
        ({"birth_date": BORN}, ["family", "given", "birth"]),
        ({"birth_date": BORN, "given": "Rossa"}, ["family", "given", "birth"]),
        ({"birth_date": date(1948, 5, 3)}, ["family", "given", "birth"]),
        (phone("(212) 555-0142"), ["family", "given", "phone"]),
        (number("MRN-1001"), ["family", "given", "number"]),
    ],
)
def test_one_who_shares_the_name_and_something_besides_is_told_of(
    staff: Staff, rosa: Person, case: Case, told: dict[str, Any], agreeing: list[str]
) -> None:
    twin = known(staff, **told)
    (found,) = alike(rosa, staff.amara)
    assert (found.key, found.agreeing) == (twin.pk, agreeing)
    assert (found.name, found.is_beside) == (twin.display_name, True)
    (back,) = alike(twin, staff.amara)
    assert (back.key, back.mark) == (rosa.pk, found.mark)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"birth_date": date(1971, 9, 30)},
        {"birth_date": BORN, "given": "Marta", **phone("555-0142")},
        {"birth_date": date(1951, 1, 30), "given": "Luis", **phone("555-0142")},
        {"birth_date": BORN, "family": "Okafor", "given": "Ngozi"},
        number("MRN-1001") | {"family": "Okafor", "given": "Ngozi"},
    ],
)
def test_a_namesake_a_twin_a_husband_and_one_born_the_same_day_are_not(
    staff: Staff, rosa: Person, case: Case, told: dict[str, Any]
) -> None:
    known(staff, **told)
    assert alike(rosa, staff.amara) == []


def test_a_stranger_learns_nothing_and_nobody_of_somebody_who_is_not_theirs(
    staff: Staff, rosa: Person, case: Case
) -> None:
    known(staff, birth_date=BORN, team=staff.south)
    assert alike(rosa, staff.bo) == []
    assert alike(rosa, staff.amara) == []
    assert alike(rosa, staff.dev) == []


def test_whoever_may_see_duplicates_learns_how_the_fields_stand_and_whom_to_ask(
    staff: Staff, rosa: Person, case: Case
) -> None:
    theirs = known(staff, birth_date=BORN, given="Rossa", team=staff.south)
    relate(by=staff.carmen, person_key=theirs.pk, kind="manager", user=staff.bo, at=NOW)
    (found,) = alike(rosa, staff.carmen)
    assert (found.name, found.birth_date, found.is_beside) == ("", None, False)
    assert found.kept_by == "Bo Larsen"
    assert {one.field: one.known for one in found.evidence if one.known} == {
        "family": "Delgado",
        "birth": "1948-05-02",
    }


def test_two_set_apart_are_asked_about_again_only_when_something_changes(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = known(staff, birth_date=BORN)
    said = keep_apart(by=staff.amara, person=twin, other=rosa, at=NOW)
    assert alike(rosa, staff.amara) == alike(twin, staff.tess) == []
    assert [one.said_by for one in set_apart(rosa, viewer=staff.amara)] == [staff.amara]
    assert set_apart(rosa, viewer=staff.bo) == []
    more = PersonFacts(points=(PointFact(channel="phone", value="555-0199"),))
    keep_facts(by=staff.feed, person=twin, facts=more, at=NOW)
    assert alike(rosa, staff.amara) == []
    same = PersonFacts(points=(PointFact(channel="phone", value="(718) 555-0142"),))
    keep_facts(by=staff.feed, person=twin, facts=same, at=NOW)
    assert [one.key for one in alike(rosa, staff.amara)] == [twin.pk]
    again = keep_apart(by=staff.tess, person=rosa, other=twin, at=NOW)
    assert again.pk != said.pk
    assert alike(rosa, staff.amara) == []
    assert Apart.objects.filter(ended_at=None).get() == again


def test_set_apart_twice_is_set_apart_once_and_can_be_taken_back(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = known(staff, birth_date=BORN)
    first = keep_apart(by=staff.amara, person=twin, other=rosa, at=NOW)
    assert keep_apart(by=staff.tess, person=rosa, other=twin, at=NOW) == first
    ask_again(by=staff.tess, person=rosa, other=twin, at=NOW)
    assert [one.key for one in alike(rosa, staff.amara)] == [twin.pk]


def test_only_whoever_stands_beside_both_sets_them_apart(
    staff: Staff, rosa: Person, case: Case
) -> None:
    theirs = known(staff, birth_date=BORN, team=staff.south)
    for user in (staff.amara, staff.bo, staff.carmen, staff.dev, staff.ada):
        for deed in (keep_apart, ask_again):
            with pytest.raises(NotPermitted):
                deed(by=user, person=rosa, other=theirs, at=NOW)
    assert not Apart.objects.exists()


def test_few_are_looked_at_and_one_statement_reads_them_however_many_share_the_name(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = known(staff, birth_date=BORN)
    taken = []
    for crowd in (0, 300):
        people = [
            Person(
                display_name="Rosa Delgado",
                sort_name="delgado rosa",
                birth_date=date(1960, 1, 1),
                registered_at=NOW,
            )
            for _ in range(crowd)
        ]
        Person.objects.bulk_create(people)
        SearchKey.objects.bulk_create(
            SearchKey(person=one, key=key)
            for one in people
            for key in search_keys(["Rosa Delgado"], one.birth_date, [], [])
        )
        alike(rosa, staff.amara)
        with CaptureQueriesContext(connection) as said:
            found = perhaps_same(rosa, viewer=staff.amara, phones=["555-0142"])
        assert [one.key for one in found] == [twin.pk]
        taken.append(len(said))
    assert taken == [1, 1]
