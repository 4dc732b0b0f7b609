"""Care teams: professionals outside take their places once a case is open."""

from typing import Any

import pytest

from casewright.cases.actions import open_case
from casewright.cases.models import TeamPlace
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import patient
from casewright.people.models import Person
from casewright.security.models import Relation
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

PARK = {
    "resourceType": "Practitioner",
    "id": "park",
    "name": [{"family": "Park", "given": ["Elena"]}],
    "telecom": [{"system": "phone", "value": "555-0120"}],
}
TEAM = {
    "resourceType": "CareTeam",
    "id": "team",
    "status": "active",
    "subject": {"reference": "Patient/rosa"},
    "participant": [
        {"role": [{"text": "Heart nurse"}], "member": {"reference": "Practitioner/park"}},
        {"member": {"display": "Harbor Home Care"}},
        {"role": [{"text": "Patient"}], "member": {"reference": "Patient/rosa"}},
        {"member": {"display": "Long gone"}, "period": {"end": "2020-01-01"}},
    ],
}


@pytest.fixture
def in_a_case(bring: Bring, staff: Staff) -> None:
    bring(patient())
    open_case(
        by=staff.ina,
        person=Person.objects.get(),
        program="Complex care",
        team=staff.north,
        manager=staff.amara,
        at=NOW,
    )


def outside() -> list[tuple[str, str, str]]:
    places = TeamPlace.objects.filter(user=None).order_by("outside_name")
    return [(place.outside_name, place.role, place.outside_phone) for place in places]


@pytest.mark.usefixtures("in_a_case")
def test_those_at_work_now_take_places_on_the_case(bring: Bring) -> None:
    assert bring(TEAM, PARK).counts == {"created": 2}
    assert outside() == [
        ("Elena Park", "Heart nurse", "555-0120"),
        ("Harbor Home Care", "Care team", ""),
    ]


@pytest.mark.usefixtures("in_a_case")
def test_read_again_nobody_takes_a_second_place(bring: Bring) -> None:
    bring(TEAM, PARK)
    assert bring(TEAM, PARK).counts == {"unchanged": 2}
    bring({**TEAM, "name": "Heart team"}, PARK)
    bring({**TEAM, "participant": TEAM["participant"][:2]}, PARK)  # type: ignore[index]  # a list
    assert len(outside()) == 2


def test_in_nobodys_case_it_is_passed_over_and_tried_again(bring: Bring, staff: Staff) -> None:
    report = bring(patient(), TEAM, PARK)
    assert report.ignored == {"CareTeam": 1}
    open_case(
        by=staff.ina,
        person=Person.objects.get(),
        program="Complex care",
        team=staff.north,
        manager=None,
        at=NOW,
    )
    assert bring(patient(), TEAM, PARK).counts == {"unchanged": 2, "created": 1}


@pytest.mark.usefixtures("in_a_case")
@pytest.mark.parametrize(
    "said", [{"status": "inactive"}, {"period": {"end": "2026-02-01"}}, {"participant": []}]
)
def test_a_team_not_at_work_gives_no_places(bring: Bring, said: dict[str, Any]) -> None:
    assert bring({**TEAM, **said}, PARK).ignored == {"CareTeam": 1}
    assert outside() == []


@pytest.mark.usefixtures("in_a_case")
def test_a_place_outside_opens_nothing_to_anybody(bring: Bring) -> None:
    before = Relation.objects.count()
    bring(TEAM, PARK)
    assert Relation.objects.count() == before
