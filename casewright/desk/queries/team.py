"""The supervisor's view: what each colleague and each queue holds, and what slips.

Load and lateness are needed to share work out; minutes are shown as the teams' sum alone, and only
where it could not be one colleague's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet

from casewright.clocks.rules import calendar_for
from casewright.desk.queries.today import Row, ranked_rows
from casewright.foundation.moments import local, organization_zone
from casewright.security.models import Team, User
from casewright.security.queries import colleagues
from casewright.security.standing import standing
from casewright.tasks.models import Nature, Task
from casewright.tasks.queries import of_my_teams
from casewright.tasks.rules import business_days_between
from casewright.worklog.models import UNSEEN, WorkEntry
from casewright.worklog.rules import minutes_of

PAGE = 25
# A sum over fewer colleagues would tell what one of them did.
FEWEST_IN_A_SUM = 5


@dataclass
class Line:
    """What one colleague, or one team's queue, holds now."""

    key: str
    name: str
    is_queue: bool
    open: int = 0
    late: int = 0
    clocks: int = 0
    untouched_since: datetime | None = None
    untouched_days: int = 0


@dataclass(frozen=True)
class Chosen:
    """The promises of the one whose line was opened, a page at a time."""

    line: Line
    rows: list[Row]
    number: int
    pages: int


@dataclass(frozen=True)
class TeamPage:
    """Every line; the unseen minutes of today, None where too few would be counted together."""

    queues: list[Line]
    colleagues: list[Line]
    unseen_minutes: int | None
    chosen: Chosen | None


def team_page(*, viewer: User, at: datetime, whose: str = "", number: str = "1") -> TeamPage:
    """Put the supervisor's view together; `whose` is the key of the line that is open."""
    found = of_my_teams(viewer=viewer)
    people = list(colleagues(viewer=viewer))
    teams = Team.objects.filter(pk__in=standing(viewer).teams).order_by("name")
    lines = {team.pk: Line(str(team.pk), team.name, is_queue=True) for team in teams}
    lines |= {user.pk: Line(str(user.pk), user.full_name, is_queue=False) for user in people}
    _count(found, lines, at)
    chosen = next((line for line in lines.values() if line.key == whose), None)
    return TeamPage(
        queues=[line for line in lines.values() if line.is_queue],
        colleagues=[line for line in lines.values() if not line.is_queue],
        unseen_minutes=_unseen_minutes(people, at),
        chosen=_opened(chosen, found, viewer, at, number) if chosen else None,
    )


def _count(found: QuerySet[Task], lines: dict[UUID, Line], at: datetime) -> None:
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    columns = ("owner_user", "owner_team", "due_at", "nature", "opened_at", "touched_at")
    # The key keeps two alike promises apart: rows are taken once each.
    for _key, user, team, due_at, nature, opened_at, touched_at in found.values_list(
        "pk", *columns
    ):
        line = lines.get(user or team)
        if line is None:
            continue
        line.open += 1
        line.late += due_at < at
        if nature == Nature.CLOCK:
            line.clocks += (
                business_days_between(at, due_at, zone=zone, calendar=calendar, most=2) <= 1
            )
        if line.is_queue and touched_at is None:
            line.untouched_since = min(line.untouched_since or opened_at, opened_at)
    for line in lines.values():
        if line.untouched_since:
            line.untouched_days = business_days_between(
                line.untouched_since, at, zone=zone, calendar=calendar
            )


def _opened(line: Line, found: QuerySet[Task], viewer: User, at: datetime, number: str) -> Chosen:
    owner = "owner_team" if line.is_queue else "owner_user"
    pages = Paginator(ranked_rows(found.filter(**{owner: line.key}), viewer=viewer, at=at), PAGE)
    page = pages.get_page(number)
    return Chosen(line, list(page.object_list), page.number, pages.num_pages)


def _unseen_minutes(people: Iterable[User], at: datetime) -> int | None:
    """The minutes that nobody sees, today and of all together."""
    counted = list(people)
    if len(counted) < FEWEST_IN_A_SUM:
        return None
    start = datetime.combine(local(at).date(), time.min, tzinfo=organization_zone())
    spans = WorkEntry.objects.filter(
        worker__in=counted,
        kind__in=UNSEEN,
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
    ).values_list("starts_at", "ends_at")
    return minutes_of(spans)
