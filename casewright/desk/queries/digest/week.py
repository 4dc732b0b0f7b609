"""What a supervisor is told each week: sums by colleague and queue, and what nobody looks after."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from casewright.desk.queries.team import Line, team_page
from casewright.desk.queries.today import quiet_of_teams, today
from casewright.hl7.queries import count_waiting
from casewright.security.models import User
from casewright.tasks.models import ReminderKind
from casewright.tasks.queries import of_my_teams, reminded

MOST_QUIET = 25


def what_a_week_holds(*, viewer: User, at: datetime) -> dict[str, Any]:
    """The viewer's teams at a moment, as their own page counts them: sums, never a ranking."""
    page = team_page(viewer=viewer, at=at)
    quiet = quiet_of_teams(viewer=viewer, at=at)
    silent = today(viewer=viewer, at=at, most=1).silent
    return {
        "counts": {
            "open": sum(line.open for line in [*page.queues, *page.colleagues]),
            "late": sum(line.late for line in [*page.queues, *page.colleagues]),
            "neglected": reminded(viewer=viewer, kind=ReminderKind.LATE).count(),
            "unowned": _unowned(viewer),
            "quiet": len(quiet),
            "silent": len(silent),
            "messages": count_waiting(viewer=viewer),
        },
        "queues": [_sums(line) for line in page.queues],
        "colleagues": [_sums(line) for line in page.colleagues],
        "quiet": [
            {
                "person": str(one.person_key),
                "manager": str(one.manager_key or ""),
                "days": one.days,
                "every": one.every,
            }
            for one in quiet[:MOST_QUIET]
        ],
        "silent": [{"title": one.title, "heard": one.heard, "ago": one.ago} for one in silent],
    }


def _unowned(viewer: User) -> int:
    """Promises that nobody here keeps: the table refuses one without an owner, so they are those
    whose owner has left."""
    gone = Q(owner_user=None, owner_team=None) | Q(owner_user__is_active=False)
    return of_my_teams(viewer=viewer).filter(gone).count()


def _sums(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "open": line.open,
        "late": line.late,
        "clocks": line.clocks,
        "untouched_days": line.untouched_days,
    }
