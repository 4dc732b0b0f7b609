"""`demo` and `seed` keep their hands off whatever is not made up."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from casewright.demo.actions import clear_demo
from casewright.demo.commands import demo, seed
from casewright.demo.queries import holds_demo, holds_somebody
from casewright.demo.seeding import check_may_seed
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.security.actions import ensure_intake_team
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


def test_the_demo_is_not_mixed_with_real_people(staff: Staff, tmp_path: Path) -> None:
    for arguments in (["--no-serve", "--json"], ["--no-serve", "--reset", "--json"]):
        run = CliRunner().invoke(demo, arguments)
        assert run.exit_code == 1
        assert "not the demo" in json.loads(run.stdout.splitlines()[-1])["reasons"][0]
    assert list(tmp_path.iterdir()) == []
    assert holds_somebody()


def test_what_is_not_the_demo_is_not_cleared(staff: Staff, rosa: Person) -> None:
    assert not holds_demo()
    with pytest.raises(Refused, match="not the demo"):
        clear_demo()
    assert Person.objects.filter(pk=rosa.pk).exists()


def test_real_people_are_not_mixed_with_seeded_ones(rosa: Person) -> None:
    with pytest.raises(Refused, match="made up"):
        check_may_seed(7)
    run = CliRunner().invoke(seed, ["--seed", "7", "--people", "3", "--json"])
    assert run.exit_code == 1


def test_a_day_that_is_none_is_wrong_use() -> None:
    run = CliRunner().invoke(demo, ["--freeze", "tomorrow"])
    assert run.exit_code == 2
    assert "2026-11-24" in run.stderr


def test_seed_ends_with_one_line_of_json(roles: None) -> None:
    ensure_intake_team()
    run = CliRunner().invoke(seed, ["--seed", "9", "--people", "6", "--json"])
    assert run.exit_code == 0
    said = json.loads(run.stdout.splitlines()[-1])
    assert {frozenset(one) for one in said["users"]} == {
        frozenset({"name", "password", "role", "team"})
    }
    assert {frozenset(one) for one in said["people"]} == {frozenset({"id", "team", "canaries"})}
    assert len(said["people"]) == 6
