"""Moving a case on: the allowed moves, its history, and who sees the person afterwards."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from time_machine import TimeMachineFixture

from casewright.cases.actions import (
    FINISH_NOTES,
    hand_over_case,
    join_team,
    move_case,
    open_case,
)
from casewright.cases.models import Case, StatusEntry
from casewright.cases.states import CASE_MOVES, CaseStatus
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.actions import end_user, unrelate
from casewright.security.gate import may
from casewright.security.models import Relation, User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _out_of_the_queue(case: Case) -> None:
    """Intake is done with Rosa: only the case lets anybody in."""
    Relation.objects.filter(kind="queue").update(ends_at=NOW)


def move(staff: Staff, case: Case, to: str, *, days: int = 0) -> Case:
    fresh = Case.objects.get(pk=case.pk)
    return move_case(
        by=User.objects.get(pk=staff.carmen.pk),
        case=fresh,
        to=to,
        reason="Goals met",
        at=NOW + days * DAY,
    )


def sees(user: User, rosa: Person) -> bool:
    return may(User.objects.get(pk=user.pk), SEE_PERSON, rosa)


ALLOWED = {
    ("planned", "active"),
    ("planned", "cancelled"),
    ("active", "onhold"),
    ("active", "finished"),
    ("onhold", "active"),
    ("onhold", "finished"),
    ("finished", "active"),
}


@pytest.mark.parametrize("start", CaseStatus.values)
@pytest.mark.parametrize("end", [*CaseStatus.values, "lost"])
def test_only_these_moves_are_allowed(start: str, end: str) -> None:
    assert CASE_MOVES.allows(start, end) is ((start, end) in ALLOWED)


def test_each_move_stays_in_the_history_with_who_when_and_why(staff: Staff, case: Case) -> None:
    move(staff, case, "onhold")
    move(staff, case, "active", days=1)
    move(staff, case, "finished", days=2)
    told = list(
        StatusEntry.objects.filter(case=case)
        .order_by("at")
        .exclude(was="")
        .values_list("was", "became", "by__username", "reason")
    )
    assert told == [
        ("active", "onhold", "carmen", "Goals met"),
        ("onhold", "active", "carmen", "Goals met"),
        ("active", "finished", "carmen", "Goals met"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE cases_statusentry SET reason = ''",
                                       "DELETE FROM cases_statusentry"])  # fmt: skip
def test_history_is_only_added_to(case: Case, statement: str) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_a_move_that_is_not_allowed_is_refused_and_changes_nothing(
    staff: Staff, case: Case
) -> None:
    with pytest.raises(Refused, match="active cannot become planned"):
        move(staff, case, "planned")
    case.refresh_from_db()
    assert (case.status, case.version) == ("active", 1)
    assert StatusEntry.objects.filter(case=case).count() == 1


def test_whoever_saw_an_older_case_gets_both_back(staff: Staff, case: Case) -> None:
    move(staff, case, "onhold")
    with pytest.raises(Conflict) as conflict:
        move_case(by=staff.amara, case=case, to="finished", reason="Moved away", at=NOW, version=1)
    assert (conflict.value.theirs, conflict.value.yours) == (
        {"status": "onhold"},
        {"status": "finished"},
    )


def test_an_older_copy_does_not_undo_what_a_colleague_did(staff: Staff, case: Case) -> None:
    """Without a version the case is read anew: what counts is how it is kept."""
    older = Case.objects.get(pk=case.pk)
    move(staff, case, "onhold")
    move_case(by=staff.amara, case=older, to="active", reason="Home", at=NOW)
    assert Case.objects.get(pk=case.pk).version == 3


def test_a_planned_case_needs_a_manager_before_it_is_active(staff: Staff, rosa: Person) -> None:
    planned = open_case(
        by=staff.carmen, person=rosa, program="B", team=staff.north, manager=None, at=NOW
    )
    with pytest.raises(Refused, match="needs a manager"):
        move(staff, planned, "active")
    assert move(staff, planned, "cancelled").closed_at == NOW


def test_a_stranger_moves_no_case(staff: Staff, case: Case) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            move_case(by=stranger, case=case, to="finished", reason="x", at=NOW)
    case.refresh_from_db()
    assert case.status == "active"


def test_after_the_close_everybody_may_finish_their_notes_and_then_sees_no_more(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    join_team(by=staff.carmen, case=case, role="Pharmacist", user=staff.bo, at=NOW)
    move(staff, case, "finished")
    team = (staff.amara, staff.tess, staff.bo)
    time_machine.move_to(NOW + FINISH_NOTES - timedelta(seconds=1), tick=False)
    assert [sees(user, rosa) for user in team] == [True, True, True]
    time_machine.move_to(NOW + FINISH_NOTES, tick=False)
    assert [sees(user, rosa) for user in team] == [False, False, False]


def test_a_case_opened_again_gives_its_places_back(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    join_team(by=staff.carmen, case=case, role="Pharmacist", user=staff.bo, at=NOW)
    move(staff, case, "finished")
    move(staff, case, "active", days=1)
    time_machine.move_to(NOW + 2 * FINISH_NOTES, tick=False)
    assert [sees(user, rosa) for user in (staff.amara, staff.tess, staff.bo)] == [True] * 3
    assert not sees(staff.dev, rosa)


def test_a_place_given_back_ends_with_the_next_close(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    for days, to in ((0, "finished"), (1, "active"), (2, "finished")):
        move(staff, case, to, days=days)
    time_machine.move_to(NOW + 2 * DAY + FINISH_NOTES, tick=False)
    assert not any(sees(user, rosa) for user in (staff.amara, staff.tess))


def test_whoever_left_meanwhile_gets_no_place_back_and_the_team_hands_the_case_over(
    staff: Staff, rosa: Person, case: Case
) -> None:
    move(staff, case, "finished")
    end_user(by=staff.ada, user=staff.amara, at=NOW)
    opened = move(staff, case, "active", days=1)
    assert not Relation.objects.filter(user=staff.amara, ends_at=None).exists()
    handed = hand_over_case(
        by=staff.carmen, case=opened, to=staff.tess, reason="Amara left", at=NOW + DAY
    )
    assert handed.manager == staff.tess


def test_a_case_is_not_opened_again_beside_another_in_the_same_program(
    staff: Staff, rosa: Person, case: Case
) -> None:
    move(staff, case, "finished")
    open_case(
        by=staff.carmen,
        person=rosa,
        program=case.program,
        team=staff.north,
        manager=staff.tess,
        at=NOW,
    )
    with pytest.raises(Refused, match="open case in Complex care already"):
        move(staff, case, "active")


def test_a_case_on_hold_keeps_its_people(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    move(staff, case, "onhold")
    time_machine.move_to(NOW + 100 * DAY, tick=False)
    assert sees(staff.amara, rosa)
    assert unrelate(by=staff.carmen, reason_key=case.pk, at=NOW + 100 * DAY) == 2
