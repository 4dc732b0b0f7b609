"""Eight reach for one promise in a queue at the same time: one has it, seven are told."""

from collections.abc import Callable

from casewright.audit.queries import faults
from casewright.cases.models import Case
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.security.models import User
from casewright.tasks.actions import take_task
from casewright.tasks.models import Task, TaskEvent
from casewright.tasks.tests.promises import promise
from conftest import NOW, Staff
from tests.guards.writers import at_once

REACHING, ROUNDS = 8, 20


def test_of_eight_who_reach_for_it_one_has_it_in_every_round(
    committed: None, staff: Staff, rosa: Person, case: Case
) -> None:
    def reach(task: Task, number: int) -> Callable[[], Task]:
        def take() -> Task:
            user = User.objects.get(pk=(staff.amara if number % 2 else staff.tess).pk)
            return take_task(by=user, task=Task.objects.get(pk=task.pk), at=NOW)

        return take

    for _ in range(ROUNDS):
        task = promise(staff.amara, rosa, owner=staff.north)
        outcomes = at_once([reach(task, number) for number in range(REACHING)])

        won = [outcome for outcome in outcomes if outcome.fault is None]
        assert len(won) == 1
        assert all(isinstance(o.fault, Refused) for o in outcomes if o not in won)
        assert TaskEvent.objects.filter(task=task, what="taken").count() == 1
        kept = Task.objects.get(pk=task.pk)
        assert won[0].result is not None
        assert kept.owner_user_id == won[0].result.owner_user_id
        assert kept.version == 2

    assert faults([]) == []
