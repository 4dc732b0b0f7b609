"""Messages that wait: the queue, and one message with whom it may be about."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casewright.desk.words import ago, short_moment
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local, now, organization_zone, today
from casewright.hl7.access import WORK_QUEUE
from casewright.hl7.actions.reading import bytes_of, corrections_of
from casewright.hl7.adt.person import person_facts
from casewright.hl7.models import Deed, Fate, Message, Settlement
from casewright.hl7.queries import (
    WAITING,
    Candidate,
    Sieve,
    candidates,
    last_heard,
    senders,
    settlements_of,
    waiting,
)
from casewright.hl7.reading.correcting import MOMENTS, PLACES, written_in
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt, read_adts
from casewright.hl7.reading.message import read
from casewright.hl7.rules import is_cut, traits_of
from casewright.people.facts import PersonFacts
from casewright.people.models import Person
from casewright.people.queries import find_people
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.security.standing import stands_by

PAGE = 25
MOST_SHOWN_OF_A_MESSAGE = 20_000
FATES = {
    Fate.UNMATCHED: gettext_lazy("Nobody known"),
    Fate.QUARANTINED: gettext_lazy("Needs a look"),
    Fate.RECEIVED: gettext_lazy("Kept, not applied"),
    Fate.APPLIED: gettext_lazy("Applied"),
    Fate.IGNORED: gettext_lazy("Set aside"),
}
EVENTS = {
    "A01": gettext_lazy("Admitted"),
    "A02": gettext_lazy("Moved to another place"),
    "A03": gettext_lazy("Discharged"),
    "A04": gettext_lazy("Registered for a visit"),
    "A05": gettext_lazy("Admission announced"),
    "A06": gettext_lazy("Outpatient became inpatient"),
    "A07": gettext_lazy("Inpatient became outpatient"),
    "A08": gettext_lazy("Something about the visit changed"),
    "A11": gettext_lazy("Admission taken back"),
    "A12": gettext_lazy("Move taken back"),
    "A13": gettext_lazy("Discharge taken back"),
    "A14": gettext_lazy("Admission is to come"),
    "A15": gettext_lazy("Move is to come"),
    "A16": gettext_lazy("Discharge is to come"),
    "A28": gettext_lazy("A person was added"),
    "A31": gettext_lazy("Something about the person changed"),
    "A34": gettext_lazy("Two records were joined"),
    "A40": gettext_lazy("Two records were joined"),
}
FIELDS = {
    "family": gettext_lazy("Family name"),
    "given": gettext_lazy("Given name"),
    "birth": gettext_lazy("Born"),
    "gender": gettext_lazy("Gender"),
    "number": gettext_lazy("Record number"),
    "phone": gettext_lazy("Phone"),
}
VERDICTS = {
    "agrees": gettext_lazy("agrees"),
    "nearly": gettext_lazy("nearly"),
    "differs": gettext_lazy("differs"),
    "missing": gettext_lazy("not told"),
}
LIKELIHOODS = {
    "very likely": gettext_lazy("Very likely"),
    "likely": gettext_lazy("Likely"),
    "possible": gettext_lazy("Possible"),
}
DEEDS = {
    Deed.MATCHED: gettext_lazy("matched it"),
    Deed.REGISTERED: gettext_lazy("registered the person"),
    Deed.SET_ASIDE: gettext_lazy("set it aside"),
    Deed.CORRECTED: gettext_lazy("corrected it"),
    Deed.RETRIED: gettext_lazy("tried it again"),
    Deed.UNDONE: gettext_lazy("took that back"),
}
# What may be corrected, in the order of the form.
CORRECTIONS = {
    "EVN-6": gettext_lazy("When it happened"),
    "EVN-2": gettext_lazy("When it was written down"),
    "PV1-44": gettext_lazy("Admitted"),
    "PV1-45": gettext_lazy("Discharged"),
    "PID-5.1": gettext_lazy("Family name"),
    "PID-5.2": gettext_lazy("Given name"),
    "PID-7": gettext_lazy("Birth date"),
    "PID-3": gettext_lazy("Record number"),
    "PV1-19": gettext_lazy("Visit number"),
    "PV1-2": gettext_lazy("Class of the visit (I, O, E ...)"),
}
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?")


@dataclass(frozen=True)
class Row:
    """One message of the queue."""

    key: str
    sender: str
    number: str
    event: str
    who: str
    born: str
    fate: str
    fate_words: str
    reason: str
    since: datetime
    waited: str


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue, of how many; and for an empty one, when who was last heard."""

    rows: list[Row]
    number: int
    pages: int
    total: int
    senders: list[str]
    last_heard: str


@dataclass(frozen=True)
class FieldNow:
    """A field that may be corrected: what stands there, as a form shows it."""

    name: str
    words: str
    kind: str
    value: str
    as_sent: str
    is_corrected: bool


@dataclass(frozen=True)
class Deeds:
    """What somebody did about a message, in words; `words` of a correction name the fields."""

    who: str
    what: str
    at: datetime
    reason: str
    person: str


@dataclass(frozen=True)
class MessagePage:
    """One message: what it says, whom it may be about, and what was done about it.

    `trouble` says why nothing more can be read of it; the rest is empty then.
    """

    row: Row
    mark: str
    said: list[tuple[str, str]]
    trouble: str
    raw: str
    candidates: list[Candidate]
    others: list[Person]
    fields: list[FieldNow]
    deeds: list[Deeds]
    can_act: bool
    can_register: bool
    can_try: bool
    can_undo: bool
    person: Person | None
    following: str


def queue_page(sieve: Sieve, number: str, *, viewer: User, at: datetime) -> QueuePage:
    """The messages that wait, a page at a time."""
    pages = Paginator(waiting(sieve, viewer=viewer, at=at), PAGE)
    page = pages.get_page(number)
    feed = None if pages.count else last_heard(viewer=viewer)
    return QueuePage(
        rows=[_row(message, at) for message in page.object_list],
        number=page.number,
        pages=pages.num_pages,
        total=pages.count,
        senders=senders(viewer=viewer),
        last_heard=_heard(feed.title or feed.sender, feed.last_heard_at) if feed else "",
    )


def message_page(message: Message, *, viewer: User, text: str, at: datetime) -> MessagePage:
    """One message with its best candidates; `text` looks for others among one's own."""
    adt, trouble = _read(message)
    facts = person_facts(adt, message.sender) if adt else None
    is_waiting = message.fate in (*WAITING, Fate.RECEIVED)
    may_be = (
        candidates(traits_of(facts), viewer=viewer)
        if facts and is_waiting and holds(viewer, WORK_QUEUE)
        else []
    )
    found = find_people(text, viewer=viewer) if text and is_waiting else []
    settled = settlements_of(message, viewer=viewer)
    shown = {one.person.pk for one in may_be}
    return MessagePage(
        row=_row(message, at),
        mark=message.mark,
        said=_said(adt, facts) if adt and facts else [],
        trouble=trouble,
        raw=_raw(message),
        candidates=may_be,
        others=[one for one in found if one.pk not in shown],
        fields=[] if is_cut(message.reason) else _fields(message),
        deeds=[_deed(one, viewer) for one in settled],
        can_act=is_waiting,
        can_register=bool(facts and facts.names and facts.identifiers) and is_waiting,
        can_try=is_waiting and not is_cut(message.reason),
        can_undo=bool(settled) and settled[0].deed in (Deed.MATCHED, Deed.SET_ASIDE),
        person=_matched(settled),
        following=_following(message, viewer, at),
    )


def _row(message: Message, at: datetime) -> Row:
    adt, _trouble = _read(message)
    names = [f"{one.given} {one.family}".strip() for one in adt.names] if adt else []
    event = EVENTS.get(message.event)
    return Row(
        key=str(message.pk),
        sender=message.sender or _("a sender without a name"),
        number=message.control_id,
        event=f"{event} ({message.event})" if event else message.event or _("not told"),
        who=next(iter(names), ""),
        born=f"{adt.birth.day:%Y-%m-%d}" if adt and adt.birth else "",
        fate=message.fate,
        fate_words=str(FATES[Fate(message.fate)]),
        reason=message.reason,
        since=local(message.received_at),
        waited=_waited(message.received_at, at),
    )


def _read(message: Message) -> tuple[Adt | None, str]:
    """What a message says of its person, or why that cannot be read."""
    try:
        return read_adts(read(bytes_of(message)), organization_zone())[0], ""
    except Refused as refusal:
        return None, str(refusal)


def _said(adt: Adt, facts: PersonFacts) -> list[tuple[str, str]]:
    """The fields that tell whom and what a message is about, in words; empty ones left out."""
    visit = adt.visit
    happened = adt.occurred or adt.recorded or adt.sent
    place = visit.location.place.replace("^", " ").strip() if visit and visit.location else ""
    lines = [
        (_("Name"), ", ".join(f"{one.given} {one.family}".strip() for one in facts.names)),
        (_("Born"), f"{facts.birth_date:%Y-%m-%d}" if facts.birth_date else ""),
        (_("Gender"), facts.gender),
        (_("Record number"), ", ".join(f"{one.value} ({one.system})" for one in facts.identifiers)),
        (_("Phone"), ", ".join(one.value for one in facts.points if one.channel == "phone")),
        (_("Address"), "; ".join(one.value for one in facts.points if one.channel == "post")),
        (_("Happened"), short_moment(happened.moment, today()) if happened else ""),
        (_("Visit"), visit.number.value if visit and visit.number else ""),
        (_("Place"), place),
        (_("Reason"), visit.reason.text or visit.reason.code if visit and visit.reason else ""),
    ]
    return [(words, text) for words, text in lines if text]


def _raw(message: Message) -> str:
    """The message as it came, a segment a line; too long a one is cut for the screen."""
    text = bytes(message.raw)[:MOST_SHOWN_OF_A_MESSAGE].decode("utf-8", "replace")
    return "\n".join(text.splitlines())


def _fields(message: Message) -> list[FieldNow]:
    """The fields that may be corrected; none where the message cannot be told into segments."""
    try:
        sent, now_read = read(bytes(message.raw)), read(bytes_of(message))
    except Unreadable:
        return []
    laid_over = corrections_of(message) if message.is_corrected else {}
    return [
        FieldNow(
            name=name,
            words=str(words),
            kind=_kind(name),
            value=_shown(name, written_in(now_read, name)),
            as_sent=written_in(sent, name),
            is_corrected=name in laid_over,
        )
        for name, words in CORRECTIONS.items()
        if name in PLACES
    ]


def _kind(name: str) -> str:
    if name in MOMENTS:
        return "datetime-local"
    return "date" if name == "PID-7" else "text"


def _shown(name: str, written: str) -> str:
    """A field as a form's field takes it: moments as browsers write them."""
    if _kind(name) == "text":
        return written
    found = _STAMP.match(written)
    if not found:
        return ""
    year, month, day, hour, minute = found.groups()
    date = f"{year}-{month}-{day}"
    return date if _kind(name) == "date" else f"{date}T{hour or '00'}:{minute or '00'}"


def _deed(one: Settlement, viewer: User) -> Deeds:
    words = str(DEEDS[Deed(one.deed)])
    if one.deed == Deed.CORRECTED:
        words += ": " + ", ".join(str(CORRECTIONS.get(name, name)) for name in one.said)
    along = len(one.said.get("with", ()))
    if along:
        words += "; " + ngettext(
            "%(number)s more message was applied with it",
            "%(number)s more messages were applied with it",
            along,
        ) % {"number": along}
    is_shown = one.person is not None and stands_by(viewer, one.person.pk)
    name = one.person.display_name if one.person and is_shown else ""
    return Deeds(one.by.full_name, words, local(one.at), one.reason, name)


def _matched(settled: list[Settlement]) -> Person | None:
    """Whom the newest deed gave the message to, if it did."""
    newest = settled[0] if settled else None
    return newest.person if newest else None


def _following(message: Message, viewer: User, at: datetime) -> str:
    """The key of the message that has waited longest beside this one."""
    others = waiting(Sieve(), viewer=viewer, at=at).exclude(pk=message.pk)
    key: Any = others.values_list("pk", flat=True).first()
    return str(key or "")


def _waited(since: datetime, at: datetime) -> str:
    """How long a message has waited: 12 min, 5 h, 3 days ago."""
    gone = at - since
    if gone < timedelta(hours=1):
        return _("%(number)s min") % {"number": max(0, int(gone.total_seconds() // 60))}
    if gone < timedelta(days=1):
        return _("%(number)s h") % {"number": int(gone.total_seconds() // 3600)}
    return ago(since, local(at).date())


def _heard(sender: str, moment: datetime) -> str:
    """Last message 06:10 from St. Anne; with the day where that was not today."""
    here = local(moment)
    is_today = here.date() == local(now()).date()
    when = f"{here:%H:%M}" if is_today else short_moment(moment, today())
    return _("Last message %(when)s from %(sender)s.") % {"when": when, "sender": sender}
