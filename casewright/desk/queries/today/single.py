"""Promises as rows, each by itself, wherever they would stand."""

from datetime import datetime

from django.db.models import QuerySet

from casewright.desk.worklist.line import line_from, lines_from
from casewright.desk.worklist.row import Row, present, ranked, shown
from casewright.security.models import User
from casewright.tasks.models import Task


def row_of(task: Task, *, viewer: User, at: datetime) -> Row:
    """One task alone as a row, wherever it would stand."""
    return ranked_rows(Task.objects.filter(pk=task.pk), viewer=viewer, at=at)[0]


def ranked_rows(found: QuerySet[Task], *, viewer: User, at: datetime) -> list[Row]:  # noqa: ARG001 - the list was asked for by its viewer
    """Tasks as rows in their order, each by itself."""
    here = present(at)
    lines = [line_from(row) for row in lines_from(found.order_by())]
    return shown(([each] for each in ranked(lines, here)), here)
