"""Clocks that ran out while their promise was still open."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from casewright.audit.actions import action, record
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.access import NOTE_RAN_OUT
from casewright.tasks.models import Nature, Task, TaskEvent
from casewright.tasks.states import OPEN

RAN_OUT = "ran_out"


@action
def note_ran_out(*, by: User, task: Task, at: datetime) -> bool:
    """Write into a promise's history that its clock ran out; once for each end it had.

    The promise stays its owner's and stays open: late is still better than never. Says whether
    there was anything to note.
    """
    demand(by, NOTE_RAN_OUT, task)
    # Whoever closes it in this moment wins, and two workers note it once: what is asked next is
    # asked only when nobody else can answer it any more.
    Task.objects.select_for_update().get(pk=task.pk)
    if not ran_out(Task.objects.filter(pk=task.pk), at).exists():
        return False
    TaskEvent.objects.create(task=task, what=RAN_OUT, at=at, by=by)
    record(by, f"tasks.{RAN_OUT}", task, kind=task.kind)
    return True


def ran_out(among: QuerySet[Task], at: datetime) -> QuerySet[Task]:
    """Open promises whose clock ended before a moment, where no one noted it yet."""
    noted = TaskEvent.objects.filter(task=OuterRef("pk"), what=RAN_OUT, at__gte=OuterRef("due_at"))
    return among.filter(~Exists(noted), nature=Nature.CLOCK, status__in=OPEN, due_at__lt=at)
