"""Keeping what somebody is writing until it is signed or thrown away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from casewright.audit.actions import action, record
from casewright.contacts import rules
from casewright.contacts.access import WRITE_NOTE
from casewright.contacts.actions.note import SignedAlready
from casewright.contacts.models import Contact, Draft
from casewright.foundation.errors import Conflict, Refused
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.models import Task


@action
def keep_draft(
    *,
    by: User,
    person: Person,
    written: dict[str, Any],
    at: datetime,
    task: Task | None = None,
    form_key: UUID | None = None,
    seen: int | None = None,
    came_late: bool = False,
) -> Draft:
    """Keep what somebody is writing, word for word, until they save or discard it.

    Of two forms that write about one person (`form_key`), the second does not write over the
    first unless it has seen what that kept (`seen`, its version): both texts come back. A text
    that lay on a device meanwhile (`came_late`) does not write over its own form's either. What
    a form has signed it does not draft again. A draft is no record yet: the trail has one line for
    each sitting, not one for each autosave.
    """
    demand(by, WRITE_NOTE, person)
    if sum(len(str(value)) for value in written.values()) > rules.MOST_WRITTEN:
        raise Refused(
            f"A note holds up to {rules.MOST_WRITTEN} characters. Save it and begin another."
        )
    drafts = Draft.objects.filter(author=by, person=person)
    kept = drafts.select_for_update(no_key=True).first()
    if kept is None:
        if form_key and Contact.objects.filter(author=by, form_key=form_key).exists():
            raise SignedAlready
        draft = Draft.objects.create(
            author=by,
            person=person,
            written=written,
            started_at=at,
            updated_at=at,
            task_key=task.pk if task else None,
            form_key=form_key,
        )
        record(by, "contacts.draft_kept", draft)
        return draft
    knows = seen == kept.version or (kept.form_key == form_key and not came_late)
    if not knows and kept.written != written:
        raise Conflict(theirs=kept.written, yours=written)
    if rules.starts_a_sitting(kept.updated_at, at):
        record(by, "contacts.draft_kept", kept)
    drafts.update(written=written, updated_at=at, form_key=form_key, version=F("version") + 1)
    kept.version, kept.written, kept.updated_at = kept.version + 1, written, at
    return kept


@action
def discard_draft(*, by: User, person: Person) -> None:
    """Throw away what one was writing about a person."""
    demand(by, WRITE_NOTE, person)
    Draft.objects.filter(author=by, person=person).delete()
    record(by, "contacts.draft_discarded", person)
