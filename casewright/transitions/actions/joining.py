"""Joining: promises go to the case opened for somebody, and to the record kept in a merge."""

from datetime import datetime
from itertools import count

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.chart.actions import follow_merge
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.actions import Promise, hand_over_task, open_task
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.access import HEAR, TAKE_UP
from casewright.transitions.actions.promises import end_of_next_business_day, keeper_of
from casewright.transitions.actions.settling import settle
from casewright.transitions.models import Stay

JOINED = "transitions.joined"


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
    _join_cases(by, kept, gone, at)
    settle(by, kept, at)
    record(by, "transitions.joined", kept, gone=str(gone.pk))


def _join_cases(by: User, kept: Person, gone: Person, at: datetime) -> None:
    """Every case goes along. Of two open ones in one program nobody chooses here: both stay open
    on the one record, and whoever keeps them is asked to finish one."""
    mine = Case.objects.filter(person=kept, status__in=OPEN).select_related("manager", "team")
    by_program = {case.program: case for case in mine.order_by("opened_at", "pk")}
    theirs = Case.objects.filter(person=gone).select_related("manager", "team")
    for case in theirs.order_by("opened_at", "pk"):
        other = by_program.get(case.program) if case.status in OPEN else None
        case.person = kept
        if other:
            case.program = _other_name(case.program, set(by_program))
            by_program[case.program] = case
        case.version += 1
        case.save(update_fields=["person", "program", "version"])
        if other:
            _ask_to_finish_one(by, other, case, at)


def _other_name(program: str, taken: set[str]) -> str:
    """A name under which a second open case of one program may stand beside the first."""
    longest = Case._meta.get_field("program").max_length or 0
    names = (f"{program[: longest - 24]} (second case{f' {n}' if n else ''})" for n in count())
    return next(name for name in names if name not in taken)


def _ask_to_finish_one(by: User, case: Case, other: Case, at: datetime) -> None:
    keepers = {keeper_of(one).pk: (keeper_of(one), one) for one in (other, case)}
    for keeper, own in keepers.values():
        open_task(
            by=by,
            person=own.person,
            case=own,
            owner=keeper,
            at=at,
            promise=Promise(
                title="Two open cases of one person: bring them together, finish one",
                why="The hospital says that two records are one person. Both had an open case in"
                " one program, and both are open still. Agree on whose it is.",
                due_at=end_of_next_business_day(at),
                kind="duplicate-case",
                nature="safety",
                tag="Two cases",
                source=JOINED,
                focus_type="cases.Case",
                focus_key=own.pk,
            ),
        )
