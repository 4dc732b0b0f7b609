"""Measured and asked values: the newest of each, with those before it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from casewright.chart import rules
from casewright.chart.access import SEE
from casewright.chart.models import Observation
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.security.standing import stands_by

READINGS_A_PAGE = 20
# How many values before the newest are shown.
EARLIER = 5
COLUMNS = (
    *("system", "code", "named", "pk", "display", "status", "source", "dated_at", "received_at"),
    *("category", "value", "unit", "parts", "reading"),
)


@dataclass(frozen=True)
class Earlier:
    """A value before the newest, in words, and when it was taken."""

    words: str
    dated_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """What was measured or asked, its newest value in words, and how that stands to the last."""

    key: UUID
    display: str
    status: str
    source: str
    dated_at: datetime | None
    received_at: datetime
    category: str
    words: str
    reading: str
    change: str
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True)
class Readings:
    """One page of readings, the newest first."""

    lines: tuple[Reading, ...] = ()
    page: int = 1
    has_more: bool = False


def readings_of(person_key: UUID, *, viewer: User, page: int = 1) -> Readings:
    """The newest value of everything measured or asked: two statements, whatever their number.

    Values belong together by their code, or by their words where they have none.
    """
    if not (holds(viewer, SEE) and stands_by(viewer, person_key)):
        return Readings()
    start = READINGS_A_PAGE * (page - 1)
    newest = _numbered(person_key).filter(turn=1).order_by(_newest_first(), "pk")
    found = list(newest.values_list(*COLUMNS)[start : start + READINGS_A_PAGE + 1])
    shown = found[:READINGS_A_PAGE]
    before = _before(person_key, shown) if shown else {}
    lines = tuple(_reading(row, before.get(row[:3], [])) for row in shown)
    return Readings(lines, page, len(found) > READINGS_A_PAGE)


def _numbered(person_key: UUID) -> QuerySet[Any, Any]:
    """A person's values, each numbered from the newest of its kind on."""
    rows: QuerySet[Any, Any] = (
        Observation.objects.filter(person=person_key)
        .exclude(status=rules.TAKEN_BACK)
        .exclude(value="", parts=[])
        .annotate(named=Case(When(code="", then=F("display")), default=Value("")))
        .annotate(
            turn=Window(
                RowNumber(),
                partition_by=[F("system"), F("code"), F("named")],
                order_by=[_newest_first(), F("received_at").desc(), F("pk").asc()],
            )
        )
    )
    return rows


def _before(person_key: UUID, shown: list[Any]) -> dict[Any, list[Any]]:
    """The values before the newest, by what they are of."""
    codes = {row[1] for row in shown if row[1]}
    names = {row[2] for row in shown if row[2]}
    earlier = _numbered(person_key).filter(turn__gt=1, turn__lte=EARLIER + 1)
    rows = earlier.filter(Q(code__in=codes) | Q(named__in=names)).order_by("turn")
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows.values_list(*COLUMNS):
        found[row[:3]].append(row)
    return found


def _reading(row: Any, before: list[Any]) -> Reading:
    *_, key, display, status, source, dated_at, received_at, category, value, unit, _parts, read = (
        row
    )
    last = before[0] if before else None
    change = rules.change(value, last[10], same_unit=unit == last[11]) if last else ""
    return Reading(
        key=key,
        display=display,
        status=status,
        source=source,
        dated_at=dated_at,
        received_at=received_at,
        category=category,
        words=_words(row),
        reading=read,
        change=change,
        earlier=tuple(Earlier(_words(one), one[7]) for one in before),
    )


def _words(row: Any) -> str:
    """A value with its unit, and what was measured with it."""
    value, unit, parts = row[10], row[11], row[12]
    told = [" ".join(part for part in (value, unit) if part)]
    told += [f"{what}: {' '.join(p for p in (of, its) if p)}" for what, of, its in parts]
    return "; ".join(each for each in told if each)


def _newest_first() -> Any:
    return F("dated_at").desc(nulls_last=True)
