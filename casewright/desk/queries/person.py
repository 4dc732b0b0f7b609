"""The page of a person: who they are, what is open, and what happened so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, Sum

from casewright.cases.models import Case
from casewright.cases.queries import cases_of
from casewright.cases.states import OPEN
from casewright.desk.chips import Chip
from casewright.desk.queries.held import Held, held_about
from casewright.desk.queries.story import Story, story_of
from casewright.desk.queries.today import ranked_rows
from casewright.people.models import Kin, Person
from casewright.security.models import Membership, Team, User
from casewright.security.standing import beside, stands_by
from casewright.tasks.models import Task
from casewright.tasks.queries import open_about
from casewright.worklog.models import UNSEEN, WorkEntry


@dataclass(frozen=True)
class Minutes:
    """Minutes given to a person by all: together, and those of them that nobody sees."""

    total: int
    unseen: int


@dataclass(frozen=True)
class Loop:
    """An open promise about a person, whoever owns it; `owner` is empty where it is the viewer."""

    task: Task
    chip: Chip
    owner: str


@dataclass(frozen=True)
class PersonPage:
    """Everything the page of a person shows."""

    person: Person
    held: Held
    cases: list[Case]
    loops: list[Loop]
    story: Story
    minutes: Minutes

    @property
    def case(self) -> Case | None:
        """The case that work for the person goes to: the one open longest."""
        still = [case for case in self.cases if case.status in OPEN]
        return min(still, key=lambda case: case.opened_at) if still else None

    def first_key(self, act: str) -> str:
        """The promise that a contact of this kind would keep first; empty where there is none."""
        return next((str(loop.task.pk) for loop in self.loops if loop.task.act == act), "")


def page_of(
    person: Person, *, viewer: User, at: datetime, show: str = "all", page: int = 1
) -> PersonPage:
    """The page of a person whom the gate has opened to the viewer: five statements."""
    return PersonPage(
        person=person,
        held=held_about(person.pk, viewer=viewer),
        cases=list(cases_of(person.pk, viewer=viewer)),
        loops=open_loops(person.pk, viewer=viewer, at=at),
        story=story_of(person.pk, viewer=viewer, show=show, page=page),
        minutes=minutes_given(person.pk, viewer=viewer),
    )


def open_loops(person_key: UUID, *, viewer: User, at: datetime) -> list[Loop]:
    """Everything still promised about a person, what comes first before the rest."""
    return [
        Loop(
            task=row.task,
            chip=row.chip,
            owner="" if row.task.owner_user_id == viewer.pk else _owner(row.task),
        )
        for row in ranked_rows(open_about(person_key, viewer=viewer), viewer=viewer, at=at)
    ]


def minutes_given(person_key: UUID, *, viewer: User) -> Minutes:
    """The minutes given to a person so far, added up by the database."""
    if not stands_by(viewer, person_key):
        return Minutes(0, 0)
    rows = (
        WorkEntry.objects.filter(person=person_key)
        .values("kind")
        .annotate(
            span=Sum(ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField()))
        )
        .values_list("kind", "span")
    )
    spans: dict[str, timedelta] = dict(rows)
    return Minutes(_whole(spans.values()), _whole(spans.get(kind) for kind in UNSEEN))


def open_task_about(person: Person, key: UUID | None, *, viewer: User) -> Task | None:
    """An open promise about this person; None for any other key."""
    return open_about(person.pk, viewer=viewer).filter(pk=key).first() if key else None


def helper_of(person: Person, key: UUID, *, viewer: User) -> Kin | None:
    """Somebody who helps this person now; None for any other key."""
    return Kin.objects.filter(
        beside(viewer, "person_id"), pk=key, person=person, ended_at=None
    ).first()


def teams_with_members(*, viewer: User) -> dict[Team, list[User]]:  # noqa: ARG001 - about nobody
    """Every team but intake, and who may manage a case there: for opening or handing over one."""
    rows = (
        Membership.objects.filter(
            ends_at=None,
            team__is_intake=False,
            user__is_active=True,
            user__roles__permits__permit="cases.change_case",
        )
        .select_related("team", "user")
        .order_by("team__name", "user__full_name", "pk")
        .distinct()
    )
    teams: dict[Team, list[User]] = {
        team: [] for team in Team.objects.filter(is_intake=False).order_by("name", "pk")
    }
    for row in rows:
        teams[row.team].append(row.user)
    return teams


def names_of(usernames: Iterable[str], *, viewer: User) -> dict[str, str]:  # noqa: ARG001 - staff
    """The names of colleagues by the names they sign in with."""
    return dict(
        User.objects.filter(username__in=set(usernames)).values_list("username", "full_name")
    )


def _owner(task: Task) -> str:
    if task.owner_team:
        return task.owner_team.name
    return task.owner_user.full_name if task.owner_user else ""


def _whole(spans: Iterable[timedelta | None]) -> int:
    return int(sum((span for span in spans if span), timedelta()) / timedelta(minutes=1))
