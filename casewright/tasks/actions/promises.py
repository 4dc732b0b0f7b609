"""What people do with promises: make, keep, put off, pause, hand over, end, and take back."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.dateparse import parse_datetime

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.clocks.models import Clock
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.texts import check_fit
from casewright.people.models import Person
from casewright.security.actions import let_stay, relate, unrelate
from casewright.security.gate import demand
from casewright.security.models import Kind, RelationKind, Team, User
from casewright.security.standing import stands_by
from casewright.tasks import rules
from casewright.tasks.access import KEEP_TASK, OPEN_TASK
from casewright.tasks.models import Act, Nature, Task, TaskEvent
from casewright.tasks.states import CLOSED, OPEN, TASK_MOVES, TaskStatus

# A slip is taken back within a while; what was settled yesterday is opened anew instead.
UNDO_WITHIN = timedelta(minutes=30)
# Whoever a promise alone let in may finish their notes for a while after its end.
DAYS_TO_FINISH_NOTES = 7


_told_together: ContextVar[list[TaskEvent] | None] = ContextVar("told_together", default=None)


@dataclass(frozen=True)
class Promise:
    """What is promised, in plain values: `due_at` and one owner are never missing."""

    title: str
    due_at: datetime
    why: str = ""
    kind: str = "task"
    nature: str = Nature.ROUTINE
    act: str = Act.DO
    tag: str = ""
    has_time: bool = False
    source: str = ""
    focus_type: str = ""
    focus_key: UUID | None = None
    waiting_on: str = ""


@action
def open_task(
    *,
    by: User,
    promise: Promise,
    at: datetime,
    person: Person | None = None,
    case: Case | None = None,
    owner: User | Team | None = None,
    clock: Clock | None = None,
    is_first: bool = False,
) -> Task:
    """Make a promise. Without an owner it is the maker's own.

    A promise of the same kind about the same record that is open already is given back as it is.
    `is_first` where the record was written in this very deed: nothing can be open about it yet.
    """
    demand(by, OPEN_TASK, person.pk if person else None)
    if not promise.title.strip():
        raise Refused("Say what is to be done, beginning with a verb.")
    check_fit(Task, **vars(promise))
    same = None if is_first else _open_already(promise)
    if same:
        return same
    owner = owner or by
    _check_here(owner)
    task = Task(
        person=person,
        case=case,
        clock=clock,
        opened_at=at,
        opened_by=by,
        owner_user=owner if isinstance(owner, User) else None,
        owner_team=owner if isinstance(owner, Team) else None,
        **vars(promise),
    )
    if promise.focus_key is None or is_first:
        _keep_new(by, task, owner, at)
    else:
        try:
            with transaction.atomic():
                _keep_new(by, task, owner, at)
        except IntegrityError:
            # Somebody opened the same promise in this very moment: theirs is the one.
            same = _open_already(promise)
            if same is None:
                raise
            return same
    _tell(TaskEvent(task=task, what="opened", at=at, by=by))
    record(by, "tasks.opened", task, kind=promise.kind)
    return task


def _open_already(promise: Promise) -> Task | None:
    """The open promise of this kind about this record, if there is one."""
    if promise.focus_key is None:
        return None
    return Task.objects.filter(
        focus_key=promise.focus_key, kind=promise.kind, status__in=OPEN
    ).first()


def _keep_new(by: User, task: Task, owner: User | Team, at: datetime) -> None:
    """Write a new promise down, and let its owner in."""
    task.gives_place = _let_owner_in(by, task, owner, at)
    task.save(force_insert=True)


@action
def close_task(
    *,
    by: User,
    task: Task,
    at: datetime,
    reason: str = "",
    closed_by_type: str = "",
    closed_by_key: UUID | None = None,
    version: int | None = None,
) -> Task:
    """Keep a promise: it is done, and what closed it is written beside it."""
    demand(by, KEEP_TASK, task)
    return _change(
        by,
        task,
        "done",
        at,
        version=version,
        status=TaskStatus.COMPLETED,
        closed_at=at,
        closed_by=by,
        closed_reason=reason,
        closed_by_type=closed_by_type,
        closed_by_key=closed_by_key,
        paused_at=None,
    )


@action
def cancel_task(
    *, by: User, task: Task, reason: str, at: datetime, version: int | None = None
) -> Task:
    """Say that a promise is not needed, and why."""
    demand(by, KEEP_TASK, task)
    if not reason.strip():
        raise Refused("Say why it is not needed: it stays in the record.")
    return _change(
        by,
        task,
        "not_needed",
        at,
        note=reason,
        version=version,
        status=TaskStatus.CANCELLED,
        closed_at=at,
        closed_by=by,
        closed_reason=reason,
        paused_at=None,
    )


@action
def put_off(
    *,
    by: User,
    task: Task,
    until: datetime,
    at: datetime,
    version: int | None = None,
    waiting_on: str = "",
) -> Task:
    """Do it later: out of sight until then. The due moment does not move.

    What waits for something to happen says for what; `until` is then the day to look again, so
    that what never happens does not keep it out of sight.
    """
    demand(by, KEEP_TASK, task)
    rules.check_later(task.nature, task.due_at, until, at)
    waits = {"waiting_on": waiting_on.strip()} if waiting_on.strip() else {}
    return _change(by, task, "later", at, version=version, hidden_until=until, **waits)


@action
def hand_over_task(
    *,
    by: User,
    task: Task,
    to: User | Team,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> Task:
    """Give a promise to a colleague or a team's queue; they may see whom it is about."""
    demand(by, KEEP_TASK, task)
    _check_here(to)
    let_in = _let_owner_in(by, task, to, at)
    return _change(
        by,
        task,
        "handed_over",
        at,
        note=note,
        version=version,
        owner_user=to if isinstance(to, User) else None,
        owner_team=to if isinstance(to, Team) else None,
        hidden_until=None,
        gives_place=task.gives_place or let_in,
    )


@action
def take_task(*, by: User, task: Task, at: datetime, version: int | None = None) -> Task:
    """Take a promise out of a team's queue; of several who reach for it one wins."""
    demand(by, KEEP_TASK, task)
    if task.owner_team_id is None:
        raise Refused("Somebody has taken this already.")
    return _change(
        by,
        task,
        "taken",
        at,
        version=task.version if version is None else version,
        owner_user=by,
        owner_team=None,
        status=TaskStatus.IN_PROGRESS,
    )


@action
def pause_task(*, by: User, task: Task, reason: str, at: datetime) -> Task:
    """Pause what makes no sense for now; it keeps its owner and its due moment."""
    demand(by, KEEP_TASK, task)
    if not reason.strip():
        raise Refused("Say why it is paused.")
    if task.status == TaskStatus.ON_HOLD:
        raise Refused("This is paused already.")
    return _change(
        by,
        task,
        "paused",
        at,
        note=reason,
        status=TaskStatus.ON_HOLD,
        paused_at=at,
        paused_reason=reason,
    )


@action
def resume_task(*, by: User, task: Task, at: datetime) -> Task:
    """Take up again what was paused."""
    demand(by, KEEP_TASK, task)
    if task.status != TaskStatus.ON_HOLD:
        raise Refused("This is not paused.")
    return _change(
        by,
        task,
        "resumed",
        at,
        status=TaskStatus.REQUESTED,
        paused_at=None,
        paused_reason="",
    )


@action
def count_attempt(*, by: User, task: Task, at: datetime, note: str = "") -> Task:
    """Count one more attempt that reached nobody; the promise stays open."""
    demand(by, KEEP_TASK, task)
    return _change(by, task, "attempt", at, note=note, attempts=task.attempts + 1)


@action
def move_due(*, by: User, task: Task, due_at: datetime, clock: Clock | None, at: datetime) -> Task:
    """Set another due moment because the facts behind it changed."""
    demand(by, KEEP_TASK, task)
    return _change(by, task, "due_moved", at, due_at=due_at, clock=clock)


@action
def pin_task(*, by: User, task: Task, reason: str, at: datetime) -> Task:
    """Move a row to the top, with a reason; nothing moves down by itself."""
    demand(by, KEEP_TASK, task)
    if not reason.strip():
        raise Refused("Say why it comes first.")
    return _change(by, task, "pinned", at, note=reason, pinned_at=at, pinned_reason=reason)


@action
def undo(*, by: User, task: Task, at: datetime) -> Task:
    """Take back the last thing that was done to a task, if the same person just did it."""
    demand(by, KEEP_TASK, task)
    last = _last_event(task)
    if last is None or not last.before:
        raise Refused("There is nothing to take back.")
    if last.by_id != by.pk:
        raise Refused("A colleague has worked on this since. Open it to see what they did.")
    if at - last.at > UNDO_WITHIN:
        raise Refused("This was settled a while ago. Open a new task instead.")
    values = {
        name: _read_back(name, value) for name, value in last.before.items() if name != "version"
    }
    owner = values.get("owner_user", task.owner_user) or values.get("owner_team", task.owner_team)
    if owner is not None and owner not in (task.owner_user, task.owner_team):
        if last.what == "handed_over":
            unrelate(by=by, reason_key=task.pk, at=at, since=last.at, but_for=owner)
        if isinstance(owner, User) or last.what == "undone":
            values["gives_place"] = _let_owner_in(
                by, task, _as_they_stand(owner), at
            ) or values.get("gives_place", task.gives_place)
    if values.get("status") in OPEN and not task.is_open:
        _check_not_asked_again(task)
        if task.gives_place:
            let_stay(by=by, reason_key=task.pk, at=at)
    return _change(by, task, "undone", at, **values)


def _last_event(task: Task) -> TaskEvent | None:
    """What happened last: the version counts, for two things may happen in one moment."""
    events = TaskEvent.objects.filter(task=task).order_by("at", "pk")
    return max(events, key=lambda event: int(event.before.get("version", 0)), default=None)


def _check_not_asked_again(task: Task) -> None:
    if task.focus_key is None:
        return
    if Task.objects.filter(focus_key=task.focus_key, kind=task.kind, status__in=OPEN).exists():
        raise Refused("There is a newer task for this. Work on that one.")


def _change(
    by: User,
    task: Task,
    what: str,
    at: datetime,
    *,
    note: str = "",
    version: int | None = None,
    **values: Any,
) -> Task:
    """Change a task if it still is as the caller saw it, and keep how it was."""
    seen = task.version if version is None else version
    if what != "undone":
        if task.status not in OPEN:
            raise Refused("This is closed already. Undo that first.")
        if values.get("status", task.status) != task.status:
            TASK_MOVES.check(task.status, values["status"])
    check_fit(Task, **values)
    check_fit(TaskEvent, note=note)
    before = {"version": seen, **{name: _keep(getattr(task, name)) for name in values}}
    rows = Task.objects.filter(pk=task.pk, version=seen).update(
        **values, version=seen + 1, touched_at=at
    )
    if not rows:
        kept = Task.objects.get(pk=task.pk)
        raise Conflict(
            theirs={"status": kept.status, "closed_reason": kept.closed_reason},
            yours={"status": values.get("status", task.status)},
        )
    for name, value in values.items():
        setattr(task, name, value)
    task.version, task.touched_at = seen + 1, at
    _tell(TaskEvent(task=task, what=what, at=at, by=by, before=before, note=note))
    if task.gives_place and task.status in CLOSED:
        unrelate(by=by, reason_key=task.pk, at=at + timedelta(days=DAYS_TO_FINISH_NOTES))
    record(by, f"tasks.{what}", task)
    return task


@contextmanager
def events_together() -> Iterator[None]:
    """Write what happens to several promises in one deed at its end, as one statement."""
    events: list[TaskEvent] = []
    token = _told_together.set(events)
    try:
        yield
    finally:
        _told_together.reset(token)
    TaskEvent.objects.bulk_create(events)


def _tell(event: TaskEvent) -> None:
    events = _told_together.get()
    if events is None:
        event.save(force_insert=True)
    else:
        events.append(event)


def _check_here(owner: User | Team) -> None:
    """Nothing open is ever with somebody who has left, or with a feed."""
    if isinstance(owner, User) and (not owner.is_active or owner.kind == Kind.SERVICE):
        raise Refused("This colleague has left. Choose somebody who is here.")


def _let_owner_in(by: User, task: Task, owner: User | Team, at: datetime) -> bool:
    """Whoever owns a promise about a person may see that person, for this task's reason.

    Says whether a place was given, so that the end of the promise can end it.
    """
    if task.person_id is None:
        return False
    if isinstance(owner, User):
        if owner is by or stands_by(owner, task.person_id):
            return False
        relate(
            by=by,
            person_key=task.person_id,
            kind=RelationKind.TASK,
            at=at,
            user=owner,
            reason_key=task.pk,
            role=task.kind,
        )
    else:
        relate(
            by=by,
            person_key=task.person_id,
            kind=RelationKind.QUEUE,
            at=at,
            team=owner,
            reason_key=task.pk,
            role=task.kind,
        )
    return True


def _as_they_stand(owner: User | Team) -> User | Team:
    """The owner read anew, so that it counts beside whom they stand now."""
    return User.objects.get(pk=owner.pk) if isinstance(owner, User) else owner


def _keep(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read_back(name: str, value: Any) -> Any:
    """A value as the field holds it."""
    field = Task._meta.get_field(name)
    if value is None or not isinstance(field, models.Field):
        return value
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.get(pk=value)
    if isinstance(field, models.DateTimeField):
        return parse_datetime(value)
    return UUID(value) if isinstance(field, models.UUIDField) else value
