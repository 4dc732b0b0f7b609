"""What a message, a resource or a form says about a person, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class NameFact:
    """One name; `use` is a FHIR name use."""

    family: str
    given: str
    use: str = "official"


@dataclass(frozen=True)
class IdentifierFact:
    """A number, the system that gave it, and its kind (MR, SS, MA ...)."""

    system: str
    value: str
    kind: str = ""


@dataclass(frozen=True)
class PointFact:
    """A phone, address or mailbox. `None` leaves what is known about its safety as it is."""

    channel: str
    value: str
    use: str = ""
    best_time: str = ""
    note: str = ""
    safe_to_use: bool | None = None
    safe_to_leave_message: bool | None = None


@dataclass(frozen=True)
class KinFact:
    """A relative or carer. Only the person's own word changes what they may be told."""

    full_name: str
    relationship: str = ""
    phone: str = ""
    is_carer: bool = False
    decides: bool = False
    may_be_told: str | None = None
    note: str = ""


@dataclass(frozen=True)
class CoverageFact:
    """Who pays, from a day to a day; order 1 pays first."""

    payer_name: str
    plan_type: str = "unknown"
    member_id: str = ""
    order: int = 1
    starts_on: date | None = None
    ends_on: date | None = None
    payer_code: str = ""


@dataclass(frozen=True)
class LanguageFact:
    """A language (BCP 47 code and its name)."""

    code: str
    name: str = ""
    preferred: bool = True
    interpreter: bool = False
    reads: bool = True


@dataclass(frozen=True)
class PersonFacts:
    """Everything one source says about a person; what it does not say stays as it was.

    `said_at` (aware) is when the source said it: of two words on one thing the later said stands,
    whichever is heard first; without it, the one heard last. `died_by` is a day on which the
    person was known to have died, where the source does not say when. `emptied` names what the
    source says is no more: gender, birth_date, died_on, languages, post, phone_home, phone_work.
    """

    names: tuple[NameFact, ...] = ()
    birth_date: date | None = None
    birth_precision: str = "day"
    gender: str = ""
    pronouns: str = ""
    called: str = ""
    died_on: date | None = None
    died_by: date | None = None
    home_note: str = ""
    if_worse: str = ""
    languages: tuple[LanguageFact, ...] = ()
    identifiers: tuple[IdentifierFact, ...] = ()
    points: tuple[PointFact, ...] = ()
    kin: tuple[KinFact, ...] = ()
    coverages: tuple[CoverageFact, ...] = ()
    extra_search: tuple[str, ...] = field(default=())
    said_at: datetime | None = None
    emptied: frozenset[str] = frozenset()
