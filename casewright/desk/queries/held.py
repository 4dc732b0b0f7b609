"""What is held about a person, as plain values: read from all its small tables in one statement.

The page of a person has thirteen short lists. Read one by one they cost thirteen statements; joined
by UNION ALL they cost one, whatever their length.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from casewright.cases.models import TeamPlace
from casewright.cases.states import OPEN
from casewright.chart.models import Allergy, Condition, Medicine
from casewright.contacts.models import Draft
from casewright.desk.words import moment_of
from casewright.foundation.prepared import KEYS, Parts, PreparedRows
from casewright.people.models import (
    ContactPoint,
    Coverage,
    Kin,
    Merge,
    NameUse,
    Person,
    PersonName,
    Statement,
    Summary,
)
from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.transitions.models import Stay

RECEIVED = ("display", "status", "source", "dated_at", "received_at")
# Received entries that no longer hold (FHIR clinical and medication status).
PAST = (
    *("resolved", "inactive", "remission", "completed", "stopped", "cancelled"),
    *("entered-in-error", "refuted", "not-taken"),
)


@dataclass(frozen=True)
class Point:
    """A phone, an address or a mailbox, and whether it may be used."""

    key: UUID
    channel: str
    value: str
    use: str
    safe_to_use: bool
    safe_to_leave_message: bool
    best_time: str
    note: str
    rank: int


@dataclass(frozen=True)
class Helper:
    """Somebody who helps, and what they may be told."""

    key: UUID
    full_name: str
    relationship: str
    phone: str
    is_carer: bool
    decides: bool
    may_be_told: str
    note: str


@dataclass(frozen=True)
class Cover:
    """Who pays, from a day to a day."""

    key: UUID
    payer_name: str
    plan_type: str
    member_id: str
    order: int
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Said:
    """A dated sentence: what matters, or what to watch for."""

    key: UUID
    kind: str
    words: str
    language: str
    translation: str
    said_on: date | None
    source: str


@dataclass(frozen=True)
class Summed:
    """Who this is in two lines, by a colleague: the newest version."""

    key: UUID
    version: int
    words: str
    author: str
    written_at: datetime | None


@dataclass(frozen=True)
class Received:
    """A condition, a medicine or an allergy as somebody sent it."""

    key: UUID
    display: str
    status: str
    source: str
    dated_at: datetime | None
    received_at: datetime | None
    directions: str = ""
    reaction: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Place:
    """Somebody on the care team: a colleague, or a professional outside."""

    key: UUID
    username: str | None
    full_name: str | None
    outside_name: str
    outside_phone: str
    role: str
    starts_at: datetime | None


@dataclass(frozen=True)
class Joined:
    """A record that was joined to this one; `who` is empty where a hospital said so."""

    key: UUID
    merged_at: datetime | None
    source: str
    who: str | None


@dataclass(frozen=True)
class Expected:
    """A stay, a move or an end of a stay that was announced and has not happened yet."""

    key: UUID
    facility: str
    facility_name: str
    source: str
    heard_at: datetime | None
    announced: dict[str, str]

    @property
    def where(self) -> str:
        return self.facility or self.facility_name or self.source

    @property
    def moments(self) -> list[tuple[str, datetime]]:
        """What is expected (admission, transfer or discharge) and when, the soonest first."""
        read = [(what, moment_of(text)) for what, text in self.announced.items()]
        return sorted(((what, at) for what, at in read if at), key=lambda one: one[1])


@dataclass
class Held:
    """Everything small that is held about one person."""

    nicknames: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    helpers: list[Helper] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    conditions: list[Received] = field(default_factory=list)
    medicines: list[Received] = field(default_factory=list)
    allergies: list[Received] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    summaries: list[Summed] = field(default_factory=list)
    draft_at: datetime | None = None
    summaries_of_joined: list[Summed] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)

    @property
    def summary(self) -> Summed | None:
        """The two lines by a colleague; None where nobody has written any."""
        return next(iter([*self.summaries, *self.summaries_of_joined]), None)

    @property
    def matters(self) -> list[Said]:
        """What matters, in the person's own words, the newest first."""
        return [one for one in self.said if one.kind == "matters"]

    @property
    def watch(self) -> list[Said]:
        """What to watch for, the newest first."""
        return [one for one in self.said if one.kind == "watch"]

    def covers_from(self, day: date) -> list[Cover]:
        """Who pays on a day or later, in the order in which they pay."""
        return [cover for cover in self.covers if cover.ends_on is None or cover.ends_on >= day]

    @property
    def phones(self) -> list[Point]:
        """Every number, the first to try first."""
        return [point for point in self.points if point.channel in ("phone", "sms")]


def held_about(person_key: UUID, *, viewer: User) -> Held:
    """What is held about a person; nothing for whoever does not stand beside them."""
    held = Held()
    if not stands_by(viewer, person_key):
        return held
    for kind, key, said in HELD.rows(person=person_key, viewer=viewer.pk):
        _keep(held, kind, key, _read(said))
    held.points.sort(key=lambda point: (point.rank, str(point.key)))
    held.helpers.sort(key=lambda one: (not one.is_carer, one.full_name))
    held.covers.sort(key=lambda cover: (cover.order, str(cover.key)))
    held.said.sort(key=lambda one: (one.said_on or date.min, str(one.key)), reverse=True)
    for received in (held.conditions, held.medicines, held.allergies):
        received.sort(key=lambda one: one.display.casefold())
    held.joined.sort(key=lambda one: (str(one.merged_at), str(one.key)), reverse=True)
    held.expected.sort(key=lambda one: ([moment for _, moment in one.moments], str(one.key)))
    held.places.sort(key=lambda place: (place.starts_at is None, place.starts_at, str(place.key)))
    return held


def _parts() -> Parts:
    """One part for each table; all have the same three columns."""
    person_key, viewer = KEYS["person"], KEYS["viewer"]
    about, now_held = Q(person=person_key), Q(person=person_key, ended_at=None)
    known_as = about & Q(use__in=[NameUse.NICKNAME, NameUse.USUAL])
    on_team = Q(case__person=person_key, case__status__in=OPEN, ends_at=None)
    newer = Summary.objects.filter(person=OuterRef("person"), version__gt=OuterRef("version"))
    still = about & ~Q(status__in=PAST)
    parts = [
        _part(PersonName, "name", known_as, "given", "family"),
        _part(
            ContactPoint,
            "point",
            now_held,
            *("channel", "value", "use", "safe_to_use", "safe_to_leave_message"),
            *("best_time", "note", "rank"),
        ),
        _part(
            Kin,
            "helper",
            now_held,
            *("full_name", "relationship", "phone", "is_carer", "decides", "may_be_told", "note"),
        ),
        _part(
            Coverage,
            "cover",
            about,
            *("payer_name", "plan_type", "member_id", "order", "starts_on", "ends_on"),
        ),
        _part(
            Statement,
            "said",
            now_held,
            *("kind", "words", "language", "translation", "said_on", "source"),
        ),
        _part(Condition, "condition", still, *RECEIVED),
        _part(Medicine, "medicine", still, *RECEIVED, "directions"),
        _part(Allergy, "allergy", still, *RECEIVED, "reaction", "severity"),
        _part(
            TeamPlace,
            "place",
            on_team,
            *("outside_name", "outside_phone", "role", "starts_at"),
            username="user__username",
            full_name="user__full_name",
        ),
        _part(
            Summary,
            "summary",
            about & Q(~Exists(newer)),
            *("version", "words", "written_at"),
            author="author__full_name",
        ),
        # Where nobody wrote them under this record, those of one that was joined to it stand.
        _part(
            Summary,
            "summary of joined",
            Q(person__in=Person.objects.filter(merged_into=person_key).values("pk"))
            & Q(~Exists(newer)),
            *("version", "words", "written_at"),
            author="author__full_name",
        ),
        _part(Draft, "draft", about & Q(author=viewer), "updated_at"),
        _part(
            Merge,
            "joined",
            Q(kept=person_key, undone_at=None),
            *("merged_at", "source"),
            who="joined_by__full_name",
        ),
        _part(
            Stay,
            "expected",
            about & Q(cancelled=False, discharged_at=None) & ~Q(announced={}),
            *("facility_name", "source", "heard_at", "announced"),
            facility="facility__name",
        ),
    ]
    return parts, ""


def _part(
    model: type[Model], kind: str, which: Q, *columns: str, **joined: str
) -> QuerySet[Any, Any]:
    said = JSONObject(**{name: name for name in columns}, **joined)
    rows: QuerySet[Any, Any] = (
        model._default_manager.filter(which)
        .annotate(part=Value(kind), says=said)
        .values_list("part", "pk", "says")
    )
    return rows


HELD = PreparedRows(_parts)
DAYS = ("starts_on", "ends_on", "said_on")
MOMENTS = (
    *("dated_at", "received_at", "starts_at", "updated_at", "written_at"),
    *("merged_at", "heard_at"),
)
FLAGS = ("safe_to_use", "safe_to_leave_message", "is_carer", "decides")


def _read(said: dict[str, Any]) -> dict[str, Any]:
    """Days, moments and flags back from what JSON holds: SQLite writes moments without a zone, and
    flags as 0 and 1."""
    for name in FLAGS:
        if name in said:
            said[name] = bool(said[name])
    for name in DAYS:
        if said.get(name):
            said[name] = date.fromisoformat(said[name])
    for name in MOMENTS:
        if said.get(name):
            said[name] = moment_of(said[name])
    if isinstance(said.get("announced"), str):
        said["announced"] = json.loads(said["announced"])
    return said


def _keep(held: Held, kind: str, key: UUID, said: dict[str, Any]) -> None:
    lists: dict[str, tuple[list[Any], type]] = {
        "point": (held.points, Point),
        "helper": (held.helpers, Helper),
        "cover": (held.covers, Cover),
        "said": (held.said, Said),
        "condition": (held.conditions, Received),
        "medicine": (held.medicines, Received),
        "allergy": (held.allergies, Received),
        "place": (held.places, Place),
        "summary": (held.summaries, Summed),
        "summary of joined": (held.summaries_of_joined, Summed),
        "joined": (held.joined, Joined),
        "expected": (held.expected, Expected),
    }
    if kind == "draft":
        held.draft_at = said["updated_at"]
    elif kind == "name":
        held.nicknames.append(f"{said['given']} {said['family']}".strip())
    else:
        kept, shape = lists[kind]
        kept.append(shape(key=key, **said))
