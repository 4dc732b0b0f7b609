"""One deed for many rows: each by itself, one refusal does not lose the others."""

from datetime import datetime, timedelta

import pytest

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.desk.tests.desk import PART, promise, signed_in
from casewright.people.models import Person
from casewright.tasks.models import Task
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(staff: Staff, rosa: Person, case: Case, now: datetime) -> list[Task]:
    """Two routine promises and a clock that runs out today."""
    due = now + timedelta(hours=2)
    routine = [
        promise(title, due, by=staff.amara, at=now, person=rosa) for title in ("Call", "Write")
    ]
    return [*routine, promise("File", due, by=staff.amara, at=now, person=rosa, nature="clock")]


def keys(tasks: list[Task]) -> list[str]:
    return [str(task.pk) for task in tasks]


def statuses(tasks: list[Task]) -> list[str]:
    return [Task.objects.get(pk=task.pk).status for task in tasks]


def test_all_are_done_and_all_can_be_taken_back(staff: Staff, three: list[Task]) -> None:
    browser = signed_in(staff.amara)
    given = {"do": "done", "task": keys(three)}
    page = browser.post("/tasks/several/", given, follow=True).content.decode()
    assert statuses(three) == ["completed"] * 3
    assert 'value="undo"' in page
    browser.post("/tasks/several/", {"do": "undo", "task": keys(three)})
    assert statuses(three) == ["requested"] * 3


def test_one_refusal_does_not_lose_the_others_and_is_told(staff: Staff, three: list[Task]) -> None:
    given = {"do": "tomorrow", "task": keys(three)}
    response = signed_in(staff.amara).post("/tasks/several/", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "2 were settled." in page
    assert "<b>File</b>, Rosa Delgado: This clock runs out before then." in page
    hidden = [Task.objects.get(pk=task.pk).hidden_until for task in three]
    assert [until is None for until in hidden] == [False, False, True]


def test_in_the_background_the_whole_list_comes_anew(staff: Staff, three: list[Task]) -> None:
    given = {"do": "done", "task": keys(three[:2])}
    response = signed_in(staff.amara).post("/tasks/several/", given, headers=PART)
    assert response["HX-Retarget"] == "#today"
    assert b"<html" not in response.content
    assert b"File" in response.content


def test_handing_over_asks_to_whom_first(staff: Staff, three: list[Task]) -> None:
    browser = signed_in(staff.amara)
    given = {"do": "hand_over", "task": keys(three)}
    page = browser.post("/tasks/several/", given).content.decode()
    assert "Hand over 3 tasks" in page
    assert "Tess Ito" in page
    assert statuses(three) == ["requested"] * 3
    refused = browser.post("/tasks/several/", {**given, "to": "", "note": "On leave"})
    assert refused.status_code == 422
    assert 'value="On leave"' in refused.content.decode()
    browser.post("/tasks/several/", {**given, "to": str(staff.tess.pk), "note": "On leave"})
    assert {Task.objects.get(pk=task.pk).owner_user for task in three} == {staff.tess}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"do": "done"}, "Choose at least one task first."),
        ({"do": "done", "task": "x"}, "Choose tasks from the list."),
        ({"task": "00000000-0000-0000-0000-000000000001"}, "Choose what to do with them."),
    ],
)
def test_what_is_missing_is_said(staff: Staff, given: dict[str, str], words: str) -> None:
    response = signed_in(staff.amara).post("/tasks/several/", given)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_stranger_changes_nothing_and_learns_nothing(staff: Staff, three: list[Task]) -> None:
    unknown = "00000000-0000-0000-0000-000000000001"
    given = {"do": "done", "task": [*keys(three), unknown]}
    response = signed_in(staff.bo).post("/tasks/several/", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "4 are no longer yours to change." in page
    assert "Delgado" not in page
    assert statuses(three) == ["requested"] * 3
    refusals = Entry.objects.filter(actor="bo", outcome="refused", event="seen:tasks.keep")
    assert set(refusals.values_list("subject_key", flat=True)) == {*keys(three), unknown}
