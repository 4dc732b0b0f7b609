"""Handing a case over: the new manager sees the person at once, the old one for a while."""

from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from casewright.cases.actions import (
    FINISH_NOTES,
    hand_over_case,
    join_team,
    leave_care_team,
    move_case,
    open_case,
)
from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.cases.queries import care_team
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.actions import end_user
from casewright.security.gate import may
from casewright.security.models import Relation, User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _out_of_the_queue(case: Case) -> None:
    Relation.objects.filter(kind="queue").update(ends_at=NOW)


def hand(staff: Staff, case: Case, to: User, *, at_day: int = 0) -> Case:
    fresh = Case.objects.get(pk=case.pk)
    return hand_over_case(
        by=staff.carmen, case=fresh, to=to, reason="Moves house", at=NOW + at_day * DAY
    )


def sees(user: User, rosa: Person) -> bool:
    return may(User.objects.get(pk=user.pk), SEE_PERSON, rosa)


def test_the_new_manager_from_elsewhere_sees_the_person_and_has_a_place(
    staff: Staff, rosa: Person, case: Case
) -> None:
    hand(staff, case, staff.bo)
    assert sees(staff.bo, rosa)
    assert [place.user for place in care_team(rosa.pk, viewer=staff.carmen)] == [staff.bo]


def test_the_manager_before_finishes_notes_and_then_sees_no_more(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    hand(staff, case, staff.bo)
    hand(staff, case, staff.tess, at_day=1)
    time_machine.move_to(NOW + DAY + FINISH_NOTES - timedelta(seconds=1), tick=False)
    assert sees(staff.bo, rosa)
    time_machine.move_to(NOW + DAY + FINISH_NOTES, tick=False)
    assert not sees(staff.bo, rosa)
    assert sees(staff.tess, rosa)


def test_whoever_was_on_the_care_team_keeps_no_second_place_by_becoming_manager(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    join_team(by=staff.carmen, case=case, role="Pharmacist", user=staff.bo, at=NOW)
    hand(staff, case, staff.bo)
    hand(staff, case, staff.tess, at_day=1)
    time_machine.move_to(NOW + DAY + FINISH_NOTES, tick=False)
    assert not sees(staff.bo, rosa)


def test_a_planned_case_becomes_active_with_its_first_manager(staff: Staff, rosa: Person) -> None:
    planned = open_case(
        by=staff.carmen, person=rosa, program="B", team=staff.north, manager=None, at=NOW
    )
    assert hand(staff, planned, staff.tess).status == "active"
    assert StatusEntry.objects.filter(case=planned, became="active").count() == 1


def test_nobody_is_handed_what_they_have_or_after_they_left(staff: Staff, case: Case) -> None:
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    for to, words in (
        (staff.amara, "already"),
        (User.objects.get(pk=staff.tess.pk), "has left"),
        (staff.feed, "has left"),
    ):
        with pytest.raises(Refused, match=words):
            hand(staff, case, to)


def test_a_closed_case_is_handed_to_nobody(staff: Staff, rosa: Person, case: Case) -> None:
    """It would let somebody in without an end."""
    move_case(by=staff.carmen, case=case, to="finished", reason="Goals met", at=NOW)
    with pytest.raises(Refused, match="closed"):
        hand(staff, case, staff.bo)
    with pytest.raises(Refused, match="closed"):
        join_team(by=staff.carmen, case=case, role="Nurse", user=staff.bo, at=NOW)
    assert not sees(staff.bo, rosa)


def test_whoever_saw_an_older_case_hands_over_nothing(staff: Staff, case: Case) -> None:
    older = Case.objects.get(pk=case.pk)
    hand(staff, case, staff.tess)
    with pytest.raises(Conflict):
        hand_over_case(
            by=staff.amara, case=older, to=staff.bo, reason="x", at=NOW, version=older.version - 1
        )
    with pytest.raises(Conflict):
        hand_over_case(by=staff.amara, case=older, to=staff.bo, reason="x", at=NOW, version=1)
    case.refresh_from_db()
    assert case.manager == staff.tess


def test_a_stranger_hands_over_nothing_and_joins_nothing(
    staff: Staff, rosa: Person, case: Case
) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            hand_over_case(by=stranger, case=case, to=stranger, reason="x", at=NOW)
        with pytest.raises(NotPermitted):
            join_team(by=stranger, case=case, role="Nurse", user=stranger, at=NOW)
        assert not sees(stranger, rosa)


def test_a_colleague_joins_the_care_team_and_leaves_it(
    staff: Staff, rosa: Person, case: Case
) -> None:
    place = join_team(by=staff.carmen, case=case, role="Pharmacist", user=staff.bo, at=NOW)
    assert sees(staff.bo, rosa)
    with pytest.raises(Refused, match="already"):
        join_team(by=staff.carmen, case=case, role="Nurse", user=staff.bo, at=NOW)
    leave_care_team(by=staff.carmen, place=place, at=NOW)
    assert not sees(staff.bo, rosa)
    with pytest.raises(Refused, match="ended already"):
        leave_care_team(by=staff.carmen, place=place, at=NOW)


def test_somebody_outside_is_on_the_team_by_name_and_sees_nothing(
    staff: Staff, rosa: Person, case: Case
) -> None:
    join_team(by=staff.amara, case=case, role="Cardiologist", outside_name="Dr. Ahn", at=NOW)
    assert TeamPlace.objects.get(user=None).outside_name == "Dr. Ahn"
    with pytest.raises(Refused, match="name of whoever"):
        join_team(by=staff.amara, case=case, role="Cardiologist", outside_name=" ", at=NOW)
    with pytest.raises(Refused, match="too long"):
        join_team(by=staff.amara, case=case, role="x" * 81, outside_name="Dr. Ahn", at=NOW)


def test_the_manager_leaves_by_handing_over(staff: Staff, case: Case) -> None:
    place = TeamPlace.objects.get(user=staff.amara)
    with pytest.raises(Refused, match="handing the case over"):
        leave_care_team(by=staff.amara, place=place, at=NOW)


def test_a_stranger_takes_nobody_off_a_team(staff: Staff, case: Case) -> None:
    place = join_team(by=staff.carmen, case=case, role="Nurse", user=staff.tess, at=NOW)
    with pytest.raises(NotPermitted):
        leave_care_team(by=staff.bo, place=place, at=NOW)
    place.refresh_from_db()
    assert place.ends_at is None
