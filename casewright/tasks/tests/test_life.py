"""The life of a promise, lived at random: it is never without owner and moment, nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.models import Person
from casewright.security.models import Team, User
from casewright.security.standing import stands_by
from casewright.tasks import actions
from casewright.tasks.models import Task, TaskEvent
from casewright.tasks.states import CLOSED, OPEN
from casewright.tasks.tests.promises import promise
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
people = st.sampled_from(["amara", "tess", "bo"])
owners = st.sampled_from(["amara", "tess", "bo", "north", "south"])


class Life(RuleBasedStateMachine):
    """One promise about Rosa, which Amara and Tess know and Bo does not, until he is let in."""

    staff: Staff
    rosa: Person
    clock: TimeMachineFixture

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.task = promise(self.staff.amara, self.rosa)
        self.done = 1
        self.bo_was_let_in = False
        self.events: list[tuple[str, str, datetime]] = []
        self.rows: list[dict[str, Any]] = [self.row()]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.clock.move_to(NOW, tick=False)

    def row(self) -> dict[str, Any]:
        values = Task.objects.filter(pk=self.task.pk).values().get()
        return {k: v for k, v in values.items() if k not in ("version", "touched_at")}

    def user(self, name: str) -> User:
        return User.objects.get(username=name)

    def owner(self, name: str) -> User | Team:
        return getattr(self.staff, name) if name in ("north", "south") else self.user(name)

    @contextmanager
    def doing(self, name: str, what: str) -> Iterator[dict[str, Any]]:
        """Try a deed as somebody; a refusal must have changed nothing."""
        by = self.user(name)
        before, knows = self.row(), stands_by(by, self.rosa.pk)
        try:
            yield {"by": by, "task": Task.objects.get(pk=self.task.pk), "at": self.now}
        except NotPermitted:
            assert not knows
            assert self.row() == before
        except Refused:
            assert knows
            assert self.row() == before
        else:
            assert knows
            self.done += 1
            self.events.append((what, name, self.now))
            self.rows.append(self.row())

    @rule(minutes=st.sampled_from([0, 1, 29, 31, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.clock.move_to(self.now, tick=False)

    @rule(name=people)
    def close(self, name: str) -> None:
        with self.doing(name, "done") as common:
            actions.close_task(**common)

    @rule(name=people)
    def cancel(self, name: str) -> None:
        with self.doing(name, "not_needed") as common:
            actions.cancel_task(**common, reason="Moved away")

    @rule(name=people, hours=st.integers(-1, 48))
    def later(self, name: str, hours: int) -> None:
        with self.doing(name, "later") as common:
            actions.put_off(**common, until=self.now + timedelta(hours=hours))

    @rule(name=people, to=owners)
    def hand_over(self, name: str, to: str) -> None:
        with self.doing(name, "handed_over") as common:
            actions.hand_over_task(**common, to=self.owner(to))
            self.bo_was_let_in |= to in ("bo", "south")

    @rule(name=people)
    def take(self, name: str) -> None:
        with self.doing(name, "taken") as common:
            actions.take_task(**common)

    @rule(name=people)
    def pause(self, name: str) -> None:
        with self.doing(name, "paused") as common:
            actions.pause_task(**common, reason="In hospital")

    @rule(name=people)
    def resume(self, name: str) -> None:
        with self.doing(name, "resumed") as common:
            actions.resume_task(**common)

    @rule(name=people)
    def attempt(self, name: str) -> None:
        with self.doing(name, "attempt") as common:
            actions.count_attempt(**common)

    @rule(name=people, hours=st.integers(-48, 48))
    def due_moves(self, name: str, hours: int) -> None:
        with self.doing(name, "due_moved") as common:
            actions.move_due(**common, due_at=self.now + timedelta(hours=hours), clock=None)

    @rule(name=people)
    def undo(self, name: str) -> None:
        before = len(self.rows)
        with self.doing(name, "undone") as common:
            actions.undo(**common)
        if len(self.rows) > before:
            _, who, when = self.events[-2]
            assert who == name
            assert self.now - when <= actions.UNDO_WITHIN
            assert self.rows[-1] == self.rows[-3]

    @invariant()
    def it_has_an_owner_a_moment_and_an_end_with_its_reason(self) -> None:
        task = Task.objects.get(pk=self.task.pk)
        assert task.due_at is not None
        assert (task.owner_user_id is None) != (task.owner_team_id is None)
        assert (task.status in CLOSED) == (task.closed_at is not None)
        assert (task.status in CLOSED) == (task.closed_by_id is not None)
        assert (task.status == "on-hold") == (task.paused_at is not None)
        assert task.status in (*OPEN, *CLOSED)

    @invariant()
    def everything_that_was_done_stands_in_its_history(self) -> None:
        assert TaskEvent.objects.filter(task=self.task).count() == self.done
        assert Task.objects.get(pk=self.task.pk).version == self.done

    @invariant()
    def whoever_owns_it_knows_rosa_and_bo_only_if_he_was_let_in(self) -> None:
        task, bo = Task.objects.get(pk=self.task.pk), self.user("bo")
        if task.status in OPEN and task.owner_user_id:
            assert stands_by(User.objects.get(pk=task.owner_user_id), self.rosa.pk)
        if task.status in OPEN and task.owner_team_id == self.staff.south.pk:
            assert stands_by(bo, self.rosa.pk)
        if not self.bo_was_let_in:
            assert not stands_by(bo, self.rosa.pk)


def test_the_life_of_a_promise(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    Life.staff, Life.rosa, Life.clock = staff, rosa, time_machine
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
        ),
    )
