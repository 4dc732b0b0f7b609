"""Opening a case: whose it is from then on, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casewright.audit.models import Entry
from casewright.cases.actions import open_case
from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.cases.queries import care_team, cases_of, open_case_of
from casewright.cases.states import CaseStatus
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.actions import end_user, relate
from casewright.security.gate import may
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_intake_queue(staff: Staff, rosa: Person) -> None:
    relate(by=staff.feed, person_key=rosa.pk, kind="queue", team=staff.intake, at=NOW)


def open_one(
    staff: Staff,
    rosa: Person,
    *,
    by: User | None = None,
    manager: User | None = None,
    program: str = "Complex care",
    reason: str = "",
) -> Case:
    return open_case(
        by=by or staff.ina,
        person=rosa,
        program=program,
        team=staff.north,
        manager=manager,
        at=NOW,
        reason=reason,
    )


def sees(user: User, rosa: Person) -> bool:
    return may(User.objects.get(pk=user.pk), SEE_PERSON, rosa)


def test_with_a_manager_it_is_active_and_the_manager_and_team_stand_beside(
    staff: Staff, rosa: Person
) -> None:
    case = open_one(staff, rosa, manager=staff.amara)
    assert case.status == CaseStatus.ACTIVE
    assert TeamPlace.objects.get().user == staff.amara
    assert [sees(user, rosa) for user in (staff.amara, staff.tess, staff.bo)] == [True, True, False]
    assert StatusEntry.objects.get().became == CaseStatus.ACTIVE
    line = Entry.objects.filter(event="cases.opened").latest("number")
    assert (line.actor, line.person_key) == ("ina", str(rosa.pk))


def test_without_a_manager_it_is_planned_and_the_team_stands_beside(
    staff: Staff, rosa: Person
) -> None:
    case = open_one(staff, rosa)
    assert (case.status, case.manager) == (CaseStatus.PLANNED, None)
    assert sees(staff.amara, rosa)


def test_a_second_open_case_in_one_program_is_refused_in_words(staff: Staff, rosa: Person) -> None:
    open_one(staff, rosa, manager=staff.amara)
    with pytest.raises(Refused, match="open case in Complex care already"):
        open_one(staff, rosa, manager=staff.amara)
    assert open_one(staff, rosa, program="Diabetes").program == "Diabetes"


def test_a_manager_who_has_left_or_a_feed_is_refused(staff: Staff, rosa: Person) -> None:
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    for nobody in (staff.tess, staff.feed):
        with pytest.raises(Refused, match="has left"):
            open_one(staff, rosa, manager=nobody)
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("program", "reason", "words"),
    [("  ", "", "name of the program"), ("x" * 81, "", "too long"), ("A", "x" * 301, "too long")],
)
def test_what_does_not_fit_is_refused_on_any_database(
    staff: Staff, rosa: Person, program: str, reason: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        open_one(staff, rosa, program=program, reason=reason)


def test_a_stranger_opens_no_case_for_somebody_he_does_not_stand_beside(
    staff: Staff, rosa: Person
) -> None:
    for stranger in (staff.bo, staff.amara, staff.dev, staff.ada, staff.feed):
        with pytest.raises(NotPermitted):
            open_one(staff, rosa, by=stranger, manager=stranger)
    assert Case.objects.count() == 0


def test_lists_show_the_case_to_its_team_and_to_no_stranger(staff: Staff, rosa: Person) -> None:
    case = open_one(staff, rosa, manager=staff.amara)
    assert list(cases_of(rosa.pk, viewer=staff.tess)) == [case]
    assert open_case_of(rosa.pk, viewer=staff.tess) == case
    assert [place.user for place in care_team(rosa.pk, viewer=staff.tess)] == [staff.amara]
    for stranger in (staff.bo, staff.dev, staff.ada):
        assert list(cases_of(rosa.pk, viewer=stranger)) == []
        assert open_case_of(rosa.pk, viewer=stranger) is None
        assert list(care_team(rosa.pk, viewer=stranger)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"acuity": 5},
        {"acuity": 0},
        {"manager": None},
        {"status": "finished"},
        {"closed_at": NOW},
    ],
)
def test_the_database_itself_refuses_a_case_that_cannot_be(
    staff: Staff, rosa: Person, change: dict[str, object]
) -> None:
    open_one(staff, rosa, manager=staff.amara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(**change)


def test_the_database_itself_refuses_a_second_open_case(staff: Staff, rosa: Person) -> None:
    case = open_one(staff, rosa, manager=staff.amara)
    case.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            person=rosa,
            program=case.program,
            team=staff.south,
            opened_at=NOW + timedelta(days=1),
        )
