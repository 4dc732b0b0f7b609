"""A seeded organization: a word of its own in every text, and each team's people its own."""

import json
from typing import Any

import pytest

from casewright.demo.seeding import seed_organization
from casewright.foundation.errors import Refused
from casewright.people.queries import find_people
from casewright.security.actions import ensure_intake_team
from casewright.security.commands import operator
from casewright.security.models import User
from casewright.security.standing import stands_by
from conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(roles: None) -> list[dict[str, Any]]:
    ensure_intake_team()
    seeded = seed_organization(by=operator(), seed=7, people=24, at=NOW)
    return [json.loads(line) for line in seeded.people]


def test_every_word_is_one_persons(people: list[dict[str, Any]]) -> None:
    words = [word for person in people for word in person["canaries"]]
    assert len(people) == 24
    assert len(words) == len(set(words)) > 24 * 10


def test_a_team_stands_beside_its_own_people_and_nobody_elses(
    people: list[dict[str, Any]],
) -> None:
    manager = User.objects.filter(roles="case_manager", username__startswith="seed7-")[0]
    team = manager.memberships.get().team
    for person in people:
        beside = stands_by(manager, person["id"])
        if person["team"] != team.name:
            assert not beside
            word = person["canaries"][0]
            assert find_people(word, viewer=manager) == []


def test_a_seed_is_used_once(people: list[dict[str, Any]]) -> None:
    with pytest.raises(Refused, match="used here before"):
        seed_organization(by=operator(), seed=7, people=2, at=NOW)
