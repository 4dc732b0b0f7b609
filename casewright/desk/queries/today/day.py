"""A worker's day: the rows that were asked for, what the sentence above them counts, and what
stands beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from casewright.desk.queries.today.around import Around, Covered, Kept, Silent, around
from casewright.desk.worklist.changes import URGENT, Change, clock_on
from casewright.desk.worklist.line import (
    COVERING,
    MINE,
    QUEUE,
    Line,
    key_from,
    line_from,
    line_parts,
)
from casewright.desk.worklist.row import (
    Placed,
    Row,
    bundled,
    is_due,
    present,
    ranked,
    runs_out,
    shown,
)
from casewright.desk.worklist.sieve import sifted
from casewright.foundation.moments import local
from casewright.foundation.prepared import PreparedRows
from casewright.security.models import User
from casewright.tasks.actions import Sieve
from casewright.tasks.models import Act
from casewright.tasks.rules import TIERS, Present

LINES = PreparedRows(line_parts)
CHANGES_AT_FIRST = 3
MOST_CHOICES = 20
SHOW = {
    "all": gettext_lazy("All"),
    "mine": gettext_lazy("Mine"),
    "covering": gettext_lazy("Covering"),
    "queue": gettext_lazy("Team queue"),
    "waiting": gettext_lazy("Waiting"),
}


@dataclass(frozen=True)
class Visit:
    """One stop of the day: when, to whom, and for what."""

    key: str
    person_key: str
    hour: str
    name: str
    title: str


@dataclass(frozen=True)
class Choice:
    """One thing to sift by, and how many rows have it."""

    value: str
    words: str
    number: int


@dataclass(frozen=True)
class Today:
    """A worker's day. `rows` are those that are shown, `number` is how many were asked for."""

    at: datetime
    sieve: Sieve
    rows: list[Row]
    number: int
    counts: dict[str, int]
    of_filter: dict[str, int]
    due: int
    run_out: int
    visits: list[Visit]
    tiers: list[Choice]
    kinds: list[Choice]
    tags: list[Choice]
    around: Around

    @property
    def date(self) -> str:
        """Tuesday 24 November."""
        here = local(self.at)
        return f"{here:%A} {here.day} {here:%B}"

    @property
    def show(self) -> str:
        """Whose rows are shown; one of SHOW."""
        return self.sieve.show

    @property
    def covered(self) -> list[Covered]:
        """Whom the viewer covers for."""
        return self.around.covered

    @property
    def silent(self) -> list[Silent]:
        """Senders not heard for longer than usual."""
        return self.around.silent

    @property
    def filters(self) -> list[Kept]:
        """The viewer's own ways of looking."""
        return self.around.filters

    @property
    def first_changes(self) -> list[Change]:
        """What changed and cannot wait, all of it; then the newest, while there is room."""
        urgent = sum(one.weight == URGENT for one in self.around.changes)
        return self.around.changes[: max(CHANGES_AT_FIRST, urgent)]

    @property
    def more_changes(self) -> int:
        """How many changes stand behind the first; none of them is urgent."""
        return len(self.around.changes) - len(self.first_changes)

    @property
    def left(self) -> str:
        """Mon 17:40: when the viewer left, or read what there was."""
        left_at = self.around.left_at
        return clock_on(left_at, self.at) if left_at else ""

    @property
    def has_side(self) -> bool:
        """Whether anything stands beside the rows."""
        return bool(
            self.around.changes or self.visits or self.counts["waiting"] or self.around.quiet
        )


def today(
    *,
    viewer: User,
    at: datetime,
    show: str = "all",
    sieve: Sieve | None = None,
    most: int = 0,
    only: str = "",
) -> Today:
    """Put together a worker's day at a moment; at `most` so many rows, all where it is 0; or `only`
    the row of somebody."""
    sieve = sieve or Sieve(show=show)
    here = present(at)
    lines = [line_from(row) for row in LINES.rows(viewer=viewer.pk, moment=at)]
    beside = around(viewer=viewer, at=at)
    live = ranked((line for line in lines if line.is_live(at)), here)
    waits = [line for line in lines if line.waits(at)]
    is_asked = "waiting" in {sieve.show, *(kept.show for kept in beside.filters)}
    waiting = ranked(waits, here) if is_asked else []
    pool = waiting if sieve.show == "waiting" else live
    bundles = bundled(sifted(pool, sieve, at))
    return Today(
        at=at,
        sieve=sieve,
        rows=shown(_chosen(bundles, most, only), here),
        number=len(bundles),
        counts={**_people_of(live), "waiting": len({line.who for line in waits})},
        of_filter={
            kept.key: len({line.who for line, _ in sifted(its, _sieve(kept), at)})
            for kept in beside.filters
            for its in [waiting if kept.show == "waiting" else live]
        },
        due=sum(is_due(line, tier, here) for line, tier in live),
        run_out=sum(runs_out(line, here) for line, _ in live),
        visits=_visits(lines, here),
        tiers=_choices((str(tier) for _, tier in pool), {str(n): w for n, w in TIERS.items()}),
        kinds=_choices((line.kind for line, _ in pool), {}),
        tags=_choices((line.tag for line, _ in pool if line.tag), {}),
        around=beside,
    )


def _chosen(bundles: list[list[Placed]], most: int, only: str) -> list[list[Placed]]:
    if only:
        return [bundle for bundle in bundles if key_from(bundle[0][0].who) == only]
    return bundles[:most] if most else bundles


def row_about(who: str, *, viewer: User, at: datetime, sieve: Sieve) -> tuple[Today, Row | None]:
    """The day without its rows, and the row that somebody now stands in, if any is left."""
    day = today(viewer=viewer, at=at, sieve=sieve, only=who)
    return day, next(iter(day.rows), None)


def _sieve(kept: Kept) -> Sieve:
    return Sieve(kept.show, kept.tier, kept.kind, kept.tag, kept.within, kept.words)


def _people_of(live: Iterable[Placed]) -> dict[str, int]:
    """How many rows there are in all, and how many are whose."""
    whose: dict[str, set[str]] = {name: set() for name in (MINE, COVERING, QUEUE)}
    for line, _tier in live:
        whose[line.whose].add(line.person_id or line.id)
    everybody = set().union(*whose.values())
    return {"all": len(everybody), **{name: len(who) for name, who in whose.items()}}


def _visits(lines: Iterable[Line], here: Present) -> list[Visit]:
    """The visits that have a time today, in the order of their times."""
    stops = [
        line
        for line in lines
        if line.act == Act.VISIT
        and line.has_time
        and line.person_id
        and line.is_live(here.at)
        and local(line.due_at).date() == here.today
    ]
    stops.sort(key=lambda line: (line.due_at, line.id))
    return [
        Visit(
            key=key_from(line.id),
            person_key=key_from(line.person_id or ""),
            hour=f"{local(line.due_at):%H:%M}",
            name=line.person_name or "",
            title=line.title,
        )
        for line in stops
    ]


def _choices(values: Iterable[str], words: dict[str, str]) -> list[Choice]:
    """The values that occur most, with how often, in their own order."""
    counted: dict[str, int] = {}
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    most = sorted(counted.items(), key=lambda each: -each[1])[:MOST_CHOICES]
    return [Choice(value, words.get(value, value), number) for value, number in sorted(most)]
