"""What colleagues do about messages that wait: match, register, set aside, correct, try again,
take back; each whole, each once, each in the trail."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.chart.models import Condition
from casewright.foundation.errors import NotPermitted, Refused
from casewright.hl7.actions import (
    Overtaken,
    correct_message,
    leave_message,
    match_message,
    register_from_message,
    retry_message,
    take_back,
)
from casewright.hl7.actions.reading import facts_in
from casewright.hl7.models import Message, Settlement
from casewright.hl7.queries import candidates, count_waiting
from casewright.hl7.replay import take_in
from casewright.hl7.rules import traits_of
from casewright.hl7.tests.feed import framed, message
from casewright.people.actions import register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts
from casewright.people.models import ContactPoint, Identifier, Person, PersonName, SearchKey
from casewright.people.queries import find_people
from casewright.security.models import RolePermit, User
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.models import Stay
from conftest import NOW, Staff
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db

OTHER = {"mrn": "MRN-77", "name": "Delgado^Rosa^Maria"}
ADMIT = message("A01", "202611162200", control="1", **OTHER)
HOME = message("A03", "202611221410", control="2", disposition="01", **OTHER)
DIAGNOSED = message(
    "A01", "202611162200", control="4", extra="DG1|1||I50.9^Heart failure^I10", **OTHER
)
LATER = NOW + timedelta(minutes=5)


def heard(staff: Staff, *raws: bytes) -> list[Message]:
    """Messages as the feed handed them in."""
    for raw in raws:
        take_in(by=staff.feed, framed=framed(raw), origin="night", register=False, at=NOW)
    return list(Message.objects.order_by("received_at", "control_id"))


def all_said(person: Person) -> list[Any]:
    """Everything held about a person that a message could have changed."""
    fresh = Person.objects.get(pk=person.pk)
    once = [fresh.display_name, fresh.birth_date, fresh.gender, fresh.languages, fresh.told_at]
    names = PersonName.objects.filter(person=person).order_by("pk").values_list("family", "given")
    numbers = Identifier.objects.filter(person=person, retired_at=None).order_by("pk")
    points = ContactPoint.objects.filter(person=person, ended_at=None).order_by("pk")
    words = SearchKey.objects.filter(person=person).order_by("key").values_list("key", flat=True)
    return [
        *once,
        list(names),
        list(numbers.values_list("value", flat=True)),
        list(points.values_list("value", flat=True)),
        list(words),
        Stay.objects.filter(person=person, cancelled=False).count(),
        Condition.objects.filter(person=person).exclude(status="entered-in-error").count(),
        Task.objects.filter(person=person, status__in=OPEN).count(),
    ]


def test_a_match_applies_what_waits_and_the_number_is_known_from_now_on(
    staff: Staff, rosa: Person, case: Case
) -> None:
    admit, home = heard(staff, ADMIT, HOME)
    assert (admit.fate, home.fate) == ("unmatched", "unmatched")
    match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    assert {one.fate for one in Message.objects.all()} == {"applied"}
    stay = Stay.objects.get(person=rosa)
    assert stay.discharged_at is not None
    assert Task.objects.filter(kind="after-discharge-call", person=rosa).exists()
    (_, _, update) = heard(staff, message("A08", "202611230900", control="3", **OTHER))
    assert (update.fate, update.person) == ("applied", rosa)
    line = Entry.objects.get(event="hl7.matched")
    assert (line.actor, line.person_key) == ("ina", str(rosa.pk))


def test_a_match_that_is_taken_back_leaves_nothing_of_the_message(
    staff: Staff, rosa: Person, case: Case
) -> None:
    before = all_said(rosa)
    admit, home = heard(staff, DIAGNOSED, HOME)[::-1]
    assert admit.control_id == "4"
    match = match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    assert all_said(rosa) != before
    take_back(by=staff.ina, settlement=match, at=LATER + timedelta(minutes=1))
    assert all_said(rosa) == before
    assert {(one.fate, one.person) for one in Message.objects.all()} == {("unmatched", None)}
    assert home.pk != admit.pk
    again = match_message(by=staff.ina, message=admit, person=rosa, at=LATER + timedelta(minutes=2))
    assert Stay.objects.filter(person=rosa, cancelled=False).count() == 1
    assert again.person == rosa


def test_a_match_taken_back_may_go_to_somebody_else(staff: Staff, rosa: Person, case: Case) -> None:
    (admit,) = heard(staff, ADMIT)
    match = match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    take_back(by=staff.ina, settlement=match, at=LATER)
    register_from_message(by=staff.ina, message=admit, at=LATER + timedelta(minutes=1))
    stay = Stay.objects.get(cancelled=False)
    assert stay.person != rosa
    assert stay.visit == "V1"


def test_once_more_was_heard_a_match_stays(staff: Staff, rosa: Person, case: Case) -> None:
    (admit,) = heard(staff, ADMIT)
    match = match_message(by=staff.ina, message=admit, person=rosa, at=NOW)
    heard(staff, HOME)
    with pytest.raises(Refused, match="leans on the match"):
        take_back(by=staff.ina, settlement=match, at=LATER)


def test_what_a_colleague_wrote_since_stays_when_a_match_is_taken_back(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (admit,) = heard(staff, message("A28", "202611162200", control="1", **OTHER))
    match = match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    Person.objects.filter(pk=rosa.pk).update(display_name="Rosa D.")
    take_back(by=staff.ina, settlement=match, at=LATER)
    assert Person.objects.get(pk=rosa.pk).display_name == "Rosa D."


def test_a_number_of_somebody_else_stays_theirs(staff: Staff, rosa: Person, case: Case) -> None:
    walter = register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(NameFact(family="Novak", given="Walter"),),
            birth_date=date(1941, 1, 9),
            identifiers=(IdentifierFact(system="ST-BRIGID", value="MRN-77"),),
        ),
        at=NOW,
    )
    (admit,) = heard(staff, ADMIT)
    assert admit.fate == "quarantined"
    match_message(by=staff.carmen, message=admit, person=rosa, at=LATER)
    assert Identifier.objects.get(value="MRN-77", retired_at=None).person == walter
    assert Stay.objects.get().person == rosa


def test_somebody_new_is_registered_and_whoever_did_may_open_the_record(
    staff: Staff, rosa: Person
) -> None:
    admit, _ = heard(staff, ADMIT, HOME)
    done = register_from_message(by=staff.carmen, message=admit, at=NOW)
    assert done.person != rosa
    assert {one.fate for one in Message.objects.all()} == {"applied"}
    assert done.person is not None
    assert stands_by(User.objects.get(pk=staff.carmen.pk), done.person.pk)
    assert not stands_by(staff.bo, done.person.pk)
    with pytest.raises(Refused, match="cannot be taken back"):
        take_back(by=staff.carmen, settlement=done, at=NOW)


def test_nobody_is_registered_without_a_name(staff: Staff) -> None:
    (admit,) = heard(staff, message("A01", "202611162200", control="1", name=""))
    with pytest.raises(Refused, match="names nobody"):
        register_from_message(by=staff.ina, message=admit, at=LATER)
    assert not Person.objects.exists()


def test_what_is_set_aside_says_why_and_may_be_taken_back(staff: Staff) -> None:
    (admit,) = heard(staff, ADMIT)
    with pytest.raises(Refused, match="Say why"):
        leave_message(by=staff.ina, message=admit, reason="  ", at=LATER)
    done = leave_message(by=staff.ina, message=admit, reason="A visitor, no patient", at=LATER)
    admit.refresh_from_db()
    assert (admit.fate, admit.reason) == ("ignored", "Set aside by hand: A visitor, no patient")
    assert count_waiting(viewer=staff.ina) == 0
    take_back(by=staff.ina, settlement=done, at=LATER)
    admit.refresh_from_db()
    assert (admit.fate, admit.reason) == (
        "unmatched",
        "Nobody here has the number of this message.",
    )
    with pytest.raises(Overtaken):
        take_back(by=staff.ina, settlement=done, at=LATER)


def test_a_corrected_message_is_applied_and_its_bytes_stay_as_they_came(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (broken,) = heard(staff, message("A01", "yesterday", control="1"))
    raw = bytes(broken.raw)
    assert broken.fate == "quarantined"
    words = {"EVN-2": "202611162200"}
    fate = correct_message(by=staff.ina, message=broken, words=words, at=LATER)
    assert fate == "applied"
    broken.refresh_from_db()
    assert bytes(broken.raw) == raw
    assert Stay.objects.get(person=rosa).admitted_at is not None
    kept = Settlement.objects.get(deed="corrected")
    assert (kept.by, kept.at, kept.said) == (staff.ina, LATER, words)


def test_a_correction_that_does_not_suffice_is_kept_with_the_new_reason(staff: Staff) -> None:
    (broken,) = heard(staff, message("A01", "yesterday", control="1", born="someday"))
    fate = correct_message(by=staff.ina, message=broken, words={"EVN-2": "202611162200"}, at=LATER)
    assert fate == "unmatched"
    broken.refresh_from_db()
    assert broken.is_corrected
    fate = correct_message(by=staff.ina, message=broken, words={"PID-7": "19480502"}, at=LATER)
    assert fate == "unmatched"
    assert facts_in(Message.objects.get()).birth_date == date(1948, 5, 2)
    register_from_message(by=staff.ina, message=broken, at=LATER)
    assert Stay.objects.get().admitted_at is not None


def test_a_field_that_may_not_be_corrected_is_refused(staff: Staff) -> None:
    (admit,) = heard(staff, ADMIT)
    for words in ({}, {"MSH-10": "2"}):
        with pytest.raises(Refused, match="at least one field"):
            correct_message(by=staff.ina, message=admit, words=words, at=LATER)


def test_a_message_is_tried_again_after_its_cause_went_away(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (admit,) = heard(staff, ADMIT)
    assert retry_message(by=staff.ina, message=admit, at=LATER) == "unmatched"
    Identifier.objects.create(person=rosa, system="ST-BRIGID", value="MRN-77")
    assert retry_message(by=staff.ina, message=admit, at=LATER) == "applied"


def test_half_a_message_is_never_read_as_a_whole_one(staff: Staff, rosa: Person) -> None:
    cut = message("A01", "202611162200", control="1")
    (half,) = heard(staff, b"\x0b" + cut)
    assert half.fate == "quarantined"
    with pytest.raises(Refused, match="send it again"):
        retry_message(by=staff.ina, message=half, at=LATER)
    with pytest.raises(Refused, match="send it again"):
        correct_message(by=staff.ina, message=half, words={"EVN-2": "20261116"}, at=LATER)


def test_whom_the_message_may_be_about_stands_with_what_agrees(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (admit,) = heard(staff, ADMIT)
    (found,) = candidates(traits_of(facts_in(admit)), viewer=staff.ina)
    assert (found.person, found.likelihood) == (rosa, "very likely")
    assert {one.field: one.verdict.value for one in found.evidence} == {
        "family": "agrees",
        "given": "nearly",
        "birth": "agrees",
        "gender": "agrees",
        "number": "differs",
        "phone": "agrees",
    }


def test_of_a_colleagues_record_only_how_the_fields_stand_is_told(
    staff: Staff, rosa: Person, case: Case
) -> None:
    RolePermit.objects.create(role_id="case_manager", permit_id="hl7.work_queue")
    (admit,) = heard(staff, message("A01", "202611162200", control="1", mrn="9", born="19480520"))
    (found,) = candidates(traits_of(facts_in(admit)), viewer=staff.bo)
    assert (found.is_beside, found.name, found.kept_by) == (False, "", "Amara Diallo")
    told = " ".join(one.known for one in found.evidence)
    assert "1948-05-02" not in told
    assert "MRN-1001" not in told
    match_message(by=staff.bo, message=admit, person=rosa, at=LATER)
    assert not stands_by(staff.bo, rosa.pk)


def test_nobody_who_is_no_candidate_can_be_chosen_unseen(
    staff: Staff, rosa: Person, case: Case
) -> None:
    RolePermit.objects.create(role_id="case_manager", permit_id="hl7.work_queue")
    (admit,) = heard(
        staff,
        message("A01", "202611162200", control="1", mrn="9", name="Other^Ann", born="19900101"),
    )
    with pytest.raises(NotPermitted):
        match_message(by=staff.bo, message=admit, person=rosa, at=LATER)
    assert not Stay.objects.exists()


Do = Callable[[User, Message, Person], Any]
DEEDS: dict[str, Do] = {
    "match": lambda by, one, who: match_message(by=by, message=one, person=who, at=NOW),
    "register": lambda by, one, _: register_from_message(by=by, message=one, at=NOW),
    "leave": lambda by, one, _: leave_message(by=by, message=one, reason="No", at=NOW),
    "correct": lambda by, one, _: correct_message(
        by=by, message=one, words={"PID-7": "19480502"}, at=NOW
    ),
    "retry": lambda by, one, _: retry_message(by=by, message=one, at=NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_stranger_does_nothing_to_a_message(
    staff: Staff, rosa: Person, case: Case, deed: str
) -> None:
    (admit,) = heard(staff, ADMIT)
    for stranger in (staff.bo, staff.amara, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            DEEDS[deed](stranger, admit, rosa)
    admit.refresh_from_db()
    assert admit.fate == "unmatched"
    assert not Settlement.objects.exists()


def test_a_stranger_takes_nothing_back(staff: Staff) -> None:
    (admit,) = heard(staff, ADMIT)
    done = leave_message(by=staff.ina, message=admit, reason="No", at=NOW)
    with pytest.raises(NotPermitted):
        take_back(by=staff.bo, settlement=done, at=NOW)


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_comes_second_changes_nothing_and_is_told_who_was_first(
    staff: Staff, rosa: Person, case: Case, deed: str
) -> None:
    (admit,) = heard(staff, ADMIT)
    match_message(by=staff.carmen, message=admit, person=rosa, at=NOW)
    with pytest.raises(Overtaken, match="Carmen Vela matched it"):
        DEEDS[deed](staff.ina, admit, rosa)
    assert Settlement.objects.count() == 1


def test_a_screen_that_is_out_of_date_changes_nothing(staff: Staff, rosa: Person) -> None:
    (admit,) = heard(staff, message("A01", "yesterday", control="1"))
    seen = admit.mark
    correct_message(by=staff.carmen, message=admit, words={"PID-7": "19480502"}, at=LATER)
    with pytest.raises(Overtaken, match="Carmen Vela corrected it"):
        leave_message(by=staff.ina, message=admit, reason="No", at=LATER, seen=seen)


def test_when_the_feed_may_apply_nothing_the_colleague_is_told(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (admit,) = heard(staff, ADMIT)
    RolePermit.objects.filter(role="service", permit="hl7.settle_message").delete()
    with pytest.raises(Refused, match="account of the feed"):
        match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    admit.refresh_from_db()
    assert admit.fate == "unmatched"
    assert not Stay.objects.exists()


def test_a_match_that_fails_changes_nothing(
    staff: Staff, rosa: Person, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_said(rosa)
    (admit,) = heard(staff, ADMIT)

    def refuse(**_: object) -> None:
        raise Refused("No.")

    monkeypatch.setattr("casewright.hl7.actions.hearing.hear_event", refuse)
    with pytest.raises(Refused):
        match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    assert all_said(rosa) == before
    assert not Settlement.objects.exists()


def test_of_colleagues_who_settle_one_message_at_once_one_wins(
    committed: None, staff: Staff, rosa: Person, case: Case
) -> None:
    for number in range(5):
        heard(
            staff,
            message(
                "A01", "202611162200", control=str(number), visit=f"V{number}", mrn=f"X{number}"
            ),
        )
    for waiting in Message.objects.order_by("control_id"):
        deeds = (("match", staff.ina), ("leave", staff.carmen), ("register", staff.carmen))
        outcomes = at_once([partial(DEEDS[name], by, waiting, rosa) for name, by in deeds])
        assert sum(one.fault is None for one in outcomes) == 1
        assert all(isinstance(one.fault, Overtaken | None) for one in outcomes)
    assert Settlement.objects.count() == 5


def test_found_again_under_the_number_that_was_matched(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (admit,) = heard(staff, ADMIT)
    assert find_people("MRN-77", viewer=staff.amara) == []
    match_message(by=staff.ina, message=admit, person=rosa, at=LATER)
    assert find_people("MRN-77", viewer=staff.amara) == [rosa]
