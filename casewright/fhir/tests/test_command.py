"""`casewright fhir import`: words for a person, one line of JSON for a program, an exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casewright.fhir.commands import fhir
from casewright.fhir.tests.said import FIXTURES, patient, write
from casewright.security.actions import end_user, ensure_service
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(fhir, ["import", *map(str, arguments)])


def last_line(result: Result) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return told


def test_the_last_line_is_the_report_as_json() -> None:
    result = run(FIXTURES / "harbor", "--json")
    told = last_line(result)
    assert result.exit_code == 0
    assert (told["read"], told["created"], told["updated"], told["unchanged"]) == (9, 6, 0, 0)
    assert [row["position"] for row in told["refused"]] == [3, 4, 5]
    assert told["ignored"] == {}
    assert told["by_type"]["Patient"] == {"created": 2}
    assert told["sources"] == ["harbor"]
    assert told["remarks"][0]["remark"] == "Coverage.extension is empty"


def test_a_person_is_told_the_numbers_and_each_refusal() -> None:
    result = run(FIXTURES / "harbor")
    first, *rest = result.stdout.splitlines()
    assert first == ("9 resources read: 6 created, 0 updated, 0 unchanged, 3 refused, 0 ignored.")
    assert "Refused: harbor/MedicationRequest.ndjson, 3: Not JSON." in rest


def test_run_again_everything_is_unchanged() -> None:
    run(FIXTURES / "rosa.json", "--json")
    told = last_line(run(FIXTURES / "rosa.json", "--json"))
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 11)


def test_it_runs_under_an_account_of_its_own_made_once() -> None:
    run(FIXTURES / "rosa.json")
    run(FIXTURES / "rosa.json")
    account = User.objects.get(username="fhir-import")
    assert (account.kind, account.has_usable_password()) == ("service", False)


def test_a_named_source_is_one_system_wherever_the_file_lies(tmp_path: Path) -> None:
    write(tmp_path / "monday" / "a.json", patient())
    write(tmp_path / "tuesday" / "a.json", patient())
    run(tmp_path / "monday", "--source", "st-brigid")
    told = last_line(run(tmp_path / "tuesday", "--source", "st-brigid", "--json"))
    assert (told["unchanged"], told["sources"]) == (1, ["st-brigid"])


def test_when_nothing_could_be_kept_it_ends_with_1(tmp_path: Path) -> None:
    result = run(write(tmp_path / "a.json", "no json"), "--json")
    assert result.exit_code == 1
    assert last_line(result)["refused"][0]["file"] == "a.json"


def test_an_empty_folder_ends_with_1_and_says_why(tmp_path: Path) -> None:
    result = run(tmp_path, "--json")
    assert result.exit_code == 1
    assert last_line(result)["reasons"] == ["There is nothing here to read."]


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere.json").exit_code == 2


def test_a_source_with_too_long_a_name_is_wrong_use() -> None:
    assert run(FIXTURES / "rosa.json", "--source", "s" * 101).exit_code == 2


def test_an_account_that_was_ended_brings_nothing_in(staff: Staff) -> None:
    account = ensure_service(name="fhir-import", title="FHIR import", at=NOW)
    end_user(by=staff.ada, user=account, at=NOW)
    result = run(FIXTURES / "rosa.json", "--json")
    assert result.exit_code == 1
    assert "was ended" in last_line(result)["reasons"][0]
