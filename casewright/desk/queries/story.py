"""The story so far: contacts, stays, moves of the case and closed promises, one line each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from casewright.cases.models import StatusEntry
from casewright.contacts.models import Addendum, Contact, Join
from casewright.contacts.rules import may_be_one
from casewright.desk.words import moment_of
from casewright.foundation.prepared import KEYS, Parts, PreparedRows
from casewright.people.models import Person
from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.tasks.states import CLOSED
from casewright.transitions.models import Stay
from casewright.worklog.rules import Span, free_parts, minutes_of, span_ending

LINES_A_PAGE = 20
# What each filter shows; a name not among them shows everything.
SHOWS = {
    "all": ("contact", "contact of joined", "admitted", "home", "unstayed", "case", "task"),
    "calls": ("contact", "contact of joined"),
    "visits": ("contact", "contact of joined"),
    "messages": ("contact", "contact of joined"),
    "stays": ("admitted", "home", "unstayed"),
    "tasks": ("task",),
    "case": ("case",),
}
KINDS_OF = {"calls": ("call",), "visits": ("visit", "meeting"), "messages": ("message",)}


@dataclass(frozen=True)
class Added:
    """Something added to a signed note; `strikes` are the words of the note it corrects."""

    author: str
    text: str
    at: datetime
    strikes: str = ""


@dataclass
class Line:
    """One line of the story. `what` is a key of `SHOWS["all"]`; `said` holds what it shows.

    `parts` are the notes that are one contact with it; `may_join` is the note that the viewer, who
    signed both, may join this one with.
    """

    what: str
    key: UUID
    at: datetime
    said: dict[str, Any]
    added: list[Added] = field(default_factory=list)
    parts: list["Line"] = field(default_factory=list)
    may_join: UUID | None = None

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text of a note in pieces, and whether each is struck out by a correction."""
        pieces = [(str(self.said.get("text") or ""), False)]
        for strikes in (one.strikes for one in self.added if one.strikes):
            pieces = [part for piece in pieces for part in _cut(*piece, strikes)]
        return [piece for piece in pieces if piece[0]]

    @property
    def minutes(self) -> int:
        """The minutes of a contact: those of joined notes once, however they overlap."""
        spans = [
            span_ending(line.at + timedelta(minutes=length), length)
            for line in (self, *self.parts)
            if (length := int(line.said.get("minutes") or 0))
        ]
        free: list[Span] = []
        for span in spans:
            free += free_parts(span, free)
        return minutes_of(free)


@dataclass(frozen=True)
class Story:
    """One page of the story, the newest first."""

    lines: list[Line]
    show: str
    page: int
    has_more: bool

    @property
    def last_contact(self) -> Line | None:
        """The newest contact among the lines."""
        return next((line for line in self.lines if line.what == "contact"), None)


def story_of(person_key: UUID, *, viewer: User, show: str = "all", page: int = 1) -> Story:
    """A page of a person's story; empty for whoever does not stand beside them.

    One statement for all lines, and one more when something was added to a note among them.
    """
    show = show if show in SHOWS else "all"
    if not stands_by(viewer, person_key):
        return Story([], show, 1, has_more=False)
    lines = [Line(*row) for row in STORY.rows((show, page), person=person_key)]
    has_more = len(lines) > LINES_A_PAGE
    lines = lines[:LINES_A_PAGE]
    for line in lines:
        for name in ("admitted_at", "heard_at", "signed_at"):
            if line.said.get(name):
                line.said[name] = moment_of(line.said[name])
    _put_under(lines)
    lines = _joined(lines, viewer)
    return Story(lines, show, page, has_more)


def _page(show: str, page: int) -> Parts:
    """The parts that a page of the story may hold lines of: of each no more than that page needs,
    however long the story is."""
    parts = [part for name, part in _parts(show).items() if name in SHOWS[show]]
    start = LINES_A_PAGE * (page - 1)
    most = start + LINES_A_PAGE + 1
    newest = [part.order_by("-moment", "pk")[:most] for part in parts]
    return newest, f"ORDER BY 3 DESC, 1, 2 LIMIT {LINES_A_PAGE + 1} OFFSET {start}"


def _parts(show: str) -> dict[str, QuerySet[Any, Any]]:
    person_key = KEYS["person"]
    about = Q(person=person_key)
    joins = Join.objects.filter(contact=OuterRef("pk"))
    kinds = Q(kind__in=KINDS_OF[show]) if show in KINDS_OF else Q()
    joined = Person.objects.filter(merged_into=person_key).values("pk")
    contact: dict[str, str | Combinable] = {
        "kind": "kind",
        "channel": "channel",
        "reached": "reached",
        "reached_name": "reached_name",
        "kin": "kin__full_name",
        "minutes": "minutes",
        "author": "author__full_name",
        "text": "text",
        "next_step": "next_step",
        "promise": "task__title",
        "is_incoming": "is_incoming",
        "travel_minutes": "travel_minutes",
        "was_safe": "was_safe",
        "signed_at": "signed_at",
        "author_key": "author__username",
        "has_more": Exists(Addendum.objects.filter(contact=OuterRef("pk"))),
        "part_of": Subquery(joins.filter(ended_at=None).values("to")[:1]),
        "was_asked": Exists(joins),
    }
    stay = {
        "facility": "facility_name",
        **{name: name for name in ("stay_class", "reason", "source", "heard_at", "admitted_at")},
    }
    return {
        "contact": _part(Contact, "contact", about & kinds, F("started_at"), **contact),
        # A signed note stays with the record it was written under, also once that was joined.
        "contact of joined": _part(
            Contact, "contact", Q(person__in=joined) & kinds, F("started_at"), **contact
        ),
        "admitted": _part(
            Stay,
            "admitted",
            about & Q(cancelled=False, admitted_at__isnull=False),
            F("admitted_at"),
            **stay,
        ),
        "home": _part(
            Stay,
            "home",
            about & Q(cancelled=False, discharged_at__isnull=False),
            F("discharged_at"),
            **stay,
            discharged_to="discharged_to",
            disposition="disposition",
        ),
        "unstayed": _part(
            Stay, "unstayed", about & Q(cancelled=True), Coalesce("admitted_at", "heard_at"), **stay
        ),
        "case": _part(
            StatusEntry,
            "case",
            Q(case__person=person_key),
            F("at"),
            program="case__program",
            was="was",
            became="became",
            reason="reason",
            author="by__full_name",
        ),
        "task": _part(
            Task,
            "task",
            # What a contact closed stands in the line of that contact.
            about & Q(status__in=CLOSED) & ~Q(closed_by_type=Contact._meta.label),
            F("closed_at"),
            title="title",
            status="status",
            reason="closed_reason",
            author="closed_by__full_name",
        ),
    }


def _part(
    model: type[Model], what: str, which: Q, moment: Combinable, **said: str | Combinable | Exists
) -> QuerySet[Any, Any]:
    """One kind of line; every part has the same four columns."""
    rows: QuerySet[Any, Any] = (
        model._default_manager.filter(which)
        .annotate(
            what=Value(what, output_field=CharField()), moment=moment, says=JSONObject(**said)
        )
        .values_list("what", "pk", "moment", "says")
    )
    return rows


STORY = PreparedRows(_page)


def _put_under(lines: list[Line]) -> None:
    """Put what was added to a note under its line."""
    more = {line.key: line for line in lines if line.said.get("has_more")}
    if not more:
        return
    rows = Addendum.objects.filter(contact__in=more).order_by("at", "pk")
    columns = ("contact", "author__full_name", "text", "at", "strikes")
    for contact, *said in rows.values_list(*columns):
        more[contact].added.append(Added(*said))


def _cut(text: str, is_struck: bool, strikes: str) -> list[tuple[str, bool]]:  # noqa: FBT001 - a piece
    """A piece of a note in up to three: what a correction strikes out stands by itself."""
    before, found, after = text.partition(strikes)
    if is_struck or not found:
        return [(text, is_struck)]
    return [(before, False), (found, True), (after, False)]


def _joined(lines: list[Line], viewer: User) -> list[Line]:
    """Put notes that are part of another under it, and see which two may be one contact."""
    there = {line.key: line for line in lines if line.what == "contact"}
    kept: list[Line] = []
    for line in lines:
        part_of = line.said.get("part_of")
        whole = there.get(UUID(part_of)) if part_of else None
        if whole is None:
            kept.append(line)
        else:
            whole.parts.insert(0, line)
    mine = [
        line
        for line in sorted(there.values(), key=_signed)
        if line.said["author_key"] == viewer.username and not line.said["part_of"]
    ]
    for first, second in pairwise(mine):
        whose = (viewer.pk, None)
        # Of two signed in one instant either may have been the one that was asked about.
        is_tie = _signed(first) == _signed(second)
        was_asked = second.said["was_asked"] or (is_tie and first.said["was_asked"])
        if not was_asked and may_be_one((_signed(first), *whose), (_signed(second), *whose)):
            second.may_join = first.key
    return kept


def _signed(line: Line) -> datetime:
    signed_at: datetime = line.said["signed_at"]
    return signed_at
