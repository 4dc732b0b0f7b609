"""Clocks that ran out are noted once, by the clockwork, whatever becomes of it meanwhile."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted
from casewright.foundation.jobs import JobFailed
from casewright.people.models import Person
from casewright.security.actions import ensure_service
from casewright.tasks import jobs
from casewright.tasks.actions import Promise, close_task, move_due, open_task, undo
from casewright.tasks.actions.running_out import RAN_OUT, note_ran_out
from casewright.tasks.jobs import note_clocks_that_ran_out
from casewright.tasks.models import Task, TaskEvent
from conftest import Staff
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def late(staff: Staff, now: datetime, person: Person | None = None, **more: Any) -> Task:
    values = {"title": "Call", "due_at": now - HOUR, "nature": "clock", **more}
    return open_task(by=staff.amara, promise=Promise(**values), at=now - 2 * HOUR, person=person)


def noted(task: Task) -> int:
    return TaskEvent.objects.filter(task=task, what=RAN_OUT).count()


def told() -> int:
    return Entry.objects.filter(event="tasks.ran_out").count()


def test_a_clock_that_ran_out_is_noted_once_however_often_one_looks(
    staff: Staff, case: object, rosa: Person, now: datetime
) -> None:
    task, about_nobody = late(staff, now, rosa), late(staff, now)
    assert note_clocks_that_ran_out.call() == 2
    assert note_clocks_that_ran_out.call() == 0
    assert (noted(task), noted(about_nobody), told()) == (1, 1, 2)
    line = Entry.objects.filter(event="tasks.ran_out", person_key=str(rosa.pk)).get()
    assert line.actor == "timed-work"
    task.refresh_from_db()
    assert task.is_open
    assert task.owner_user == staff.amara


def test_two_workers_at_once_note_it_once(committed: None, staff: Staff, now: datetime) -> None:
    task = late(staff, now)
    clockwork = ensure_service(name="timed-work", title="Timed work", at=now)
    outcomes = at_once([partial(note_ran_out, by=clockwork, task=task, at=now) for _ in range(6)])
    assert [one.fault for one in outcomes if one.fault] == []
    assert sorted(one.result is True for one in outcomes) == [False] * 5 + [True]
    assert noted(task) == 1


def test_a_promise_kept_in_the_same_moment_is_not_noted(staff: Staff, now: datetime) -> None:
    seen_open = late(staff, now)
    close_task(by=staff.amara, task=Task.objects.get(pk=seen_open.pk), at=now)
    clockwork = ensure_service(name="timed-work", title="Timed work", at=now)
    assert not note_ran_out(by=clockwork, task=seen_open, at=now)
    assert noted(seen_open) == 0


def test_what_is_no_clock_or_closed_or_not_due_is_left_alone(staff: Staff, now: datetime) -> None:
    late(staff, now, nature="routine")
    late(staff, now, due_at=now)
    closed = late(staff, now)
    close_task(by=staff.amara, task=closed, at=now)
    assert note_clocks_that_ran_out.call() == 0


def test_a_moved_end_that_passes_as_well_is_noted_once_more(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    task = late(staff, now)
    note_clocks_that_ran_out.call()
    move_due(by=staff.amara, task=task, due_at=now + HOUR, clock=None, at=now)
    assert note_clocks_that_ran_out.call() == 0
    time_machine.move_to(now + 2 * HOUR, tick=False)
    assert note_clocks_that_ran_out.call() == 1
    assert noted(task) == 2


def test_killed_half_way_it_goes_on_where_it_was(
    staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [late(staff, now) for _ in range(4)]
    done: list[Task] = []

    def killed_at_the_third(**given: Any) -> bool:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(given["task"])
        return note_ran_out(**given)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "note_ran_out", killed_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            note_clocks_that_ran_out.call()
    assert sum(noted(task) for task in tasks) == 2
    assert note_clocks_that_ran_out.call() == 2
    assert [noted(task) for task in tasks] == [1, 1, 1, 1]
    assert told() == 4


def test_no_more_than_a_few_hundred_at_once(
    staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    for _ in range(3):
        late(staff, now)
    assert [note_clocks_that_ran_out.call() for _ in range(3)] == [2, 1, 0]


def test_nobody_but_the_clockwork_notes_it(staff: Staff, now: datetime) -> None:
    task = late(staff, now)
    for somebody in (staff.bo, staff.amara, staff.ada):
        with pytest.raises(NotPermitted):
            note_ran_out(by=somebody, task=task, at=now)
    assert noted(task) == 0


def test_it_does_not_stand_in_the_way_of_taking_something_back(staff: Staff, now: datetime) -> None:
    task = late(staff, now)
    close_task(by=staff.amara, task=task, at=now)
    TaskEvent.objects.create(task=task, what=RAN_OUT, at=now, by=staff.feed)
    assert undo(by=staff.amara, task=task, at=now).is_open


def test_a_fault_in_it_is_kept_and_not_hidden(
    staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    late(staff, now)

    def broken(**_: Any) -> bool:
        raise ValueError

    monkeypatch.setattr(jobs, "note_ran_out", broken)
    with pytest.raises(JobFailed, match="ValueError at casewright"):
        note_clocks_that_ran_out.call()
