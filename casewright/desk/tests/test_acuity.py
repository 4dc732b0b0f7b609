"""Between two promises due at one moment, who needs the most comes first."""

from datetime import date, timedelta

import pytest

from casewright.cases.actions import open_case
from casewright.cases.models import Case
from casewright.desk.queries.today import today
from casewright.desk.tests.desk import promise
from casewright.people.actions import register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
BORN = date(1962, 1, 9)


def test_the_higher_acuity_stands_first_inside_a_tier(
    staff: Staff, rosa: Person, case: Case
) -> None:
    at, people = NOW, [rosa]
    for name, acuity in (("Agnes", 1), ("Walter", 4), ("Yusuf", 3)):
        facts = PersonFacts(names=(NameFact(family="Hill", given=name),), birth_date=BORN)
        person = register_person(by=staff.amara, facts=facts, at=at)
        open_case(
            by=staff.amara,
            person=person,
            program="Complex care",
            team=staff.north,
            manager=staff.amara,
            at=at,
            acuity=acuity,
        )
        people.append(person)
    for person in people:
        promise("Ask about the ride", at + timedelta(hours=2), by=staff.amara, at=at, person=person)
    rows = today(viewer=staff.amara, at=at).rows
    assert [row.name for row in rows] == ["Walter Hill", "Yusuf Hill", "Rosa Delgado", "Agnes Hill"]
    assert today(viewer=staff.bo, at=at).rows == []
