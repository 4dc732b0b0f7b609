"""What a message or a resource says about a stay, as plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StayFact:
    """One thing said about one stay. Moments are aware; empty means "does not say".

    `source` and `visit` together name the stay. `source_key` names the message or resource, so
    that the same one is heard once. `kind` is an `EventKind`, `stay_class` a `StayClass`. `where`
    is point of care^room^bed of PV1-3. `occurred_at` is when it happened, `recorded_at` when the
    sender wrote it down: of two words about one moment the later written one holds. `expected_at`
    is when what is announced is to happen; `emptied` names fields whose words are to be no more.
    """

    source: str
    visit: str
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    source_key: str
    stay_class: str = ""
    where: str = ""
    facility_name: str = ""
    reason: str = ""
    disposition: str = ""
    discharged_to: str = ""
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    expected_at: datetime | None = None
    emptied: tuple[str, ...] = ()
