"""Registering somebody who is not known yet."""

from datetime import date, timedelta

import pytest
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.actions import register_person
from casewright.people.actions.person import DAYS_TO_FINISH
from casewright.people.facts import (
    CoverageFact,
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)
from casewright.people.models import Coverage, Identifier, Kin, Person, PersonName
from casewright.security.gate import may
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

WALTER = PersonFacts(
    names=(
        NameFact(family="", given="Wally", use="nickname"),
        NameFact(family="Okafor", given="Walter"),
    ),
    birth_date=date(1940, 1, 1),
    birth_precision="year",
    gender="male",
    languages=(LanguageFact(code="ig", name="Igbo", interpreter=True),),
    identifiers=(IdentifierFact(system="ST-BRIGID", value="MRN-2002", kind="MR"),),
    points=(PointFact(channel="phone", value="555-0177"),),
    kin=(KinFact(full_name="Grace Okafor", relationship="daughter", is_carer=True),),
    coverages=(CoverageFact(payer_name="Medicare", plan_type="medicare", member_id="1EG4"),),
)


def test_everything_that_was_said_is_kept(staff: Staff) -> None:
    walter = register_person(by=staff.ina, facts=WALTER, at=NOW, source="referral")
    assert walter.display_name == "Walter Okafor"
    assert walter.birth_precision == "year"
    assert walter.languages[0]["interpreter"] is True
    assert PersonName.objects.filter(person=walter).count() == 2
    assert Identifier.objects.get(person=walter).value == "MRN-2002"
    assert Kin.objects.get(person=walter).may_be_told == "nothing"
    assert Coverage.objects.get(person=walter).plan_type == "medicare"
    line = Entry.objects.filter(event="people.registered").latest("number")
    assert (line.actor, line.person_key) == ("ina", str(walter.pk))


def test_whoever_registers_may_finish_it_within_a_month(
    staff: Staff, time_machine: TimeMachineFixture
) -> None:
    walter = register_person(by=staff.ina, facts=WALTER, at=NOW)
    assert may(staff.ina, SEE_PERSON, walter)
    assert not may(staff.bo, SEE_PERSON, walter)
    time_machine.move_to(NOW + timedelta(days=DAYS_TO_FINISH), tick=False)
    assert not may(User.objects.get(pk=staff.ina.pk), SEE_PERSON, walter)


@pytest.mark.parametrize(
    "names", [(), (NameFact(family="", given=""),), (NameFact(family=" ", given="\t"),)]
)
def test_nobody_is_registered_without_a_name(staff: Staff, names: tuple[NameFact, ...]) -> None:
    with pytest.raises(Refused, match="at least one name"):
        register_person(by=staff.ina, facts=PersonFacts(names=names), at=NOW)
    assert Person.objects.count() == 0


def test_somebody_without_a_name_is_known_by_a_sentence(staff: Staff) -> None:
    sentence = NameFact(family="", given="Man found by the river, gray coat", use="usual")
    person = register_person(by=staff.ina, facts=PersonFacts(names=(sentence,)), at=NOW)
    assert person.display_name == "Man found by the river, gray coat"


def test_a_number_of_somebody_else_is_refused_and_nobody_is_made(
    staff: Staff, rosa: Person
) -> None:
    taken = PersonFacts(
        names=(NameFact(family="Okafor", given="Walter"),),
        identifiers=(IdentifierFact(system="ST-BRIGID", value="MRN-1001"),),
    )
    with pytest.raises(Refused, match="another person's"):
        register_person(by=staff.ina, facts=taken, at=NOW)
    assert Person.objects.get() == rosa


def test_a_number_that_is_too_long_to_tell_two_people_apart_is_refused(staff: Staff) -> None:
    long = PersonFacts(
        names=(NameFact(family="Okafor", given="Walter"),),
        identifiers=(IdentifierFact(system="ST-BRIGID", value="9" * 201),),
    )
    with pytest.raises(Refused, match="too long"):
        register_person(by=staff.feed, facts=long, at=NOW)


def test_what_a_feed_says_at_length_is_cut_to_what_the_columns_hold(staff: Staff) -> None:
    long = "x" * 600
    facts = PersonFacts(
        names=(NameFact(family=long, given=long, use="anonymous"),),
        gender=long,
        called=long,
        home_note=long,
        points=(PointFact(channel="post", value=long, use=long, best_time=long, note=long),),
        kin=(KinFact(full_name=long, relationship=long, phone=long, note=long),),
        coverages=(CoverageFact(payer_name=long, member_id=long),),
    )
    person = register_person(by=staff.feed, facts=facts, at=NOW, source=long)
    person.full_clean(exclude=["gender"])


def test_a_stranger_to_registering_registers_nobody(staff: Staff) -> None:
    for stranger in (staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            register_person(by=stranger, facts=WALTER, at=NOW)
    assert Person.objects.count() == 0
