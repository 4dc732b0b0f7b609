"""What a message or a resource says about somebody's health, as plain values.

`source` and `source_key` together name the thing said: the same one is received once. `status` is
the sender's own word (active, resolved, stopped ...). Empty means "does not say".
"""

from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True)
class AllergyFact(ReceivedFact):
    """An allergy or intolerance."""

    reaction: str = ""
    severity: str = ""


@dataclass(frozen=True)
class ObservationFact(ReceivedFact):
    """A measured or asked value."""

    value: str = ""
    unit: str = ""
