"""One promise with everything that can be done to it, and why it stands where it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from casewright.clocks.rules import calendar_for
from casewright.desk.chips import Reason, moment_in_full, reason_of
from casewright.desk.queries.today import Row, row_of
from casewright.foundation.moments import local
from casewright.security.models import Team, User
from casewright.security.queries import colleagues
from casewright.security.standing import standing
from casewright.tasks.models import Task
from casewright.tasks.rules import TIERS

AFTERNOON_HOUR = 14
# Business days until what waits for something is looked at again, where nobody says another day.
LOOK_AGAIN_AFTER = 2


@dataclass(frozen=True)
class Choices:
    """To whom the viewer may hand something over."""

    users: list[User]
    teams: list[Team]


@dataclass(frozen=True)
class Promise:
    """A promise as its own page shows it."""

    row: Row
    place: str
    reason: Reason | None
    choices: Choices
    is_open: bool
    in_queue: bool
    ended: str
    before_afternoon: bool
    look_on: str
    next_day: str


def promise_of(task: Task, *, viewer: User, at: datetime) -> Promise:
    """Everything about a task that the gate has handed out."""
    row = row_of(task, viewer=viewer, at=at)
    closed_by = task.closed_by
    ended = ""
    if task.closed_at and closed_by:
        ended = f"{moment_in_full(local(task.closed_at))}, {closed_by.full_name}"
    return Promise(
        row=row,
        place=TIERS[row.tier],
        reason=reason_of(task.clock) if task.clock else None,
        choices=hand_over_choices(viewer=viewer),
        is_open=task.is_open,
        in_queue=task.owner_team_id is not None,
        ended=ended,
        before_afternoon=local(at).hour < AFTERNOON_HOUR,
        look_on=_business_day(LOOK_AGAIN_AFTER, at),
        next_day=_business_day(1, at),
    )


def _business_day(after: int, at: datetime) -> str:
    """The business day that comes so many after this one."""
    calendar = calendar_for(settings.HOLIDAYS)
    day, left = local(at).date(), after
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day.isoformat()


def hand_over_choices(*, viewer: User) -> Choices:
    """Colleagues of the viewer's teams, those teams' queues, and the intake queue."""
    users = [user for user in colleagues(viewer=viewer) if user.pk != viewer.pk]
    teams = Team.objects.filter(Q(pk__in=standing(viewer).teams) | Q(is_intake=True))
    return Choices(users=users, teams=list(teams.order_by("name")))
