"""Taking back what was just done: everything as it was, also who sees the person."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.gate import may
from casewright.security.models import User
from casewright.tasks import actions
from casewright.tasks.actions import DAYS_TO_FINISH_NOTES, UNDO_WITHIN, undo
from casewright.tasks.models import Task, TaskEvent
from casewright.tasks.tests.promises import fresh, promise
from casewright.tasks.tests.test_keep_promise import DEEDS
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MOVES_ALONG = ("version", "touched_at")


@pytest.fixture
def task(staff: Staff, rosa: Person, case: Case) -> Task:
    return promise(staff.amara, rosa)


def values(task: Task) -> dict[str, Any]:
    """Every value of a task but those that only ever move along."""
    row = Task.objects.filter(pk=task.pk).values().get()
    return {name: value for name, value in row.items() if name not in MOVES_ALONG}


def sees(user: User, rosa: Person) -> bool:
    return may(fresh(user), SEE_PERSON, rosa)


@pytest.mark.parametrize("what", DEEDS)
def test_undone_everything_is_as_it_was(staff: Staff, task: Task, what: str) -> None:
    before = values(task)
    DEEDS[what](staff.amara, task)
    assert values(task) != before
    undo(by=staff.amara, task=task, at=NOW)
    assert values(task) == before
    assert TaskEvent.objects.filter(what="undone").count() == 1


@pytest.mark.parametrize("what", DEEDS)
def test_of_what_was_in_progress_too(staff: Staff, rosa: Person, case: Case, what: str) -> None:
    task = promise(staff.amara, rosa, owner=staff.north)
    actions.take_task(by=staff.amara, task=task, at=NOW)
    before = values(task)
    DEEDS[what](staff.amara, task)
    undo(by=staff.amara, task=task, at=NOW)
    assert values(task) == before


@pytest.mark.parametrize("what", [deed for deed in DEEDS if deed != "paused"])
def test_of_what_was_paused_too(staff: Staff, task: Task, what: str) -> None:
    actions.pause_task(by=staff.amara, task=task, reason="In hospital", at=NOW)
    before = values(task)
    DEEDS[what](staff.amara, task)
    undo(by=staff.amara, task=task, at=NOW)
    assert values(task) == before


def test_a_taking_and_a_resuming_are_undone_too(staff: Staff, rosa: Person, case: Case) -> None:
    task = promise(staff.amara, rosa, owner=staff.north)
    before = values(task)
    actions.take_task(by=staff.amara, task=task, at=NOW)
    undo(by=staff.amara, task=task, at=NOW)
    assert values(task) == before
    actions.pause_task(by=staff.amara, task=task, reason="In hospital", at=NOW)
    paused = values(task)
    actions.resume_task(by=staff.amara, task=task, at=NOW)
    undo(by=staff.amara, task=task, at=NOW)
    assert values(task) == paused


def test_of_two_things_done_in_one_moment_the_later_is_undone(staff: Staff, task: Task) -> None:
    """A note counts the attempt and puts the call off in the same instant."""
    for number in range(1, 9):
        actions.count_attempt(by=staff.amara, task=task, at=NOW)
        actions.put_off(by=staff.amara, task=task, until=NOW + DAY, at=NOW)
        undo(by=staff.amara, task=task, at=NOW)
        task.refresh_from_db()
        assert (task.attempts, task.hidden_until) == (number, None)


def test_an_undoing_is_undone(staff: Staff, task: Task) -> None:
    actions.close_task(by=staff.amara, task=task, at=NOW)
    closed = values(task)
    undo(by=staff.amara, task=task, at=NOW)
    undo(by=staff.amara, task=task, at=NOW)
    assert values(task) == closed


def test_what_was_only_opened_is_not_taken_back(staff: Staff, task: Task) -> None:
    with pytest.raises(Refused, match="nothing to take back"):
        undo(by=staff.amara, task=task, at=NOW)


def test_a_colleagues_work_is_not_taken_back(staff: Staff, task: Task) -> None:
    actions.close_task(by=staff.tess, task=task, at=NOW)
    with pytest.raises(Refused, match="colleague has worked on this"):
        undo(by=staff.amara, task=task, at=NOW)


def test_a_stranger_takes_nothing_back(staff: Staff, task: Task) -> None:
    actions.close_task(by=staff.amara, task=task, at=NOW)
    with pytest.raises(NotPermitted):
        undo(by=staff.bo, task=task, at=NOW)


def test_only_what_was_done_a_short_while_ago_is_taken_back(staff: Staff, task: Task) -> None:
    actions.close_task(by=staff.amara, task=task, at=NOW)
    with pytest.raises(Refused, match="a while ago"):
        undo(by=staff.amara, task=task, at=NOW + UNDO_WITHIN + timedelta(seconds=1))
    undo(by=staff.amara, task=task, at=NOW + UNDO_WITHIN)
    assert task.is_open


def test_a_slip_to_a_stranger_taken_back_shows_them_the_person_no_more(
    staff: Staff, rosa: Person, task: Task
) -> None:
    for to in (staff.bo, staff.south):
        actions.hand_over_task(by=staff.amara, task=task, to=to, at=NOW)
        assert sees(staff.bo, rosa)
        undo(by=staff.amara, task=task, at=NOW)
        assert not sees(staff.bo, rosa)


def test_whoever_was_let_in_before_stays_let_in(staff: Staff, rosa: Person, task: Task) -> None:
    """Bo, who owns it, hands it to Ina by a slip and takes that back: it is his again."""
    actions.hand_over_task(by=staff.amara, task=task, to=staff.bo, at=NOW)
    later = NOW + timedelta(minutes=5)
    actions.hand_over_task(by=fresh(staff.bo), task=task, to=staff.south, at=later)
    undo(by=fresh(staff.bo), task=task, at=later)
    assert task.owner_user == staff.bo
    assert sees(staff.bo, rosa)


def test_what_is_open_again_lets_its_owner_in_without_an_end(
    staff: Staff, rosa: Person, task: Task, time_machine: TimeMachineFixture
) -> None:
    actions.hand_over_task(by=staff.amara, task=task, to=staff.bo, at=NOW)
    actions.close_task(by=fresh(staff.bo), task=task, at=NOW)
    undo(by=fresh(staff.bo), task=task, at=NOW)
    time_machine.move_to(NOW + (DAYS_TO_FINISH_NOTES + 1) * DAY, tick=False)
    assert sees(staff.bo, rosa)


def test_what_was_asked_again_meanwhile_is_not_opened_twice(
    staff: Staff, rosa: Person, case: Case
) -> None:
    focus = uuid4()

    def about() -> Task:
        return promise(staff.amara, rosa, focus_key=focus)

    first = about()
    actions.close_task(by=staff.amara, task=first, at=NOW)
    about()
    with pytest.raises(Refused, match="newer task"):
        undo(by=staff.amara, task=first, at=NOW)
    assert not Task.objects.get(pk=first.pk).is_open
