"""`casewright worklist` and `casewright status`."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.desk.commands import status, worklist
from casewright.desk.tests.desk import promise
from casewright.people.models import Person
from conftest import Staff

pytestmark = pytest.mark.django_db


def answer(command: Any, *words: str, code: int = 0) -> dict[str, Any]:
    """The JSON object with which a command ends."""
    result = CliRunner().invoke(command, [*words, "--json"])
    assert result.exit_code == code, result.output
    facts: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return facts


def test_the_worklist_is_today_as_the_user_would_see_it(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    due = now + timedelta(hours=1)
    promise("Write", now + timedelta(days=3), by=staff.amara, at=now, person=rosa)
    promise("Call", due, by=staff.amara, at=now, person=rosa, why="She fell", nature="safety")
    (row,) = answer(worklist, "--user", "amara")["rows"]
    assert (row["person"], row["task"], row["tier"]) == ("Rosa Delgado", "Call", 2)
    assert (row["rule"], row["source"], row["why"]) == ("", "", "She fell")
    assert row["due"] == "2026-11-24T10:00:00-05:00"
    assert [other["task"] for other in row["also"]] == ["Write"]
    assert answer(worklist, "--user", "bo")["rows"] == []
    assert Entry.objects.filter(actor="amara", event="seen:tasks.see_today").exists()


def test_the_worklist_can_be_asked_for_another_moment(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Call", now + timedelta(days=3), by=staff.amara, at=now, person=rosa, nature="clock")
    (row,) = answer(worklist, "--user", "amara")["rows"]
    assert row["tier"] == 4
    (row,) = answer(worklist, "--user", "amara", "--at", "2026-11-26T08:00")["rows"]
    assert row["tier"] == 1


def test_somebody_without_a_today_is_refused(staff: Staff) -> None:
    for name in ("dev", "nobody"):
        assert "no user" in answer(worklist, "--user", name, code=1)["refused"]
    assert CliRunner().invoke(worklist, ["--user", "amara", "--at", "noon"]).exit_code == 2


def test_status_counts_what_is_held(staff: Staff, rosa: Person, case: Case, now: datetime) -> None:
    promise("Call", now, by=staff.amara, at=now, person=rosa)
    messages: Any = apps.get_model("hl7", "Message")  # a room beside this one: asked for by name
    for fate, reason in (("applied", ""), ("ignored", "An event that says nothing of a stay")):
        messages.objects.create(digest=fate, raw=b"MSH", received_at=now, fate=fate, reason=reason)
    assert answer(status)["counts"] == {
        "people": 1,
        "open_cases": 1,
        "stays": 0,
        "open_tasks": 1,
        "messages": {"applied": 1, "ignored": 1},
    }
