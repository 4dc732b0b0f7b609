"""What a message or a resource says about somebody's health, as plain values.

`source` and `source_key` together name the thing said: the same one is received once. `status` is
the sender's own word (active, resolved, stopped ...). Empty means "does not say". A fact's values
are the columns of its model, but for a document's `files`.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ReceivedFact:
    """One thing as it was said; `system` and `code` name it, `display` says it in words."""

    display: str
    source: str = ""
    source_key: str = ""
    system: str = ""
    code: str = ""
    status: str = ""
    dated_at: datetime | None = None


@dataclass(frozen=True)
class ConditionFact(ReceivedFact):
    """A problem or diagnosis."""


@dataclass(frozen=True)
class MedicineFact(ReceivedFact):
    """A medicine ordered or taken."""

    directions: str = ""
    basis: str = "ordered"


@dataclass(frozen=True)
class AllergyFact(ReceivedFact):
    """An allergy or intolerance."""

    reaction: str = ""
    severity: str = ""


@dataclass(frozen=True)
class ObservationFact(ReceivedFact):
    """A measured or asked value; `parts` are [what, value, unit] where several belong together."""

    value: str = ""
    unit: str = ""
    category: str = ""
    reading: str = ""
    parts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class ProcedureFact(ReceivedFact):
    """Something done for somebody."""

    ends_at: datetime | None = None
    performer: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PlanFact(ReceivedFact):
    """A plan of another organization; `activities` has one a line."""

    ends_at: datetime | None = None
    author: str = ""
    addresses: str = ""
    activities: str = ""


@dataclass(frozen=True)
class GoalFact(ReceivedFact):
    """A goal of another organization; `target` says in words what is to be reached."""

    achievement: str = ""
    target: str = ""
    due_on: date | None = None
    addresses: str = ""


@dataclass(frozen=True)
class EpisodeFact(ReceivedFact):
    """A time of care elsewhere; `stations` are [status, from, to] with the sender's dates."""

    ends_at: datetime | None = None
    organization: str = ""
    care_manager: str = ""
    reason: str = ""
    stations: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class FileFact:
    """One file of a document: its bytes where they were sent, else only where it lies."""

    media_type: str = ""
    title: str = ""
    url: str = ""
    size: int | None = None
    content: bytes | None = None


@dataclass(frozen=True)
class DocumentFact(ReceivedFact):
    """A document and its files."""

    author: str = ""
    keeper: str = ""
    files: tuple[FileFact, ...] = ()
