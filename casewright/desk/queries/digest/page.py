"""A digest on a page: what its keys stand for, for whoever may see it at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from casewright.desk.queries.digest.day import LATE, MAY_NOT_WAIT, RUNS_OUT, TODAY
from casewright.desk.queries.today import Row, ranked_rows
from casewright.desk.worklist.changes import OPENS_STORY
from casewright.desk.worklist.line import Line, key_from, line_from, lines_from
from casewright.desk.worklist.row import present, shown
from casewright.people.models import Person
from casewright.security.models import Team, User
from casewright.security.standing import beside
from casewright.tasks.models import Digest, DigestChoice, DigestKind, ReminderKind, Task
from casewright.tasks.queries import digest_choice, digests, reminded
from casewright.tasks.states import CLOSED

PARTS = (RUNS_OUT, LATE, TODAY, MAY_NOT_WAIT)
MOST_REMINDERS = 20


@dataclass(frozen=True)
class Entry:
    """One promise of a digest as it stood then; `since` says what became of it."""

    row: Row
    since: str


@dataclass(frozen=True)
class News:
    """One piece of news of a digest: what happened, to whom, when, and where to read on."""

    what: str
    name: str
    at: datetime
    opens: str
    key: str


@dataclass
class DayShown:
    """A morning: its promises by part, its news; `hidden` are no longer the viewer's to see."""

    parts: dict[str, list[Entry]]
    news: list[News]
    hidden: int


@dataclass(frozen=True)
class Sums:
    """What one colleague or queue held then."""

    name: str
    open: int
    late: int
    clocks: int
    untouched_days: int


@dataclass(frozen=True)
class QuietShown:
    """Somebody who was quiet then, by name, with whose case it was."""

    person_key: str
    name: str
    manager: str
    days: int
    every: int


@dataclass
class WeekShown:
    """A supervisor's week: sums, and who was quiet."""

    queues: list[Sums]
    colleagues: list[Sums]
    quiet: list[QuietShown]
    hidden: int


@dataclass
class DigestPage:
    """One digest, what is being brought to mind now, the others there are, and the choice."""

    digest: Digest | None
    day: DayShown | None
    week: WeekShown | None
    others: list[Digest]
    choice: DigestChoice
    near: list[Row] = field(default_factory=list)
    late: list[Row] = field(default_factory=list)
    is_newest: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The sums of the digest, as they were."""
        counts: dict[str, int] = self.digest.holds.get("counts", {}) if self.digest else {}
        return counts


def digest_page(*, viewer: User, at: datetime, digest: Digest | None = None) -> DigestPage:
    """The viewer's newest morning with their reminders, or one digest they asked for."""
    kept = list(digests(viewer=viewer))
    newest = next((one for one in kept if one.kind == DigestKind.DAY), None)
    shown_one = digest or newest or next(iter(kept), None)
    page = DigestPage(
        digest=shown_one,
        day=None,
        week=None,
        others=[one for one in kept if one != shown_one],
        choice=digest_choice(viewer=viewer),
        is_newest=digest is None,
    )
    if shown_one is not None:
        if shown_one.kind == DigestKind.WEEK:
            page.week = _week(shown_one, viewer)
        else:
            page.day = _day(shown_one, viewer)
    if page.is_newest:
        # What was near when the digest was written stands in it.
        told_at = newest.made_at if newest else None
        near = reminded(viewer=viewer, kind=ReminderKind.NEAR, since=told_at)
        late = reminded(viewer=viewer, kind=ReminderKind.LATE)
        page.near = ranked_rows(near, viewer=viewer, at=at)[:MOST_REMINDERS]
        page.late = ranked_rows(late, viewer=viewer, at=at)[:MOST_REMINDERS]
    return page


def _day(digest: Digest, viewer: User) -> DayShown:
    here = present(digest.made_at)
    said: list[dict[str, Any]] = digest.holds.get("lines", [])
    news: list[dict[str, str]] = digest.holds.get("changes", [])
    lines = _lines([line["task"] for line in said], viewer)
    parts: dict[str, list[Entry]] = {part: [] for part in PARTS}
    for told in said:
        line = lines.get(told["task"])
        if line is None:
            continue
        due = datetime.fromisoformat(told["due"])
        as_then = line._replace(due_at=due, hidden_until=None, status="requested")
        (row,) = shown([[(as_then, told["tier"])]], here)
        parts[told["part"]].append(Entry(row, _since(line, due)))
    of_tasks = [one["key"] for one in news if one["opens"] != OPENS_STORY]
    about = _lines(of_tasks, viewer)
    names = _names([one["key"] for one in news if one["opens"] == OPENS_STORY], viewer)
    names |= {key: line.person_name or line.title for key, line in about.items()}
    hidden = len(said) + len(news) - sum(len(entries) for entries in parts.values())
    told_news = [
        News(
            one["what"],
            names[one["key"]],
            datetime.fromisoformat(one["at"]),
            one["opens"],
            one["key"],
        )
        for one in news
        if one["key"] in names
    ]
    return DayShown(parts, told_news, hidden - len(told_news))


def _since(line: Line, due: datetime) -> str:
    """What became of a promise since: settled, or due at another moment."""
    if line.status in CLOSED:
        return str(line.status)
    return "moved" if line.due_at != due else ""


def _lines(keys: list[str], viewer: User) -> dict[str, Line]:
    """Promises by key, of those people whom the viewer stands beside now."""
    if not keys:
        return {}
    found = Task.objects.filter(
        Q(person=None) | Q(beside(viewer, "person_id")), pk__in=keys
    ).order_by()
    return {key_from(line.id): line for line in map(line_from, lines_from(found))}


def _names(keys: Iterable[str], viewer: User) -> dict[str, str]:
    """The names of those of these people whom the viewer stands beside now."""
    found = Person.objects.filter(beside(viewer, "pk"), pk__in=[UUID(key) for key in keys])
    return {str(key): name for key, name in found.values_list("pk", "display_name")}


def _week(digest: Digest, viewer: User) -> WeekShown:
    holds = digest.holds
    quiet: list[dict[str, Any]] = holds.get("quiet", [])
    colleagues: list[dict[str, Any]] = holds.get("colleagues", [])
    keys = {one["key"] for one in colleagues} | {one["manager"] for one in quiet} - {""}
    users = {str(one.pk): one.full_name for one in User.objects.filter(pk__in=keys)}
    queues: list[dict[str, Any]] = holds.get("queues", [])
    teams = {
        str(one.pk): one.name for one in Team.objects.filter(pk__in=[one["key"] for one in queues])
    }
    names = _names([one["person"] for one in quiet], viewer)
    told = [
        QuietShown(
            one["person"],
            names[one["person"]],
            users.get(one["manager"], ""),
            one["days"],
            one["every"],
        )
        for one in quiet
        if one["person"] in names
    ]
    return WeekShown(
        queues=[_sums(one, teams) for one in queues],
        colleagues=[_sums(one, users) for one in colleagues],
        quiet=told,
        hidden=len(quiet) - len(told),
    )


def _sums(one: dict[str, Any], names: dict[str, str]) -> Sums:
    return Sums(
        names.get(one["key"], ""), one["open"], one["late"], one["clocks"], one["untouched_days"]
    )
