"""What was received about somebody, a page of each kind: plain values, one statement a kind."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Length

from casewright.chart.access import SEE
from casewright.chart.models import (
    Allergy,
    Attachment,
    Condition,
    Document,
    EpisodeElsewhere,
    GoalElsewhere,
    Medicine,
    PlanElsewhere,
    Procedure,
)
from casewright.chart.rules import TAKEN_BACK
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.security.standing import stands_by

LINES_A_PAGE = 20
# What every kind of thing received has.
COMMON = ("pk", "display", "status", "source", "dated_at", "received_at")


@dataclass(frozen=True)
class File:
    """A file of a document: `is_here` where its bytes are, else only its address is known."""

    key: UUID
    media_type: str
    title: str
    url: str
    size: int | None
    is_here: bool


@dataclass(frozen=True)
class Line:
    """One thing received. `said` holds what only its kind has, by the name of the column."""

    key: UUID
    display: str
    status: str
    source: str
    dated_at: datetime | None
    received_at: datetime
    said: dict[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Section:
    """One page of one kind, the newest first."""

    lines: tuple[Line, ...] = ()
    page: int = 1
    has_more: bool = False


def received_conditions_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """Problems and diagnoses."""
    return _section(Condition, person_key, viewer, page)


def received_medicines_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """Medicines ordered or taken, with their directions."""
    return _section(Medicine, person_key, viewer, page, "directions", "basis")


def received_allergies_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """Allergies and intolerances, with what they do."""
    return _section(Allergy, person_key, viewer, page, "reaction", "severity")


def procedures_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """What was done for somebody, by whom and for what."""
    return _section(Procedure, person_key, viewer, page, "ends_at", "performer", "reason")


def plans_elsewhere_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """What other organizations planned."""
    columns = ("ends_at", "author", "addresses", "activities")
    return _section(PlanElsewhere, person_key, viewer, page, *columns)


def goals_elsewhere_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """What other organizations want to reach with somebody, and how far it is."""
    columns = ("achievement", "target", "due_on", "addresses")
    return _section(GoalElsewhere, person_key, viewer, page, *columns)


def episodes_elsewhere_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """When other organizations looked after somebody, and who managed the care."""
    columns = ("ends_at", "organization", "care_manager", "reason", "stations")
    return _section(EpisodeElsewhere, person_key, viewer, page, *columns)


def documents_of(person_key: UUID, *, viewer: User, page: int = 1) -> Section:
    """Documents and their files; one statement more for the files."""
    section = _section(Document, person_key, viewer, page, "author", "keeper")
    files: dict[UUID, list[File]] = {line.key: [] for line in section.lines}
    if files:
        # The length alone tells whether the bytes are here: they are not read for a list.
        has_bytes = Coalesce(Length("content"), Value(-1))
        rows = Attachment.objects.filter(document__in=files).annotate(length=has_bytes)
        columns = ("document", "pk", "media_type", "title", "url", "size", "length")
        for row in rows.order_by("position").values_list(*columns):
            document, key, media_type, title, url, size, length = row
            files[document].append(File(key, media_type, title, url, size, length >= 0))
    lines = tuple(replace(line, files=tuple(files[line.key])) for line in section.lines)
    return Section(lines, section.page, section.has_more)


def _section(model: Any, person_key: UUID, viewer: User, page: int, *columns: str) -> Section:
    """A page of one kind; nothing for whoever may not see it."""
    if not (holds(viewer, SEE) and stands_by(viewer, person_key)):
        return Section()
    start = LINES_A_PAGE * (page - 1)
    rows: Any = (
        model.objects.filter(person=person_key)
        .exclude(status=TAKEN_BACK)
        .order_by(_newest_first(), "pk")
        .values_list(*COMMON, *columns)[start : start + LINES_A_PAGE + 1]
    )
    found = [_line(columns, *row) for row in rows]
    return Section(tuple(found[:LINES_A_PAGE]), page, len(found) > LINES_A_PAGE)


def _line(
    columns: tuple[str, ...],
    key: UUID,
    display: str,
    status: str,
    source: str,
    dated_at: datetime | None,
    received_at: datetime,
    *said: Any,
) -> Line:
    own = dict(zip(columns, said, strict=True))
    return Line(key, display, status, source, dated_at, received_at, own)


def _newest_first() -> Any:
    """By the sender's date; what has none comes last."""
    return F("dated_at").desc(nulls_last=True)
