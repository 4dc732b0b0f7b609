"""What a worker is told in the morning: Today as it is at that moment, in keys and counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from casewright.desk.queries.today import Row, today
from casewright.desk.worklist.changes import OPENS_DIGEST, Change
from casewright.desk.worklist.row import is_due, present, runs_out
from casewright.security.models import User
from casewright.tasks.rules import Present

# The parts of a morning, in their order. Together they are what Today counts as due.
RUNS_OUT, LATE, TODAY, MAY_NOT_WAIT = "clock", "late", "today", "soon"
MOST_LINES, MOST_CHANGES = 150, 40


def what_a_day_holds(*, viewer: User, at: datetime) -> dict[str, Any]:
    """The viewer's Today at a moment: what is due by parts, what changed, whom they cover."""
    day, here = today(viewer=viewer, at=at), present(at)
    lines = [
        {"task": row.key, "part": part, "tier": row.tier, "due": row.task.due_at.isoformat()}
        for row in _each(day.rows)
        for part in [_part(row, here)]
        if part
    ]
    # What was brought to mind is among the lines; only news is news.
    changes = [one for one in day.around.changes if one.opens != OPENS_DIGEST]
    counted = Counter(line["part"] for line in lines)
    return {
        "counts": {
            **{part: counted[part] for part in (RUNS_OUT, LATE, TODAY, MAY_NOT_WAIT)},
            "due": day.due,
            "changes": len(changes),
            "waiting": day.counts["waiting"],
            "quiet": day.around.quiet,
            "covered": sum(one.people for one in day.covered),
        },
        "lines": lines[:MOST_LINES],
        "changes": [_news(one) for one in changes[:MOST_CHANGES]],
        "covered": [asdict(one) for one in day.covered],
        "silent": [asdict(one) for one in day.silent],
    }


def _each(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from row.also


def _part(row: Row, here: Present) -> str:
    """The part a promise stands in; empty where it is not due."""
    if not is_due(row.task, row.tier, here):
        return ""
    if runs_out(row.task, here):
        return RUNS_OUT
    if row.task.due_at < here.at:
        return LATE
    return TODAY if row.task.due_at < here.tomorrow else MAY_NOT_WAIT


def _news(change: Change) -> dict[str, str]:
    """What happened and to which record; what it says is read there."""
    return {
        "what": change.what,
        "opens": change.opens,
        "key": change.key,
        "at": change.at.isoformat(),
    }
