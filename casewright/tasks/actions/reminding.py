"""Bringing promises to mind: what is near to its owner, what is left lying to a supervisor."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from casewright.audit.actions import action, record
from casewright.security.gate import demand
from casewright.security.models import Team, User
from casewright.tasks.access import REMIND
from casewright.tasks.models import Reminder, ReminderEnd, ReminderKind, Task


@action
def remind(
    *, by: User, task: Task, kind: ReminderKind, to: User | Team, day: date, at: datetime
) -> Reminder | None:
    """Bring a promise to somebody's mind; None where they were reminded of this end of it, or today
    of the same person, already. The tables hold that: whoever tries it twice does no harm."""
    demand(by, REMIND, task)
    reminder = Reminder(
        task=task,
        kind=kind,
        to_user=to if isinstance(to, User) else None,
        to_team=to if isinstance(to, Team) else None,
        person_key=task.person_id,
        day=day,
        due_at=task.due_at,
        made_at=at,
    )
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
    except IntegrityError:
        return None
    record(by, "tasks.reminded", task, kind=kind)
    return reminder


@action
def end_reminder(*, by: User, reminder: Reminder, why: ReminderEnd, at: datetime) -> bool:
    """A reminder is over, with its reason; says whether it was not so already."""
    demand(by, REMIND, reminder)
    ended = Reminder.objects.filter(pk=reminder.pk, ended_at=None).update(
        ended_at=at, ended_why=why
    )
    if ended:
        record(by, "tasks.reminder_ended", reminder, why=why)
    return bool(ended)
