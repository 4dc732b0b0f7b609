"""A form makes one note, however often it is sent."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.contacts.actions import SignedAlready, keep_draft
from casewright.contacts.models import Contact, Draft
from casewright.contacts.tests.notes import note, sign
from casewright.foundation.errors import NotPermitted
from casewright.people.models import Person
from casewright.tasks.models import Act
from casewright.tasks.tests.promises import promise
from casewright.worklog.models import WorkEntry
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def test_the_second_sending_makes_no_second_note_and_does_nothing_twice(
    staff: Staff, rosa: Person, case: Case
) -> None:
    task, form = promise(staff.amara, rosa, act=Act.CALL), uuid4()
    unreached = note(reached="no_answer", text="")
    sign(staff.amara, rosa, unreached, form_key=form, task=task)
    with pytest.raises(SignedAlready):
        sign(staff.amara, rosa, unreached, form_key=form, task=task)
    task.refresh_from_db()
    assert (Contact.objects.count(), task.attempts, WorkEntry.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(event="contacts.signed").count() == 1


def test_the_table_itself_refuses_the_second(staff: Staff, rosa: Person, case: Case) -> None:
    form = uuid4()
    signed = sign(staff.amara, rosa, form_key=form).contact
    twin = Contact.objects.get(pk=signed.pk)
    twin.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_two_forms_make_two_notes_and_so_do_two_writers(
    staff: Staff, rosa: Person, case: Case
) -> None:
    form = uuid4()
    sign(staff.amara, rosa, form_key=form)
    sign(staff.amara, rosa, form_key=uuid4())
    sign(staff.tess, rosa, form_key=form)
    assert Contact.objects.count() == 3


def test_a_stranger_with_the_forms_key_is_told_nothing(
    staff: Staff, rosa: Person, case: Case
) -> None:
    form = uuid4()
    sign(staff.amara, rosa, form_key=form)
    with pytest.raises(NotPermitted):
        sign(staff.bo, rosa, form_key=form)


def test_a_draft_that_another_form_keeps_stays(staff: Staff, rosa: Person, case: Case) -> None:
    mine, other = uuid4(), uuid4()
    keep_draft(by=staff.amara, person=rosa, written={"text": "Tab one"}, at=NOW, form_key=other)
    sign(staff.amara, rosa, form_key=mine, draft_version=0)
    assert Draft.objects.get().written == {"text": "Tab one"}
    sign(staff.amara, rosa, form_key=other, draft_version=0)
    assert not Draft.objects.exists()


def test_the_draft_that_a_form_began_with_ends_with_its_note(
    staff: Staff, rosa: Person, case: Case
) -> None:
    draft = keep_draft(by=staff.amara, person=rosa, written={"text": "Begun"}, at=NOW)
    sign(staff.amara, rosa, form_key=uuid4(), draft_version=draft.version)
    assert not Draft.objects.exists()
