"""Nothing is orphaned: after whatever people do, every open promise has an owner and a day."""

import random

import pytest

from bars.orphans import orphans, walk
from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from conftest import Staff

pytestmark = pytest.mark.django_db
STEPS = 150


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_through_what_people_do_leaves_nobodys_promise(
    staff: Staff, rosa: Person, case: Case, seed: int
) -> None:
    assert walk(STEPS, random.Random(seed)) == []  # noqa: S311 - a walk that can be walked again
    assert Task.objects.filter(status__in=OPEN).count() > 0
    assert orphans() == 0


def test_a_promise_of_somebody_who_left_is_noticed(staff: Staff, rosa: Person, case: Case) -> None:
    walk(STEPS, random.Random(1))  # noqa: S311 - a walk that can be walked again
    task = Task.objects.filter(status__in=OPEN).order_by("pk")[0]
    Task.objects.filter(pk=task.pk).update(owner_user=staff.feed, owner_team=None)
    assert orphans() == 1
