"""Today: what comes next for one worker, in order, one row for each person.

The rows come from one statement, whatever their number; ranking and bundling are done on them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.clocks.rules import calendar_for
from casewright.clocks.rules.chip import time_in_words
from casewright.contacts.models import Contact
from casewright.desk.chips import Chip, chip_of
from casewright.desk.queries.cover import Covered, covered_by
from casewright.desk.words import first_name
from casewright.foundation.moments import local, organization_zone
from casewright.security.models import User
from casewright.security.standing import standing
from casewright.tasks import queries as tasks
from casewright.tasks import rules
from casewright.tasks.models import Act, Nature, Task
from casewright.transitions.models import Feed
from casewright.transitions.queries import stale_feeds

# The need of somebody in nobody's case is not known: they stand in the middle of their tier.
USUAL_ACUITY = 2
LAST_DUE_TIER = 6
# Long texts that no row shows.
UNSHOWN = (
    "person__languages",
    "person__home_note",
    "person__if_worse",
    "case__summary",
    "clock__explained",
    "clock__rule__trigger",
    "clock__rule__owed_by",
    "clock__rule__source_detail",
    "clock__rule__note",
    "owner_user__password",
)
PRIMARY = {
    Act.CALL: gettext_lazy("Start call"),
    Act.VISIT: gettext_lazy("Start visit"),
    Act.MEETING: gettext_lazy("Start meeting"),
    Act.MESSAGE: gettext_lazy("Write message"),
    Act.DO: gettext_lazy("Open"),
}
SHOW = {
    "all": gettext_lazy("All"),
    "mine": gettext_lazy("Mine"),
    "covering": gettext_lazy("Covering"),
    "queue": gettext_lazy("Team queue"),
    "waiting": gettext_lazy("Waiting"),
}


@dataclass(frozen=True)
class Row:
    """One promise as a row shows it, ready to be printed; `also` are the person's other ones."""

    task: Task
    key: str
    tier: int
    chip: Chip
    name: str
    age: int | None
    why: str
    primary: str
    queue: str
    covered: str
    also: tuple["Row", ...] = ()

    @property
    def person_key(self) -> str:
        """The key of whom it is about; empty when it is about nobody in particular."""
        return str(self.task.person_id or "")

    @property
    def first_name(self) -> str:
        """How the person is called, in one word; empty when it is about nobody in particular."""
        return first_name(self.task.person) if self.task.person else ""

    @property
    def who(self) -> str:
        """What the row is known by while its promises come and go: the person, else the task."""
        return self.person_key or self.key


@dataclass(frozen=True)
class Silent:
    """A sender of news not heard for longer than usual: when last, and how long that is."""

    title: str
    heard: str
    ago: str


@dataclass(frozen=True)
class Today:
    """A worker's day: rows in order, and what the sentence above them counts."""

    at: datetime
    show: str
    rows: list[Row]
    counts: dict[str, int]
    due: int
    run_out: int
    covered: list[Covered]
    silent: list[Silent]

    @property
    def date(self) -> str:
        """Tuesday 24 November."""
        here = local(self.at)
        return f"{here:%A} {here.day} {here:%B}"


def today(*, viewer: User, at: datetime, show: str = "all") -> Today:
    """Put together a worker's day at a moment; `show` is one of SHOW."""
    live = _ranked(tasks.mine(viewer=viewer, at=at), at)
    groups = _by_owner(live, viewer)
    if show not in groups:
        groups[show] = _ranked(tasks.set_aside(viewer=viewer, at=at), at)
    here = local(at).date()
    return Today(
        at=at,
        show=show,
        rows=_bundled(_rows(groups[show], viewer, at)),
        counts={name: len({_who(task) for task, _ in group}) for name, group in groups.items()},
        due=sum(_is_due(task, tier, here) for task, tier in live),
        run_out=sum(_runs_out(task, here, at) for task, _ in live),
        covered=covered_by(viewer=viewer, at=at),
        silent=[_silent(feed, at) for feed in stale_feeds(viewer=viewer, at=at)],
    )


def row_of(task: Task, *, viewer: User, at: datetime) -> Row:
    """One task alone as a row, wherever it would stand."""
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    tier = rules.tier(_standing(task), at, zone=zone, calendar=calendar)
    return next(_rows([(task, tier)], viewer, at))


def ranked_rows(found: QuerySet[Task], *, viewer: User, at: datetime) -> list[Row]:
    """Tasks as rows in their order, each by itself."""
    return list(_rows(_ranked(found, at), viewer, at))


def _ranked(found: QuerySet[Task], at: datetime) -> list[tuple[Task, int]]:
    """Tasks with their tiers, what comes first before the rest."""
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    last_contact = Contact.objects.filter(person=OuterRef("person_id")).order_by("-started_at")
    acuity = Case.objects.filter(person=OuterRef("person_id"), status__in=OPEN).order_by("-acuity")
    found = found.annotate(
        last_contact_at=Subquery(last_contact.values("started_at")[:1]),
        acuity=Subquery(acuity.values("acuity")[:1]),
    ).defer(*UNSHOWN)
    placed = []
    for task in found:
        place = rules.place(_standing(task), at, zone=zone, calendar=calendar)
        placed.append((place, str(task.pk), task))
    placed.sort(key=lambda each: each[:2])
    return [(task, place[1]) for place, _, task in placed]


def _bundled(rows: Iterable[Row]) -> list[Row]:
    """One row for each person: their first, with the others behind it."""
    first: dict[str, Row] = {}
    others: dict[str, list[Row]] = {}
    for row in rows:
        if row.who in first:
            others.setdefault(row.who, []).append(row)
        else:
            first[row.who] = row
    return [
        replace(row, also=tuple(others[who])) if who in others else row
        for who, row in first.items()
    ]


def _rows(found: list[tuple[Task, int]], viewer: User, at: datetime) -> Iterator[Row]:
    zone, day = organization_zone(), local(at).date()
    covered = standing(viewer).covered
    for task, tier in found:
        person = task.person
        away = task.owner_user if task.owner_user_id in covered else None
        yield Row(
            task=task,
            key=str(task.pk),
            tier=tier,
            chip=chip_of(task, tier, at, zone=zone),
            name=person.display_name if person else "",
            age=person.age(day) if person else None,
            why=_why(task),
            primary=str(PRIMARY[Act(task.act)]),
            queue=task.owner_team.name if task.owner_team else "",
            covered=away.get_short_name() if away else "",
        )


def _why(task: Task) -> str:
    """The reason as it was written; where nobody wrote one, what the rule asks for."""
    if task.why or task.clock is None:
        return task.why
    return task.clock.rule.title


def _silent(feed: Feed, at: datetime) -> Silent:
    heard, here = local(feed.last_heard_at), local(at)
    day = "" if heard.date() == here.date() else f"{heard:%A} {heard.day} {heard:%B} "
    return Silent(
        title=feed.title or feed.sender,
        heard=f"{day}{heard:%H:%M}",
        ago=time_in_words(at - feed.last_heard_at),
    )


def _standing(task: Task) -> rules.Standing:
    return rules.Standing(
        nature=task.nature,
        due_at=task.due_at,
        has_time=task.has_time,
        pinned=task.pinned_at is not None,
        acuity=getattr(task, "acuity", None) or USUAL_ACUITY,
        last_contact_at=getattr(task, "last_contact_at", None),
        in_queue=task.owner_team_id is not None,
        touched_at=task.touched_at,
        opened_at=task.opened_at,
        act=task.act,
    )


def _by_owner(live: list[tuple[Task, int]], viewer: User) -> dict[str, list[tuple[Task, int]]]:
    covered = standing(viewer).covered
    return {
        "all": live,
        "mine": [each for each in live if each[0].owner_user_id == viewer.pk],
        "covering": [each for each in live if each[0].owner_user_id in covered],
        "queue": [each for each in live if each[0].owner_team_id is not None],
    }


def _who(task: Task) -> object:
    return task.person_id or task.pk


def _is_due(task: Task, tier: int, here: date) -> bool:
    """Due by the end of the day, or in a tier that does not wait."""
    return tier < LAST_DUE_TIER or local(task.due_at).date() <= here


def _runs_out(task: Task, here: date, at: datetime) -> bool:
    return task.nature == Nature.CLOCK and task.due_at >= at and local(task.due_at).date() == here
