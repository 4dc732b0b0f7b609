"""What stands in the panel beside the story while a note is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from casewright.contacts.models import ContactKind, Draft, Reached
from casewright.desk.forms.note import FIRST_CHANNEL, KEPT, LONGEST_COUNTED, next_working_day
from casewright.desk.queries.held import Point
from casewright.desk.queries.person import Loop, PersonPage
from casewright.desk.queries.story import Line
from casewright.desk.words import first_name, language_name
from casewright.foundation.moments import local, read_moment

# What an address may ask for: the promise the note is for, its kind, and where to go back to.
ASKED = ("task", "kind", "back")
MOST_OFFICES = 4
LAY_FOR_A_WHILE = timedelta(minutes=10)


@dataclass(frozen=True)
class Choice:
    """Somebody who may have been reached; `told` is what they may be told, for a helper."""

    value: str
    words: str
    told: str = ""


@dataclass(frozen=True)
class Dock:
    """The panel: `typed` holds every field as text, `draft_at` when it was kept, if it was.

    `choices` are the person and their helpers, `offices` professionals and payers around them.
    """

    kind: str
    loop: Loop | None
    others: list[Loop]
    choices: list[Choice]
    offices: list[Choice]
    typed: dict[str, Any]
    draft_at: datetime | None
    interpreter: list[str]
    phone: Point | None
    last: Line | None
    next_day: date

    @property
    def is_message_safe(self) -> bool:
        """Whether a message may be left at the first number that may be used."""
        return self.phone is not None and self.phone.safe_to_leave_message

    @property
    def started_ms(self) -> int:
        """When the contact started, in milliseconds since 1970, for the page's own clock; 0 when
        what was typed is no moment."""
        try:
            return int(read_moment(self.typed["started_at"]).timestamp() * 1000)
        except ValueError:
            return 0


def dock_for(
    page: PersonPage,
    asked: Mapping[str, Any],
    *,
    at: datetime,
    draft: Draft | None = None,
    typed: Mapping[str, Any] | None = None,
    version: str = "",
) -> Dock:
    """Lay out the panel for what was asked (`task`, `kind`, `back`).

    What was typed just now and refused comes first, then what a draft kept, then the first values.
    `version` is the draft's where another tab kept it; whoever saves now has seen it.
    """
    written = draft.written if draft else {}
    given = typed if typed is not None else {name: asked[name] for name in ASKED if name in asked}
    task_key = given.get("task") or written.get("task", "")
    loop = next((loop for loop in page.loops if str(loop.task.pk) == task_key), None)
    kind = _kind(given.get("kind", ""), loop.task.act if loop else "", written.get("kind", ""))
    values = {
        **dict.fromkeys(KEPT, ""),
        "settled": [],
        "form_key": str(uuid4()),
        "draft_version": str(draft.version) if draft else "",
        "reached": Reached.PERSON,
        "channel": FIRST_CHANNEL[kind],
        "started_at": f"{local(at):%Y-%m-%dT%H:%M}",
        "next_when": "next",
        **written,
        **given,
        "kind": kind,
        "task": task_key,
        **({"draft_version": version} if version else {}),
    }
    if draft and not values["minutes"]:
        values["minutes"] = _minutes_written(draft, values["started_at"], at)
    return Dock(
        kind=kind,
        loop=loop,
        others=[other for other in page.loops if other is not loop],
        choices=_choices(page),
        offices=_offices(page),
        typed=values,
        draft_at=draft.updated_at if draft else None,
        interpreter=[
            language_name(language)
            for language in page.person.languages
            if language.get("interpreter")
        ],
        phone=next((point for point in page.held.phones if point.safe_to_use), None),
        last=page.story.last_contact,
        next_day=next_working_day(at),
    )


def _minutes_written(draft: Draft, started: str, at: datetime) -> str:
    """For a draft that lay for a while: the minutes from the start to the last word, if they can be
    meant; else nothing, and they run on until it is saved."""
    try:
        passed = draft.updated_at - read_moment(started)
    except ValueError:
        return ""
    lay = at - draft.updated_at > LAY_FOR_A_WHILE
    is_meant = timedelta() <= passed <= LONGEST_COUNTED
    return str(max(1, int(passed / timedelta(minutes=1)))) if lay and is_meant else ""


def _kind(*words: str) -> str:
    """The first of the words that is a kind of contact; a call where none is."""
    return next((word for word in words if word in ContactKind.values), str(ContactKind.CALL))


def _choices(page: PersonPage) -> list[Choice]:
    """The person, then whoever helps them."""
    return [
        Choice(Reached.PERSON, first_name(page.person)),
        *(
            Choice(
                f"kin:{helper.key}",
                f"{helper.full_name.split(' ')[0]} ({helper.relationship})"
                if helper.relationship
                else helper.full_name,
                helper.may_be_told,
            )
            for helper in page.held.helpers
        ),
    ]


def _offices(page: PersonPage) -> list[Choice]:
    """Professionals outside and payers, whom one reaches without looking for their name."""
    providers = [place.outside_name for place in page.held.places if place.outside_name]
    payers = [cover.payer_name for cover in page.held.covers if cover.payer_name]
    named = [*(("provider", name) for name in providers), *(("payer", name) for name in payers)]
    return [Choice(f"{kind}:{name}", name) for kind, name in dict.fromkeys(named)][:MOST_OFFICES]
