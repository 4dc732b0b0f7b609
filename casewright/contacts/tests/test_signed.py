"""A signed note is never changed, only added to."""

import pytest
from django.db import DatabaseError, connection, transaction

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.contacts.access import SEE_NOTE, fetch_contact
from casewright.contacts.actions import add_to_note
from casewright.contacts.models import Addendum, Contact
from casewright.contacts.queries import contacts_of
from casewright.contacts.rules import MOST_WRITTEN
from casewright.contacts.tests.notes import note, sign
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.actions import merge_people, register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person
from casewright.security.gate import may
from casewright.tasks.tests.promises import fresh
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(staff: Staff, rosa: Person, case: Case) -> Contact:
    return sign(staff.amara, rosa).contact


def test_no_program_changes_or_removes_it(staff: Staff, signed: Contact) -> None:
    signed.text = "She has no pills."
    for deed in (signed.save, signed.delete):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            deed()
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        Contact.objects.update(minutes=60)
    assert Contact.objects.get().text == "She has her pills and is well."


@pytest.mark.parametrize("table", ["contacts_contact", "contacts_addendum"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET text = 'other'", "DELETE FROM {}"])
def test_nor_does_anybody_with_sql_in_hand(
    staff: Staff, signed: Contact, table: str, deed: str
) -> None:
    add_to_note(by=staff.tess, contact=signed, text="She means the blue ones.", at=NOW)
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
    ):
        cursor.execute(deed.format(table))


def test_what_is_added_stands_under_it_in_order_with_its_author(
    staff: Staff, rosa: Person, signed: Contact
) -> None:
    said = ((staff.tess, "First."), (staff.amara, "Second."), (staff.tess, "Third."))
    for minute, (user, text) in enumerate(said):
        add_to_note(by=user, contact=signed, text=text, at=NOW.replace(minute=minute))
    (shown,) = contacts_of(rosa.pk, viewer=staff.tess)
    assert shown.text == "She has her pills and is well."
    assert [(one.author.username, one.text) for one in shown.addenda.all()] == [
        *(("tess", "First."), ("amara", "Second."), ("tess", "Third.")),
    ]
    assert Entry.objects.latest("number").person_key == str(rosa.pk)


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "Write what"), ("x" * (MOST_WRITTEN + 1), "Make it two")]
)
def test_nothing_and_too_much_are_not_added(
    staff: Staff, signed: Contact, text: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        add_to_note(by=staff.tess, contact=signed, text=text, at=NOW)
    assert Addendum.objects.count() == 0


def test_a_stranger_neither_reads_nor_adds(staff: Staff, rosa: Person, signed: Contact) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada, staff.feed):
        with pytest.raises(NotPermitted):
            add_to_note(by=stranger, contact=signed, text="I was here.", at=NOW)
        assert not may(stranger, SEE_NOTE, signed)
    for stranger in (staff.bo, staff.dev, staff.ada):
        assert list(contacts_of(rosa.pk, viewer=stranger)) == []
    assert Addendum.objects.count() == 0


def test_the_newest_note_stands_first(staff: Staff, rosa: Person, case: Case) -> None:
    for hour in (9, 11, 10):
        sign(staff.amara, rosa, note(started_at=NOW.replace(hour=hour), text=f"At {hour}."))
    assert [one.text for one in contacts_of(rosa.pk, viewer=staff.amara)] == [
        *("At 11.", "At 10.", "At 9."),
    ]


def test_a_note_of_a_joined_record_is_read_and_added_to_by_whoever_sees_the_one_kept(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = register_person(
        by=staff.ina, facts=PersonFacts(names=(NameFact(family="Delgado", given="R."),)), at=NOW
    )
    theirs = sign(staff.ina, twin).contact
    merge_people(by=staff.feed, kept=rosa, gone=twin, at=NOW, source="MERCY")
    tess = fresh(staff.tess)
    assert list(contacts_of(rosa.pk, viewer=tess)) == [theirs]
    add_to_note(by=tess, contact=fetch_contact(theirs.pk), text="Read by Tess.", at=NOW)
    assert Entry.objects.latest("number").person_key == str(rosa.pk)
    with pytest.raises(NotPermitted):
        add_to_note(by=staff.bo, contact=fetch_contact(theirs.pk), text="By Bo.", at=NOW)


def test_a_note_without_a_word_is_refused_by_the_database_too(
    staff: Staff, rosa: Person, case: Case
) -> None:
    empty = Contact(
        person=rosa, author=staff.amara, kind="call", reached="person", started_at=NOW,
        signed_at=NOW, text="",
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        empty.save(force_insert=True)
