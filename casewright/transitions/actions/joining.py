"""Joining: promises go to the case opened for somebody, and to the record kept in a merge."""

from datetime import datetime

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.chart.actions import follow_merge
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.actions import hand_over_task
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.access import HEAR, TAKE_UP
from casewright.transitions.actions.promises import keeper_of
from casewright.transitions.actions.settling import settle
from casewright.transitions.models import Stay


@action
def take_up(*, by: User, person: Person, case: Case, at: datetime) -> int:
    """Give a person's promises that wait in the intake queue to the case opened for them."""
    demand(by, TAKE_UP, person)
    waiting = Task.objects.filter(
        person=person, owner_team__is_intake=True, status__in=OPEN_TASKS
    ).order_by("due_at", "pk")
    taken = 0
    for task in waiting:
        hand_over_task(by=by, task=task, to=keeper_of(case), at=at)
        Task.objects.filter(pk=task.pk).update(case=case)
        taken += 1
    settle(by, person, at)
    record(by, "transitions.taken_up", case, promises=taken)
    return taken


@action
def join_people(*, by: User, kept: Person, gone: Person, at: datetime) -> None:
    """Let the stays, cases and promises of a record that was joined to another follow it."""
    demand(by, HEAR, kept)
    follow_merge(by=by, kept=kept, gone=gone)
    Stay.objects.filter(person=gone).update(person=kept)
    Task.objects.filter(person=gone).update(person=kept)
    programs = Case.objects.filter(person=kept, status__in=OPEN).values("program")
    Case.objects.filter(person=gone).exclude(status__in=OPEN, program__in=programs).update(
        person=kept
    )
    settle(by, kept, at)
    record(by, "transitions.joined", kept, gone=str(gone.pk))
