"""Two notes within two minutes may be one contact: joined, kept apart, taken apart again."""

from datetime import timedelta

import pytest

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.contacts.actions import join_notes, keep_apart
from casewright.contacts.models import Contact, Join
from casewright.contacts.rules import may_be_one
from casewright.contacts.tests.notes import note, sign
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.models import Person
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(seconds=90)


@pytest.fixture
def two(staff: Staff, rosa: Person, case: Case) -> tuple[Contact, Contact]:
    """Two notes of Amara's about Rosa, a minute and a half apart."""
    first = sign(staff.amara, rosa).contact
    second = sign(staff.amara, rosa, note(text="And she walks again."), at=SOON).contact
    return first, second


def test_the_later_becomes_part_of_the_earlier_and_both_stay_as_signed(
    staff: Staff, two: tuple[Contact, Contact]
) -> None:
    first, second = two
    join_notes(by=staff.amara, contact=second, to=first, at=SOON)
    assert Join.objects.get().to == first
    assert Contact.objects.get(pk=second.pk).text == "And she walks again."
    line = Entry.objects.get(event="contacts.joined")
    assert (line.subject_key, line.details) == (str(second.pk), {"to": str(first.pk)})


def test_it_is_taken_back_and_can_be_joined_once_more(
    staff: Staff, two: tuple[Contact, Contact]
) -> None:
    first, second = two
    join_notes(by=staff.amara, contact=second, to=first, at=SOON)
    with pytest.raises(Refused, match="already"):
        join_notes(by=staff.amara, contact=second, to=first, at=SOON)
    keep_apart(by=staff.amara, contact=second, to=first, at=SOON)
    assert not Join.objects.filter(ended_at=None).exists()
    join_notes(by=staff.amara, contact=second, to=first, at=SOON)
    assert Join.objects.count() == 2


def test_kept_apart_without_being_joined_leaves_that_answer(
    staff: Staff, two: tuple[Contact, Contact]
) -> None:
    first, second = two
    keep_apart(by=staff.amara, contact=second, to=first, at=SOON)
    assert Join.objects.get().ended_at == SOON


def test_a_part_holds_no_parts_of_its_own(staff: Staff, two: tuple[Contact, Contact]) -> None:
    first, second = two
    third = sign(staff.amara, first.person, at=SOON).contact
    join_notes(by=staff.amara, contact=second, to=first, at=SOON)
    with pytest.raises(Refused, match="itself part"):
        join_notes(by=staff.amara, contact=third, to=second, at=SOON)


def test_only_its_author_joins_it(staff: Staff, two: tuple[Contact, Contact]) -> None:
    first, second = two
    for deed in (join_notes, keep_apart):
        with pytest.raises(Refused, match="Only whoever signed"):
            deed(by=staff.tess, contact=second, to=first, at=SOON)
        with pytest.raises(NotPermitted):
            deed(by=staff.bo, contact=second, to=first, at=SOON)
    assert not Join.objects.exists()


def test_the_earlier_is_never_part_of_the_later_nor_of_itself(
    staff: Staff, two: tuple[Contact, Contact]
) -> None:
    first, second = two
    with pytest.raises(Refused, match="within two minutes"):
        join_notes(by=staff.amara, contact=first, to=second, at=SOON)
    with pytest.raises(Refused):
        join_notes(by=staff.amara, contact=first, to=first, at=SOON)


@pytest.mark.parametrize(("seconds", "is_one"), [(0, True), (120, True), (121, False)])
def test_two_minutes_themselves_are_within(seconds: int, is_one: bool) -> None:
    first, second = (NOW, "amara", "rosa"), (NOW + timedelta(seconds=seconds), "amara", "rosa")
    assert may_be_one(first, second) is is_one
    assert not may_be_one(first, (second[0], "tess", "rosa"))
    assert not may_be_one(first, (second[0], "amara", "walter"))
