"""The life of a task (FHIR Task statuses)."""

from django.db import models

from casewright.foundation.states import Moves


class TaskStatus(models.TextChoices):
    """Where a promise stands."""

    REQUESTED = "requested"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN = (TaskStatus.REQUESTED, TaskStatus.IN_PROGRESS, TaskStatus.ON_HOLD)
LIVE = (TaskStatus.REQUESTED, TaskStatus.IN_PROGRESS)
CLOSED = (TaskStatus.COMPLETED, TaskStatus.CANCELLED)

TASK_MOVES = Moves(
    {
        TaskStatus.REQUESTED: frozenset({TaskStatus.IN_PROGRESS, TaskStatus.ON_HOLD, *CLOSED}),
        TaskStatus.IN_PROGRESS: frozenset({TaskStatus.ON_HOLD, *CLOSED}),
        TaskStatus.ON_HOLD: frozenset({TaskStatus.REQUESTED, *CLOSED}),
        # What is closed stays closed: only an undo, which puts back what was, opens it again.
    }
)
