"""A promise as a list needs it, in plain values, and the statement that reads a worker's all."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from casewright.cases.models import Case as Episode
from casewright.cases.states import OPEN as OPEN_CASE
from casewright.contacts.models import Contact
from casewright.foundation.among import among
from casewright.foundation.prepared import KEYS, MOMENT, Parts
from casewright.security.models import Cover, Membership
from casewright.security.standing import beside_at
from casewright.tasks.models import Task
from casewright.tasks.states import LIVE, OPEN

MINE, COVERING, QUEUE, OTHERS = "mine", "covering", "queue", "others"


class Line(NamedTuple):
    """One promise: what it says, whose it is, its clock's rule, and what decides its place.

    A list holds hundreds and shows few: keys and days are texts as the database writes them, and
    only the moments that place a promise are read.
    """

    whose: str
    id: str
    person_id: str | None
    title: str
    why: str
    tag: str
    kind: str
    nature: str
    act: str
    status: str
    source: str
    due_at: datetime
    has_time: int
    hidden_until: datetime | None
    pinned_at: str | None
    pinned_reason: str
    waiting_on: str
    paused_reason: str
    attempts: int
    untouched_since: datetime | None
    closed_reason: str
    version: int
    person_name: str | None
    called: str | None
    birth_date: str | None
    died_on: str | None
    owner_name: str | None
    team_name: str | None
    rule: str | None
    rule_title: str | None
    rule_source: str | None
    rule_trust: str | None
    last_contact_at: datetime | None
    acuity: int | None

    def waits(self, at: datetime) -> bool:
        """Put off, paused, or waiting on somebody."""
        return bool(self.waiting_on) or not self.is_live(at)

    def is_live(self, at: datetime) -> bool:
        """To be done now: neither put off nor paused."""
        return self.status in LIVE and (self.hidden_until is None or self.hidden_until <= at)

    @property
    def who(self) -> str:
        """What its row is known by: the person, else the promise itself."""
        return self.person_id or self.id


COLUMNS = (
    *("whose", "key", "whom", "title", "why", "tag", "kind", "nature", "act", "status"),
    *("source", "due", "timed", "hidden", "pinned", "pinned_reason", "waiting_on"),
    *("paused_reason", "attempts", "untouched", "closed_reason", "version"),
    *("person__display_name", "person__called", "born", "died"),
    *("owner_user__full_name", "owner_team__name", "clock__rule__rule", "clock__rule__title"),
    *("clock__rule__source", "clock__rule__trust", "last_contact", "need"),
)

MOMENTS = tuple(
    Line._fields.index(name)
    for name in ("due_at", "hidden_until", "untouched_since", "last_contact_at")
)
TEXT = CharField(max_length=40)
SHORT_KEY = 32


def lines_from(found: QuerySet[Task], whose: str = OTHERS) -> QuerySet[Task, Any]:
    """The columns of a line, of whatever promises are asked for."""
    last_contact = Contact.objects.filter(person=OuterRef("person_id")).order_by("-started_at")
    cases = Episode.objects.filter(person=OuterRef("person_id"), status__in=OPEN_CASE)
    waits = Case(When(owner_team__isnull=False, touched_at=None, then=F("opened_at")))
    return found.annotate(
        whose=Value(whose, TEXT),
        key=Cast("pk", TEXT),
        whom=Cast("person_id", TEXT),
        due=Cast("due_at", TEXT),
        timed=Cast("has_time", IntegerField()),
        hidden=Cast("hidden_until", TEXT),
        pinned=Cast("pinned_at", TEXT),
        untouched=Cast(waits, TEXT),
        born=Cast("person__birth_date", TEXT),
        died=Cast("person__died_on", TEXT),
        last_contact=Cast(Subquery(last_contact.values("started_at")[:1]), TEXT),
        need=Subquery(cases.order_by("-acuity").values("acuity")[:1]),
    ).values_list(*COLUMNS)


def line_from(row: tuple[Any, ...]) -> Line:
    """A row with the moments that place it read."""
    values = list(row)
    for place in MOMENTS:
        if values[place] is not None:
            values[place] = moment_from(values[place])
    return Line._make(values)


def moment_from(text: str) -> datetime:
    """A moment as a database writes it: SQLite writes UTC, and no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def key_from(text: str) -> str:
    """A key as addresses have it: SQLite writes it without its hyphens."""
    if len(text) != SHORT_KEY:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def line_parts() -> Parts:
    """What is the viewer's own, what they cover, and their teams' queues: each by its own index."""
    viewer, moment = KEYS["viewer"], MOMENT
    seen = Q(person=None) | Exists(beside_at("viewer").filter(person_key=OuterRef("person_id")))
    held = Task.objects.filter(seen, status__in=OPEN).order_by()
    away = Cover.objects.filter(covering=viewer, starts_at__lte=moment, ends_at__gt=moment)
    teams = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment), user=viewer, starts_at__lte=moment
    )
    return [
        lines_from(held.filter(owner_user=viewer), MINE),
        lines_from(held.filter(among("owner_user", away.values("away"))), COVERING),
        lines_from(held.filter(among("owner_team", teams.values("team"))), QUEUE),
    ], ""
