"""The page of a person: who they are, what is open, and what happened so far."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Func, IntegerField, QuerySet, Sum

from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.clocks.rules import calendar_for
from casewright.desk.chips import Chip, chip_of
from casewright.desk.queries.held import Held, held_about
from casewright.desk.queries.story import Story, story_of
from casewright.foundation.moments import organization_zone
from casewright.foundation.prepared import KEYS, Parts, PreparedRecords, PreparedRows
from casewright.people.models import Kin, Person
from casewright.security.models import Membership, Team, User
from casewright.security.standing import beside, stands_by
from casewright.tasks import rules
from casewright.tasks.models import Task
from casewright.tasks.queries import open_about
from casewright.tasks.states import OPEN as TASK_OPEN
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
        cases=open_cases(person.pk, viewer=viewer),
        loops=open_loops(person.pk, viewer=viewer, at=at),
        story=story_of(person.pk, viewer=viewer, show=show, page=page),
        minutes=minutes_given(person.pk, viewer=viewer),
    )


def open_loops(person_key: UUID, *, viewer: User, at: datetime) -> list[Loop]:
    """Everything still promised about a person, what comes first before the rest."""
    if not stands_by(viewer, person_key):
        return []
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    placed = []
    for task in LOOPS.records(person=person_key):
        place = rules.place(_standing(task), at, zone=zone, calendar=calendar)
        placed.append((place, str(task.pk), task))
    placed.sort(key=lambda each: each[:2])
    return [
        Loop(
            task=task,
            chip=chip_of(task, place[1], at, zone=zone),
            owner="" if task.owner_user_id == viewer.pk else _owner(task),
        )
        for place, _, task in placed
    ]


def open_cases(person_key: UUID, *, viewer: User) -> list[Case]:
    """The cases of a person that are not over, the newest first."""
    return CASES.records(person=person_key) if stands_by(viewer, person_key) else []


def minutes_given(person_key: UUID, *, viewer: User) -> Minutes:
    """The minutes given to a person so far, added up by the database."""
    if not stands_by(viewer, person_key):
        return Minutes(0, 0)
    sums: Counter[str] = Counter()
    for kind, minutes in MINUTES.rows(person=person_key):
        sums[kind] += minutes
    return Minutes(sum(sums.values()), sum(sums.get(kind, 0) for kind in UNSEEN))


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


def _standing(task: Task) -> rules.Standing:
    """Where a promise stands among those about the same person."""
    return rules.Standing(
        nature=task.nature,
        due_at=task.due_at,
        has_time=task.has_time,
        pinned=task.pinned_at is not None,
        acuity=0,
        last_contact_at=None,
        in_queue=task.owner_team_id is not None,
        touched_at=task.touched_at,
        opened_at=task.opened_at,
        act=task.act,
    )


class _WholeMinutes(Func):
    """Whole minutes from one moment to another; each entry of work is whole minutes long."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        # strftime('%s') is the second since 1970: no function of ours is called for every row.
        second = "((strftime('%%%%s', %(expressions)s)) / 60)"
        return self.as_sql(
            compiler, connection, template=second, arg_joiner=") - strftime('%%s', ", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        epoch = "(EXTRACT(EPOCH FROM (%(expressions)s))::integer / 60)"
        return self.as_sql(compiler, connection, template=epoch, arg_joiner=" - ", **more)


def _loops() -> QuerySet[Task]:
    return (
        Task.objects.filter(person=KEYS["person"], status__in=TASK_OPEN)
        .select_related("clock__rule", "owner_user", "owner_team")
        .only(
            *("title", "why", "nature", "act", "status", "due_at", "has_time", "attempts", "tag"),
            *("paused_reason", "waiting_on", "pinned_at", "touched_at", "opened_at", "person_id"),
            *("owner_user__full_name", "owner_team__name", "version"),
            *("clock__rule__rule", "clock__rule__source", "clock__rule__trust"),
        )
    )


def _cases() -> QuerySet[Case]:
    return (
        Case.objects.filter(person=KEYS["person"], closed_at=None)
        .select_related("manager", "team")
        .only(
            *("program", "status", "summary", "opened_at", "closed_at", "person_id"),
            *("manager__full_name", "manager__username", "team__name"),
        )
        .order_by("-opened_at", "pk")
    )


def _minutes() -> Parts:
    whole = Sum(_WholeMinutes(F("ends_at"), F("starts_at")))
    joined = Person.objects.filter(merged_into=KEYS["person"]).values("pk")
    about = WorkEntry.objects.filter(person=KEYS["person"])
    of_joined = WorkEntry.objects.filter(person__in=joined)
    sums = [rows.values("kind").annotate(whole=whole).order_by() for rows in (about, of_joined)]
    return [rows.values_list("kind", "whole") for rows in sums], ""


LOOPS, CASES, MINUTES = PreparedRecords(_loops), PreparedRecords(_cases), PreparedRows(_minutes)
