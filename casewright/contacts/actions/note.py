"""Signing a note of a contact, and adding to one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.clocks.rules import calendar_for
from casewright.contacts import rules
from casewright.contacts.access import ADD_TO_NOTE, WRITE_NOTE
from casewright.contacts.models import ATTEMPT_ONLY, Addendum, Contact, Draft
from casewright.contacts.rules import Note
from casewright.foundation.errors import Refused
from casewright.foundation.moments import organization_zone
from casewright.foundation.texts import check_fit
from casewright.people.models import Kin, Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.actions import (
    Promise,
    close_task,
    count_attempt,
    events_together,
    open_task,
    put_off,
)
from casewright.tasks.models import Task
from casewright.worklog.actions import log_work
from casewright.worklog.models import TimeKind


@dataclass(frozen=True)
class Saved:
    """What saving a note did."""

    contact: Contact
    minutes_counted: int
    kept: Task | None = None
    tried: Task | None = None
    next_task: Task | None = None


class SignedAlready(Refused):
    """The form this note came from has made a note before: it was sent twice."""

    def __init__(self) -> None:
        super().__init__("This note is signed already.")


@action
def sign_note(
    *,
    by: User,
    person: Person,
    note: Note,
    at: datetime,
    task: Task | None = None,
    case: Case | None = None,
    kin: Kin | None = None,
    form_key: UUID | None = None,
    draft_version: int | None = None,
) -> Saved:
    """Sign a note of a contact. In the same moment its promise is kept or one more attempt is
    counted, its minutes are counted once, and the next step gets its owner and due moment.

    A form (`form_key`) makes one note however often it is sent: then `SignedAlready`. The draft
    that this form kept, or began with (`draft_version`), is done; one that another form keeps
    meanwhile stays.
    """
    demand(by, WRITE_NOTE, person)
    rules.check(note, at)
    if task and task.person_id != person.pk:
        raise Refused("This task is about somebody else. Open the right person first.")
    if (case and case.person_id != person.pk) or (kin and kin.person_id != person.pk):
        raise Refused("This belongs to somebody else. Open the right person first.")
    if task and not task.is_open:
        # The note is kept all the same: what was said must not be lost to a slip.
        task = None
    contact = _write(by, person, note, at, task, case, kin, form_key)
    counted = _count_minutes(by, contact)
    with events_together():
        kept, tried = _answer_task(by, task, note, contact, at)
        then = _open_next(by, person, note, contact, case, at)
    _end_draft(by, person, form_key, draft_version)
    record(by, "contacts.signed", contact, kind=note.kind)
    return Saved(contact, counted, kept, tried, then)


@action
def add_to_note(
    *, by: User, contact: Contact, text: str, at: datetime, strikes: str = ""
) -> Addendum:
    """Add to a signed note: what it said stays, the addition stands under it with its author.

    A correction names the words that were wrong (`strikes`) as they stand in the note, and says
    why in its text: they stay readable, struck out.
    """
    demand(by, ADD_TO_NOTE, contact)
    rules.check_addition(contact.text, text, strikes)
    addendum = Addendum.objects.create(
        contact=contact, author=by, text=text.strip(), strikes=strikes.strip(), at=at
    )
    record(
        by, "contacts.added_to", contact, addendum=str(addendum.pk), corrects=bool(strikes.strip())
    )
    return addendum


def _write(
    by: User,
    person: Person,
    note: Note,
    at: datetime,
    task: Task | None,
    case: Case | None,
    kin: Kin | None,
    form_key: UUID | None,
) -> Contact:
    check_fit(
        Contact,
        channel=note.channel,
        reached_name=note.reached_name,
        next_step=note.next_step.strip(),
    )
    contact = Contact(
        person=person,
        case=case,
        task=task,
        author=by,
        kin=kin,
        kind=note.kind,
        channel=note.channel,
        reached=note.reached,
        reached_name=note.reached_name,
        started_at=note.started_at,
        minutes=note.minutes,
        time_kind=note.time_kind,
        text=note.text.strip(),
        next_step=note.next_step.strip(),
        signed_at=at,
        travel_minutes=note.travel_minutes or None,
        was_safe=note.was_safe,
        is_incoming=note.is_incoming,
        form_key=form_key,
    )
    try:
        contact.save(force_insert=True)
    except IntegrityError as fault:
        # The table itself refuses the second note of a form: that holds for two at once as well.
        if any(name in str(fault) for name in ("a_form_makes_one_note", "contact.form_key")):
            raise SignedAlready from None
        raise
    return contact


def _count_minutes(by: User, contact: Contact) -> int:
    """Count the minutes of the contact and, before them, those of the way there."""
    counted = 0
    travel, minutes = contact.travel_minutes or 0, contact.minutes
    ends_at = contact.started_at + timedelta(minutes=minutes)
    for kind, until, length in (
        (TimeKind.TRAVEL, contact.started_at, travel),
        (contact.time_kind, ends_at, minutes),
    ):
        if length or kind != TimeKind.TRAVEL:
            counted += log_work(
                by=by,
                ends_at=until,
                minutes=length,
                kind=kind,
                person=contact.person,
                case=contact.case,
                source_key=contact.pk,
            )
    return counted


def _end_draft(by: User, person: Person, form_key: UUID | None, draft_version: int | None) -> None:
    """The draft of this form is a note now. Where a form says that it kept none, none is looked
    for."""
    drafts = Draft.objects.filter(author=by, person=person)
    if form_key is None:
        drafts.delete()
    elif draft_version is not None:
        drafts.filter(Q(form_key=form_key) | Q(version=draft_version)).delete()


def _answer_task(
    by: User, task: Task | None, note: Note, contact: Contact, at: datetime
) -> tuple[Task | None, Task | None]:
    """Close the promise this contact kept, or count the attempt and bring it back in time."""
    if task is None:
        return None, None
    rule = task.clock.rule.rule if task.clock else ""
    if rules.keeps_promise(task.act, rule, note):
        closed = close_task(
            by=by, task=task, at=at, closed_by_type="contacts.Contact", closed_by_key=contact.pk
        )
        return closed, None
    tried = count_attempt(by=by, task=task, at=at, note=note.reached)
    if note.reached in ATTEMPT_ONLY:
        until = rules.next_try(
            at,
            task.due_at,
            zone=organization_zone(),
            calendar=calendar_for(settings.HOLIDAYS),
        )
        if task.nature != "clock" or until <= task.due_at:
            tried = put_off(by=by, task=tried, until=until, at=at)
    return None, tried


def _open_next(
    by: User, person: Person, note: Note, contact: Contact, case: Case | None, at: datetime
) -> Task | None:
    if not note.next_step.strip() or note.next_due_at is None:
        return None
    return open_task(
        by=by,
        person=person,
        case=case,
        at=at,
        is_first=True,
        promise=Promise(
            title=note.next_step.strip(),
            due_at=note.next_due_at,
            why="Promised in the note before.",
            kind="next-step",
            source="contacts.note",
            focus_type="contacts.Contact",
            focus_key=contact.pk,
        ),
    )
