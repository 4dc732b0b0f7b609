"""The promises of one stay: opened, followed, paused and ended as the stay asks for them."""

from datetime import datetime, time, timedelta

from django.conf import settings

from casewright.cases.models import Case
from casewright.clocks.actions import start_clock
from casewright.clocks.models import Clock
from casewright.clocks.rules import calendar_for
from casewright.foundation.moments import organization_zone
from casewright.people.models import Person
from casewright.security.models import Team, User
from casewright.security.queries import intake_team
from casewright.tasks.actions import (
    Promise,
    cancel_task,
    move_due,
    open_task,
    pause_task,
    resume_task,
)
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.tasks.states import TaskStatus
from casewright.transitions.models import Stay
from casewright.transitions.rules import Asked
from casewright.transitions.rules.follow_up import FOLLOW_UP

SOURCE = "transitions.stay"
AFTER_DEATH = "after-death"
IN_HOSPITAL = "In hospital: goes on when the stay ends."


def settle_stay(
    by: User,
    stay: Stay,
    tasks: list[Task],
    asked: list[Asked],
    case: Case | None,
    at: datetime,
) -> None:
    """Make the open promises about one stay be those it asks for."""
    wanted = {one.kind: one for one in asked}
    for task in tasks:
        if task.status in OPEN_TASKS and task.kind not in wanted:
            cancel_task(by=by, task=task, reason=_why_no_more(stay, task), at=at)
    visit_due: datetime | None = None
    for one in asked:
        latest = next((t for t in reversed(tasks) if t.kind == one.kind), None)
        if latest is None or _may_ask_again(latest):
            task = _open(by, stay, one, case, visit_due, at)
        else:
            task = _follow_moment(by, latest, one, visit_due, at)
        if one.kind == "after-discharge-visit":
            visit_due = task.due_at


def _may_ask_again(task: Task) -> bool:
    """Only what a feed itself took back is asked again; what a person settled stays settled."""
    return (
        task.status == TaskStatus.CANCELLED
        and task.closed_by is not None
        and task.closed_by.kind == "service"
    )


def _open(
    by: User,
    stay: Stay,
    one: Asked,
    case: Case | None,
    visit_due: datetime | None,
    at: datetime,
) -> Task:
    clock, due_at = _due(by, stay.person, one, visit_due, at)
    owner = keeper_of(case) if case else intake_team()
    return open_task(
        by=by,
        person=stay.person,
        case=case,
        owner=owner,
        clock=clock,
        at=at,
        promise=Promise(
            title=one.title,
            why=one.why[:500],
            due_at=due_at,
            kind=one.kind,
            nature=one.nature,
            act=one.act,
            tag=_tag(one, stay),
            source=SOURCE,
            focus_type="transitions.Stay",
            focus_key=stay.pk,
        ),
    )


def keeper_of(case: Case) -> User | Team:
    """Who keeps a case's promises: its manager, or its team where the manager has left."""
    return case.manager if case.manager and case.manager.is_active else case.team


def _follow_moment(
    by: User, task: Task, one: Asked, visit_due: datetime | None, at: datetime
) -> Task:
    """A corrected moment moves the clock of a promise that is still open."""
    started = task.clock.started_at if task.clock else None
    if task.status in OPEN_TASKS and one.rule and started != one.start:
        clock, due_at = _due(by, task.person, one, visit_due, at)
        return move_due(by=by, task=task, due_at=due_at, clock=clock, at=at)
    return task


def _due(
    by: User, person: Person | None, one: Asked, visit_due: datetime | None, at: datetime
) -> tuple[Clock | None, datetime]:
    start = one.start or at
    if not one.rule:
        return None, end_of_next_business_day(max(start, at))
    clock = start_clock(by=by, rule=one.rule, started_at=start, person=person)
    if one.kind == "compare-medicines" and visit_due is not None:
        # Medicines are compared no later than the day of the visit (TCM) [B aapc].
        return clock, min(clock.due_at, visit_due)
    return clock, clock.due_at


def end_of_next_business_day(start: datetime) -> datetime:
    """The house's own practice where no rule says: five in the afternoon of the next one."""
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    day = start.astimezone(zone).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(17), tzinfo=zone)


def _tag(one: Asked, stay: Stay) -> str:
    return "Back in hospital" if one.kind == "call-ward" and stay.index_stay_id else one.tag


def _why_no_more(stay: Stay, task: Task) -> str:
    if stay.cancelled:
        return "The hospital took the admission back."
    if task.kind == "call-ward" and stay.discharged_at:
        return "The stay has ended."
    if stay.discharged_at is None:
        return "The hospital took the discharge back."
    return "Another stay or move has taken its place."


def pause_and_resume(by: User, person: Person, inside: Stay | None, at: datetime) -> None:
    """While somebody is in hospital, visits and an earlier stay's follow-up make no sense."""
    tasks = Task.objects.filter(person=person, status__in=OPEN_TASKS).select_related("person")
    for task in tasks.order_by("due_at", "pk"):
        waits = inside is not None and (
            task.act == "visit" or (task.kind in FOLLOW_UP and task.focus_key != inside.pk)
        )
        if waits and task.status != TaskStatus.ON_HOLD:
            pause_task(by=by, task=task, reason=IN_HOSPITAL, at=at)
        elif not waits and task.paused_reason == IN_HOSPITAL:
            resume_task(by=by, task=task, at=at)


def after_death(by: User, person: Person, case: Case | None, at: datetime) -> None:
    """Nobody calls a family to ask for the person who died; one colleague speaks with them."""
    for task in Task.objects.filter(
        person=person, status__in=OPEN_TASKS, act__in=["call", "visit"]
    ).exclude(kind=AFTER_DEATH):
        cancel_task(by=by, task=task, reason="The person has died.", at=at)
    told = list(Task.objects.filter(person=person, kind=AFTER_DEATH).order_by("opened_at", "pk"))
    # Two records that were joined may each have asked a colleague of its own.
    for task in [one for one in told if one.status in OPEN_TASKS][1:]:
        cancel_task(by=by, task=task, reason="A colleague speaks with the family already.", at=at)
    if case is None or any(not _may_ask_again(task) for task in told):
        return
    open_task(
        by=by,
        person=person,
        case=case,
        owner=keeper_of(case),
        at=at,
        promise=Promise(
            title="Speak with the family, and close what is open",
            why="The hospital says that this person has died. Ask what the family needs.",
            due_at=end_of_next_business_day(at),
            kind=AFTER_DEATH,
            nature="safety",
            tag="Has died",
            source=SOURCE,
            focus_type="people.Person",
            focus_key=person.pk,
        ),
    )


def death_unsaid(by: User, tasks: list[Task], at: datetime) -> None:
    """A death that was taken back asks for nothing more."""
    for task in tasks:
        if task.kind == AFTER_DEATH and task.status in OPEN_TASKS:
            cancel_task(by=by, task=task, reason="The hospital took the death back.", at=at)
