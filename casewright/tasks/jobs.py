"""Timed work of this room: clocks that ran out are noted."""

from datetime import datetime, timedelta

from casewright.foundation.jobs import timed
from casewright.security.actions import ensure_service
from casewright.tasks.actions.running_out import note_ran_out, ran_out
from casewright.tasks.models import Task

# What is left is taken at the next turn, so that nobody who works waits for this.
MOST_AT_ONCE = 500


@timed(every=timedelta(minutes=5))
def note_clocks_that_ran_out(at: datetime) -> int:
    """Write into the history of each open promise whose clock ended that it did, once."""
    late = ran_out(Task.objects.order_by("due_at", "pk"), at)[:MOST_AT_ONCE]
    if not (tasks := list(late)):
        return 0
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    return sum(note_ran_out(by=clockwork, task=task, at=at) for task in tasks)
