"""What people do in this room: note a contact, add to a note, keep what is being written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

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
    open_task,
    put_off,
)
from casewright.tasks.models import Task
from casewright.worklog.actions import log_work

MOST_WRITTEN = rules.MOST_WRITTEN


@dataclass(frozen=True)
class Saved:
    """What saving a note did."""

    contact: Contact
    minutes_counted: int
    kept: Task | None = None
    tried: Task | None = None
    next_task: Task | None = None


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
) -> Saved:
    """Sign a note of a contact. In the same moment its promise is kept or one more attempt is
    counted, its minutes are counted once, and the next step gets its owner and due moment."""
    demand(by, WRITE_NOTE, person)
    rules.check(note, at)
    if task and task.person_id != person.pk:
        raise Refused("This task is about somebody else. Open the right person first.")
    if (case and case.person_id != person.pk) or (kin and kin.person_id != person.pk):
        raise Refused("This belongs to somebody else. Open the right person first.")
    if task and not task.is_open:
        # The note is kept all the same: what was said must not be lost to a slip.
        task = None
    contact = _write(by, person, note, at, task, case, kin)
    counted = log_work(
        by=by,
        ends_at=note.started_at + timedelta(minutes=note.minutes),
        minutes=note.minutes,
        kind=note.time_kind,
        person=person,
        case=case,
        source_key=contact.pk,
    )
    kept, tried = _answer_task(by, task, note, contact, at)
    then = _open_next(by, person, note, contact, case, at)
    Draft.objects.filter(author=by, person=person).delete()
    record(by, "contacts.signed", contact, kind=note.kind)
    return Saved(contact, counted, kept, tried, then)


@action
def add_to_note(*, by: User, contact: Contact, text: str, at: datetime) -> Addendum:
    """Add to a signed note: what it said stays, the addition stands under it with its author."""
    demand(by, ADD_TO_NOTE, contact)
    if not text.strip():
        raise Refused("Write what you want to add.")
    if len(text) > MOST_WRITTEN:
        raise Refused(f"An addition holds up to {MOST_WRITTEN} characters. Make it two.")
    addendum = Addendum.objects.create(contact=contact, author=by, text=text, at=at)
    record(by, "contacts.added_to", contact, addendum=str(addendum.pk))
    return addendum


@action
def keep_draft(
    *,
    by: User,
    person: Person,
    written: dict[str, Any],
    at: datetime,
    task: Task | None = None,
) -> Draft:
    """Keep what somebody is writing, word for word, until they save or discard it."""
    demand(by, WRITE_NOTE, person)
    if sum(len(str(value)) for value in written.values()) > MOST_WRITTEN:
        raise Refused(f"A note holds up to {MOST_WRITTEN} characters. Save it and begin another.")
    draft, _ = Draft.objects.update_or_create(
        author=by,
        person=person,
        defaults={"written": written, "updated_at": at},
        create_defaults={
            "written": written,
            "updated_at": at,
            "started_at": at,
            "task_key": task.pk if task else None,
        },
    )
    record(by, "contacts.draft_kept", draft)
    return draft


@action
def discard_draft(*, by: User, person: Person) -> None:
    """Throw away what one was writing about a person."""
    demand(by, WRITE_NOTE, person)
    Draft.objects.filter(author=by, person=person).delete()
    record(by, "contacts.draft_discarded", person)


def _write(
    by: User,
    person: Person,
    note: Note,
    at: datetime,
    task: Task | None,
    case: Case | None,
    kin: Kin | None,
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
    )
    contact.save(force_insert=True)
    return contact


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
