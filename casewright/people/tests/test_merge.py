"""Joining two records: everything moves, the stricter word stands, and no place is lost."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.audit.queries import looks_at
from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.access import SEE_PERSON, fetch_person
from casewright.people.actions import keep_facts, merge_people, register_person, say_statement
from casewright.people.facts import IdentifierFact, KinFact, NameFact, PersonFacts, PointFact
from casewright.people.models import ContactPoint, Kin, Merge, Person, PersonName, Statement
from casewright.people.queries import find_people, keys_of
from casewright.security.actions import relate
from casewright.security.gate import may
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(staff: Staff) -> Person:
    """The same Rosa, registered once more by another hospital; Bo's team looks after her there."""
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(
                NameFact(family="Delgado", given="Rosa"),
                NameFact(family="Ruiz", given="Rosario", use="maiden"),
            ),
            identifiers=(IdentifierFact(system="MERCY", value="77"),),
            points=(PointFact(channel="phone", value="(555) 0142"),),
            kin=(KinFact(full_name="Nina Delgado", relationship="daughter"),),
            home_note="Dog in the yard.",
            called="Chayo",
        ),
        at=NOW,
    )
    relate(by=staff.bo, person_key=person.pk, kind="team", team=staff.south, at=NOW)
    return person


def merge(staff: Staff, kept: Person, gone: Person) -> Merge:
    return merge_people(by=staff.feed, kept=kept, gone=gone, at=NOW, source="MERCY")


def test_names_numbers_points_kin_and_words_move(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    say_statement(by=staff.bo, person=twin, kind="matters", words="Zinnias.", said_on=NOW.date())
    merge(staff, rosa, twin)
    assert rosa.identifiers.filter(system="MERCY", value="77").exists()
    assert PersonName.objects.filter(person=rosa, family="Ruiz").exists()
    assert Statement.objects.get().person == rosa
    assert Kin.objects.get().person == rosa
    assert ContactPoint.objects.filter(person=rosa).count() == 2


def test_what_only_the_other_record_said_is_taken_over_and_nothing_else(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    kept = merge(staff, rosa, twin)
    rosa.refresh_from_db()
    assert (rosa.home_note, rosa.called, rosa.birth_date) == (
        *("Dog in the yard.", "Chayo"),
        date(1948, 5, 2),
    )
    assert sorted(kept.before["filled"]) == ["called", "home_note"]
    assert find_people("chayo", viewer=staff.amara) == [rosa]


def test_what_moved_is_written_down_so_that_it_can_be_moved_back(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    point = ContactPoint.objects.get(person=twin)
    kept = merge(staff, rosa, twin)
    assert kept.before["ContactPoint"] == [str(point.pk)]
    assert {*kept.before} == {
        *("PersonName", "Identifier", "ContactPoint", "Kin", "Coverage", "Statement"),
        *("earlier", "was", "filled"),
    }
    line = Entry.objects.filter(event="people.merged").latest("number")
    assert (line.person_key, line.details["gone"]) == (str(rosa.pk), str(twin.pk))


@pytest.mark.parametrize("unsafe_one", ["rosa", "twin"])
def test_a_number_unsafe_on_either_record_is_unsafe_after(
    staff: Staff, rosa: Person, case: Case, twin: Person, unsafe_one: str
) -> None:
    person, by, value = (
        (rosa, staff.amara, "555-0142") if unsafe_one == "rosa" else (twin, staff.bo, "(555) 0142")
    )
    unsafe = PointFact(channel="phone", value=value, safe_to_use=False)
    keep_facts(by=by, person=person, facts=PersonFacts(points=(unsafe,)), at=NOW)
    merge(staff, rosa, twin)
    assert not ContactPoint.objects.exclude(safe_to_use=False).exists()
    assert not ContactPoint.objects.filter(safe_to_leave_message=True).exists()


def test_a_message_is_left_only_where_both_records_allow_it(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    may_leave = PointFact(channel="phone", value="555-0142", safe_to_leave_message=True)
    keep_facts(by=staff.amara, person=rosa, facts=PersonFacts(points=(may_leave,)), at=NOW)
    merge(staff, rosa, twin)
    assert set(ContactPoint.objects.values_list("safe_to_use", "safe_to_leave_message")) == {
        (True, False)
    }


def test_what_one_relative_may_be_told_is_the_stricter_of_both(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    freer = KinFact(full_name="NINA DELGADO", may_be_told="everything")
    keep_facts(by=staff.amara, person=rosa, facts=PersonFacts(kin=(freer,)), at=NOW)
    merge(staff, rosa, twin)
    assert set(Kin.objects.values_list("person", "may_be_told")) == {(rosa.pk, "nothing")}


def test_an_address_of_the_old_record_opens_the_new_one(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    merge(staff, rosa, twin)
    assert fetch_person(twin.pk) == rosa


def test_after_two_joins_every_old_address_opens_the_last(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    third = register_person(
        by=staff.feed,
        facts=PersonFacts(names=(NameFact(family="Delgado", given="R."),)),
        at=NOW,
    )
    merge(staff, twin, third)
    twin.refresh_from_db()
    merge(staff, rosa, twin)
    assert fetch_person(third.pk) == rosa
    assert Merge.objects.get(gone=twin).before["earlier"] == [str(third.pk)]


def test_whoever_looked_after_either_looks_after_the_one_kept(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    assert not may(staff.bo, SEE_PERSON, rosa)
    merge(staff, rosa, twin)
    for user in (staff.amara, staff.bo):
        assert may(User.objects.get(pk=user.pk), SEE_PERSON, fetch_person(twin.pk))


def test_who_looked_at_either_record_stands_together(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    record(staff.bo, "seen:people.see_person", twin)
    merge(staff, rosa, twin)
    keys = keys_of(rosa, viewer=staff.dev)
    assert keys == [str(rosa.pk), str(twin.pk)]
    assert "bo" in {line.actor for line in looks_at(*keys, viewer=staff.dev)}


def test_one_record_is_not_joined_to_itself_or_twice(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    with pytest.raises(Refused, match="one already"):
        merge(staff, rosa, rosa)
    merge(staff, rosa, twin)
    with pytest.raises(Refused, match="one already"):
        merge(staff, rosa, twin)
    other = register_person(
        by=staff.feed, facts=PersonFacts(names=(NameFact(family="A", given="B"),)), at=NOW
    )
    with pytest.raises(Refused, match="joined to another before"):
        merge(staff, other, twin)
    with pytest.raises(Refused, match="joined to another before"):
        merge(staff, twin, other)


def test_nobody_of_the_staff_joins_records_and_a_stranger_least(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    for user in (staff.bo, staff.amara, staff.carmen, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            merge_people(by=user, kept=rosa, gone=twin, at=NOW, source="x")
    assert Merge.objects.count() == 0


def test_the_database_joins_nobody_to_themselves(rosa: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=rosa.pk).update(merged_into=rosa)
