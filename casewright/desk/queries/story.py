"""The story so far: contacts, stays, moves of the case and closed promises, one line each."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from casewright.cases.models import StatusEntry
from casewright.contacts.models import Addendum, Contact
from casewright.desk.words import moment_of
from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.tasks.states import CLOSED
from casewright.transitions.models import Stay

LINES_A_PAGE = 30
# What each filter shows; a name not among them shows everything.
SHOWS = {
    "all": ("contact", "admitted", "home", "unstayed", "case", "task"),
    "calls": ("contact",),
    "visits": ("contact",),
    "stays": ("admitted", "home", "unstayed"),
}
KINDS_OF = {"calls": ("call", "message"), "visits": ("visit", "meeting")}


@dataclass(frozen=True)
class Added:
    """Something added to a signed note."""

    author: str
    text: str
    at: datetime


@dataclass
class Line:
    """One line of the story. `what` is a key of `SHOWS["all"]`; `said` holds what it shows."""

    what: str
    key: UUID
    at: datetime
    said: dict[str, Any]
    added: list[Added] = field(default_factory=list)


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
    parts = [part for name, part in _parts(person_key, show).items() if name in SHOWS[show]]
    rows = parts[0].union(*parts[1:], all=True).order_by("-moment", "what", "pk")
    start = LINES_A_PAGE * (page - 1)
    lines = [Line(*row) for row in rows[start : start + LINES_A_PAGE + 1]]
    has_more = len(lines) > LINES_A_PAGE
    lines = lines[:LINES_A_PAGE]
    for line in lines:
        for name in ("admitted_at", "heard_at"):
            if line.said.get(name):
                line.said[name] = moment_of(line.said[name])
    _put_under(lines)
    return Story(lines, show, page, has_more)


def _parts(person_key: UUID, show: str) -> dict[str, QuerySet[Any, Any]]:
    about = Q(person=person_key)
    contacts = about & Q(kind__in=KINDS_OF[show]) if show in KINDS_OF else about
    stay = {
        "facility": "facility_name",
        **{name: name for name in ("stay_class", "reason", "source", "heard_at", "admitted_at")},
    }
    return {
        "contact": _part(
            Contact,
            "contact",
            contacts,
            F("started_at"),
            kind="kind",
            channel="channel",
            reached="reached",
            reached_name="reached_name",
            kin="kin__full_name",
            minutes="minutes",
            author="author__full_name",
            text="text",
            next_step="next_step",
            promise="task__title",
            has_more=Exists(Addendum.objects.filter(contact=OuterRef("pk"))),
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


def _put_under(lines: list[Line]) -> None:
    """Put what was added to a note under its line."""
    more = {line.key: line for line in lines if line.said.get("has_more")}
    if not more:
        return
    rows = Addendum.objects.filter(contact__in=more).order_by("at", "pk")
    for contact, author, text, at in rows.values_list("contact", "author__full_name", "text", "at"):
        more[contact].added.append(Added(author, text, at))
