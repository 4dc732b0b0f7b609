"""Keeping a promise, and everything else that is done to it in between."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from time_machine import TimeMachineFixture

from casewright.audit.queries import head
from casewright.cases.models import Case
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.actions import end_user
from casewright.security.gate import may
from casewright.security.models import User
from casewright.tasks import actions
from casewright.tasks.actions import DAYS_TO_FINISH_NOTES
from casewright.tasks.models import Task, TaskEvent
from casewright.tasks.tests.promises import fresh, promise
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Deed = Callable[[User, Task], Any]
DEEDS: dict[str, Deed] = {
    "done": lambda by, task: actions.close_task(by=by, task=task, at=NOW),
    "not_needed": lambda by, task: actions.cancel_task(
        by=by, task=task, reason="Moved away", at=NOW
    ),
    "later": lambda by, task: actions.put_off(by=by, task=task, until=NOW + HOUR, at=NOW),
    "handed_over": lambda by, task: actions.hand_over_task(
        by=by, task=task, to=User.objects.get(username="tess"), at=NOW
    ),
    "paused": lambda by, task: actions.pause_task(by=by, task=task, reason="In hospital", at=NOW),
    "attempt": lambda by, task: actions.count_attempt(by=by, task=task, at=NOW),
    "due_moved": lambda by, task: actions.move_due(
        by=by, task=task, due_at=NOW + DAY, clock=None, at=NOW
    ),
    "pinned": lambda by, task: actions.pin_task(by=by, task=task, reason="Her son rang", at=NOW),
}


@pytest.fixture
def task(staff: Staff, rosa: Person, case: Case) -> Task:
    return promise(staff.amara, rosa)


def kept(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


@pytest.mark.parametrize("what", DEEDS)
def test_every_deed_moves_the_version_and_stays_in_the_history(
    staff: Staff, task: Task, what: str
) -> None:
    DEEDS[what](staff.amara, task)
    assert (kept(task).version, kept(task).touched_at) == (2, NOW)
    event = TaskEvent.objects.exclude(what="opened").get()
    assert (event.what, event.by, event.before["version"]) == (what, staff.amara, 1)


@pytest.mark.parametrize("what", DEEDS)
def test_a_stranger_does_nothing_to_it(staff: Staff, task: Task, what: str) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            DEEDS[what](stranger, task)
    assert kept(task).version == 1
    assert TaskEvent.objects.count() == 1


@pytest.mark.parametrize("what", DEEDS)
def test_whoever_saw_an_older_one_is_told_so_and_changes_nothing(
    staff: Staff, task: Task, what: str
) -> None:
    older = kept(task)
    actions.count_attempt(by=staff.tess, task=task, at=NOW)
    with pytest.raises(Conflict):
        DEEDS[what](staff.amara, older)
    assert kept(task).version == 2


@pytest.mark.parametrize("what", DEEDS)
@pytest.mark.parametrize("end", ["done", "not_needed"])
def test_what_is_closed_is_done_with(staff: Staff, task: Task, what: str, end: str) -> None:
    DEEDS[end](staff.amara, task)
    before = head().count
    with pytest.raises(Refused, match="closed already"):
        DEEDS[what](staff.amara, task)
    assert kept(task).version == 2
    assert head().count == before + 1  # the refusal


def test_a_kept_promise_says_by_whom_when_and_by_what(staff: Staff, task: Task) -> None:
    note = uuid4()
    actions.close_task(
        by=staff.tess, task=task, at=NOW, closed_by_type="contacts.Contact", closed_by_key=note
    )
    closed = kept(task)
    assert (closed.status, closed.closed_by, closed.closed_at, closed.closed_by_key) == (
        *("completed", staff.tess, NOW),
        note,
    )


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_not_needed_says_why(staff: Staff, task: Task, reason: str) -> None:
    with pytest.raises(Refused, match="Say why"):
        actions.cancel_task(by=staff.amara, task=task, reason=reason, at=NOW)
    with pytest.raises(Refused, match="Say why"):
        actions.pause_task(by=staff.amara, task=task, reason=reason, at=NOW)
    with pytest.raises(Refused, match="Say why"):
        actions.pin_task(by=staff.amara, task=task, reason=reason, at=NOW)


def test_a_reason_too_long_for_its_field_is_refused_on_any_database(
    staff: Staff, task: Task
) -> None:
    with pytest.raises(Refused, match="up to 300 characters"):
        actions.cancel_task(by=staff.amara, task=task, reason="x" * 301, at=NOW)
    with pytest.raises(Refused, match="up to 200 characters"):
        actions.pause_task(by=staff.amara, task=task, reason="x" * 201, at=NOW)
    with pytest.raises(Refused, match="up to 300 characters"):
        actions.hand_over_task(by=staff.amara, task=task, to=staff.tess, note="x" * 301, at=NOW)


def test_later_hides_it_and_does_not_move_the_due_moment(staff: Staff, task: Task) -> None:
    due = task.due_at
    actions.put_off(by=staff.amara, task=task, until=NOW + 3 * DAY, at=NOW)
    assert (kept(task).hidden_until, kept(task).due_at) == (NOW + 3 * DAY, due)


@pytest.mark.parametrize(
    ("nature", "until", "words"),
    [
        ("routine", NOW, "still to come"),
        ("routine", NOW - HOUR, "still to come"),
        ("clock", NOW + 2 * DAY + HOUR, "clock runs out before then"),
    ],
)
def test_nothing_is_put_off_into_the_past_or_beyond_a_clock(
    staff: Staff, rosa: Person, case: Case, nature: str, until: Any, words: str
) -> None:
    task = promise(staff.amara, rosa, nature=nature)
    with pytest.raises(Refused, match=words):
        actions.put_off(by=staff.amara, task=task, until=until, at=NOW)


def test_a_clock_may_be_put_off_to_its_very_end(staff: Staff, rosa: Person, case: Case) -> None:
    task = promise(staff.amara, rosa, nature="clock")
    actions.put_off(by=staff.amara, task=task, until=task.due_at, at=NOW)
    assert kept(task).hidden_until == task.due_at


def test_a_paused_promise_keeps_owner_and_due_moment_and_can_be_taken_up_again(
    staff: Staff, task: Task
) -> None:
    due = task.due_at
    actions.pause_task(by=staff.amara, task=task, reason="In hospital", at=NOW)
    assert (kept(task).owner_user, kept(task).due_at, kept(task).paused_at) == (
        *(staff.amara, due),
        NOW,
    )
    with pytest.raises(Refused, match="paused already"):
        actions.pause_task(by=staff.amara, task=task, reason="Again", at=NOW)
    actions.resume_task(by=staff.amara, task=task, at=NOW)
    assert (kept(task).status, kept(task).paused_at, kept(task).paused_reason) == (
        *("requested", None),
        "",
    )
    with pytest.raises(Refused, match="not paused"):
        actions.resume_task(by=staff.amara, task=task, at=NOW)


def test_a_paused_promise_may_be_closed(staff: Staff, task: Task) -> None:
    actions.pause_task(by=staff.amara, task=task, reason="In hospital", at=NOW)
    actions.close_task(by=staff.amara, task=task, at=NOW)
    assert (kept(task).status, kept(task).paused_at) == ("completed", None)


def test_each_attempt_counts_and_leaves_the_promise_open(staff: Staff, task: Task) -> None:
    for number in (1, 2, 3):
        actions.count_attempt(by=staff.amara, task=task, at=NOW)
        assert (kept(task).attempts, kept(task).is_open) == (number, True)


def test_whoever_is_handed_it_sees_the_person_until_a_week_after_its_end(
    staff: Staff, rosa: Person, task: Task, time_machine: TimeMachineFixture
) -> None:
    actions.hand_over_task(by=staff.amara, task=task, to=staff.bo, at=NOW)
    assert may(fresh(staff.bo), SEE_PERSON, rosa)
    actions.close_task(by=fresh(staff.bo), task=task, at=NOW)
    time_machine.move_to(NOW + DAYS_TO_FINISH_NOTES * DAY - HOUR, tick=False)
    assert may(fresh(staff.bo), SEE_PERSON, rosa)
    time_machine.move_to(NOW + DAYS_TO_FINISH_NOTES * DAY, tick=False)
    assert not may(fresh(staff.bo), SEE_PERSON, rosa)
    assert may(fresh(staff.amara), SEE_PERSON, rosa)


def test_handed_to_a_team_each_of_its_members_sees_the_person(
    staff: Staff, rosa: Person, task: Task
) -> None:
    actions.hand_over_task(by=staff.amara, task=task, to=staff.south, at=NOW)
    assert (kept(task).owner_user, kept(task).owner_team) == (None, staff.south)
    assert may(fresh(staff.bo), SEE_PERSON, rosa)
    assert not may(fresh(staff.dev), SEE_PERSON, rosa)


def test_what_is_handed_over_is_in_sight_again(staff: Staff, task: Task) -> None:
    actions.put_off(by=staff.amara, task=task, until=NOW + DAY, at=NOW)
    actions.hand_over_task(by=staff.amara, task=task, to=staff.tess, at=NOW)
    assert kept(task).hidden_until is None


def test_nothing_is_handed_to_somebody_who_left_or_to_a_feed(staff: Staff, task: Task) -> None:
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    for to in (fresh(staff.tess), staff.feed):
        with pytest.raises(Refused, match="has left"):
            actions.hand_over_task(by=staff.amara, task=task, to=to, at=NOW)


def test_only_what_lies_in_a_queue_is_taken(staff: Staff, rosa: Person, case: Case) -> None:
    own = promise(staff.amara, rosa)
    with pytest.raises(Refused, match="taken this already"):
        actions.take_task(by=staff.tess, task=own, at=NOW)
    queued = promise(staff.amara, rosa, owner=staff.north)
    actions.take_task(by=staff.tess, task=queued, at=NOW)
    assert (kept(queued).owner_user, kept(queued).owner_team, kept(queued).status) == (
        *(staff.tess, None),
        "in-progress",
    )


def test_a_closed_promise_of_a_queue_is_not_taken(staff: Staff, rosa: Person, case: Case) -> None:
    queued = promise(staff.amara, rosa, owner=staff.north)
    actions.close_task(by=staff.amara, task=queued, at=NOW)
    with pytest.raises(Refused, match="closed already"):
        actions.take_task(by=staff.tess, task=queued, at=NOW)


def test_a_stranger_takes_nothing_from_another_teams_queue(
    staff: Staff, rosa: Person, case: Case
) -> None:
    for person in (rosa, None):
        queued = promise(staff.amara, person, owner=staff.north)
        with pytest.raises(NotPermitted):
            actions.take_task(by=staff.bo, task=queued, at=NOW)
