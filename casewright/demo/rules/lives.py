"""A made-up life as plain values: who somebody is, and everything that happens, each at its moment.

A story that was written, a neighbor that was drawn and a person with canary words are all told as
a `Life`; so one teller, through the rooms' own actions, and one quick writer serve all three.
Users, teams and facilities are named by their keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casewright.people.facts import PersonFacts


@dataclass(frozen=True)
class Move:
    """A transfer inside a stay: to point of care^room^bed."""

    at: datetime
    where: str


@dataclass(frozen=True)
class Visit:
    """A stay somewhere as its facility knows it; `patient_class` is of HL7 table 0004,
    `disposition` a patient discharge status of the uniform bill."""

    facility: str
    number: str
    admitted_at: datetime
    discharged_at: datetime | None = None
    patient_class: str = "I"
    where: str = ""
    reason: str = ""
    code: str = ""
    disposition: str = "01"
    discharged_to: str = "Home"
    # Where a message calls the facility otherwise than the directory does.
    facility_name: str = ""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Spoke:
    """A contact noted by a colleague; `keeps` is the kind of the promise it was made for."""

    at: datetime
    by: str
    text: str = ""
    kind: str = "call"
    channel: str = ""
    reached: str = "person"
    kin: str = ""
    reached_name: str = ""
    minutes: int = 15
    time_kind: str = "with_person"
    keeps: str = ""
    next_step: str = ""
    next_due_at: datetime | None = None
    added: str = ""
    struck: str = ""


@dataclass(frozen=True)
class Promised:
    """A promise. `rule` names a deadline rule and `started_at` what it is counted from;
    `owner` is a user or "team:..." for a queue."""

    at: datetime
    by: str
    title: str
    due_at: datetime
    owner: str = ""
    why: str = ""
    kind: str = "task"
    nature: str = "routine"
    act: str = "do"
    tag: str = ""
    has_time: bool = False
    waiting_on: str = ""
    rule: str = ""
    payer: str = ""
    started_at: datetime | None = None
    printed_at: datetime | None = None
    hidden_until: datetime | None = None
    paused: str = ""
    pinned: str = ""
    # Why it is done, for one that is; and what was noted when it was made.
    done: str = ""
    noted: str = ""


@dataclass(frozen=True)
class Settled:
    """The end of an open promise, told by its kind: kept, or not needed and why."""

    at: datetime
    by: str
    kind: str
    reason: str = ""
    needed: bool = True


@dataclass(frozen=True)
class Said:
    """A dated sentence: what matters in the person's own words, or what to watch for."""

    at: datetime
    by: str
    words: str
    kind: str = "matters"
    language: str = "en"
    translation: str = ""
    source: str = ""


@dataclass(frozen=True)
class Joined:
    """Somebody joins the care team: a colleague, or a professional outside."""

    at: datetime
    by: str
    role: str
    user: str = ""
    outside_name: str = ""
    outside_phone: str = ""


@dataclass(frozen=True)
class Moved:
    """The case is moved on: held, taken up again, finished."""

    at: datetime
    by: str
    to: str
    reason: str


@dataclass(frozen=True)
class Drafted:
    """A note that somebody began and has not saved."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Heard:
    """A message of a facility about a stay: `event` is A01, A02, A03 ..."""

    at: datetime
    event: str
    visit: Visit
    where: str = ""
    remark: str = ""


Happening = Spoke | Promised | Settled | Said | Joined | Moved | Drafted | Heard


@dataclass(frozen=True)
class Finding:
    """Something others sent about somebody's health; `kind` is condition, medicine, allergy or
    observation, `system` a short name of the code system."""

    kind: str
    display: str
    code: str = ""
    system: str = ""
    status: str = "active"
    since: datetime | None = None
    directions: str = ""
    reaction: str = ""
    severity: str = ""
    value: str = ""
    unit: str = ""
    reading: str = ""
    part: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """What others did, planned or wrote about somebody; `texts` by the name of the column."""

    kind: str
    display: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matched:
    """A message about somebody that a colleague matched by hand, and how it stood before."""

    reason: str
    stood: str
    number: str
    former_number: str


@dataclass(frozen=True)
class Episode:
    """The case: who looks after the person, since when, and what it is about."""

    program: str
    team: str
    manager: str
    opened_at: datetime
    summary: str = ""
    acuity: int = 2
    contact_every_days: int = 30
    reason: str = ""


@dataclass(frozen=True)
class Life:
    """One person. Without an episode they are in nobody's case."""

    key: str
    facts: PersonFacts
    known_at: datetime
    known_from: str = ""
    episode: Episode | None = None
    happenings: tuple[Happening, ...] = ()
    findings: tuple[Finding, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    matched: Matched | None = None
    two_lines: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether the case has come to its end."""
        return any(isinstance(one, Moved) and one.to == "finished" for one in self.happenings)

    @property
    def in_order(self) -> list[Happening]:
        """What happens, the earliest first; of two at one moment, as they were told."""
        return sorted(self.happenings, key=lambda one: one.at)


def messages_of(visit: Visit) -> tuple[Heard, ...]:
    """The messages that a facility sends about a stay, each at the moment it tells of."""
    told = [Heard(visit.admitted_at, "A01", visit, visit.where)]
    told += [Heard(move.at, "A02", visit, move.where) for move in visit.moves]
    if visit.discharged_at:
        told.append(Heard(visit.discharged_at, "A03", visit, told[-1].where))
    return tuple(told)
