"""Names of many countries, and texts that break forms: registered, shown, found, unchanged."""

import json
from pathlib import Path
from typing import Any

import pytest

from casewright.cases.models import Case
from casewright.people.actions import keep_facts, register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person, PersonName
from casewright.people.queries import find_people
from casewright.people.rules import words_of
from casewright.security.actions import relate
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def read(name: str) -> Any:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not here: the folder ../shared/data holds it.")
    return json.loads(path.read_text(encoding="utf-8"))


def register(staff: Staff, family: str, given: str) -> Person:
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(names=(NameFact(family=family, given=given),)),
        at=NOW,
    )
    relate(by=staff.carmen, person_key=person.pk, kind="team", team=staff.north, at=NOW)
    return person


def test_people_of_every_country_are_found_by_their_names(staff: Staff) -> None:
    rows = read("i18n_names/faker_names.json")
    first_of_each = {row["locale"]: row for row in rows}
    people = {register(staff, row["last"], row["first"]): row for row in first_of_each.values()}
    assert len(people) > 20
    lost = [
        row["locale"]
        for person, row in people.items()
        if person not in find_people(f"{row['last']} {row['first']}", viewer=staff.amara)
        or person not in find_people(row["last"], viewer=staff.amara, limit=100)
    ]
    assert lost == []
    assert find_people(next(iter(people.values()))["last"], viewer=staff.bo) == []


def test_a_name_that_would_break_a_form_is_kept_as_it_is_written(
    staff: Staff, rosa: Person, case: Case
) -> None:
    texts = [
        text for text in read("naughty_strings/blns.json") if text.strip() and "\x00" not in text
    ]
    assert len(texts) > 400
    names = tuple(NameFact(family=text, given="") for text in texts)
    keep_facts(by=staff.feed, person=rosa, facts=PersonFacts(names=names), at=NOW)
    assert keep_facts(by=staff.feed, person=rosa, facts=PersonFacts(names=names), at=NOW) == []
    kept = set(PersonName.objects.filter(person=rosa).values_list("family", flat=True))
    assert {text[:120] for text in texts} <= kept
    short = [text for text in texts if len(text) <= 120 and words_of(text)][::3]
    assert len(short) > 100
    lost = [text for text in short if find_people(text, viewer=staff.amara) != [rosa]]
    assert lost == []
    assert [text for text in short if find_people(text, viewer=staff.bo)] == []


def test_whoever_is_known_by_such_a_text_alone_can_be_shown(staff: Staff) -> None:
    for text in read("naughty_strings/blns.json")[:80:4]:
        if text.strip():
            person = register(staff, text, "")
            assert person.display_name == text.strip()[:250]
