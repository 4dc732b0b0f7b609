"""Making a promise: it has one owner and a due moment from its first instant on."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.actions import end_user
from casewright.security.gate import may
from casewright.security.models import Relation
from casewright.tasks.models import Task, TaskEvent
from casewright.tasks.tests.promises import fresh, promise
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def test_without_an_owner_it_is_the_makers_own(staff: Staff, rosa: Person, case: Case) -> None:
    task = promise(staff.amara, rosa)
    assert (task.owner_user, task.owner_team, task.status) == (staff.amara, None, "requested")
    assert TaskEvent.objects.get().what == "opened"
    line = Entry.objects.filter(event="tasks.opened").latest("number")
    assert (line.actor, line.person_key) == ("amara", str(rosa.pk))


def test_it_may_be_a_colleagues_or_a_teams(staff: Staff, rosa: Person, case: Case) -> None:
    assert promise(staff.amara, rosa, owner=staff.tess).owner_user == staff.tess
    assert promise(staff.amara, rosa, owner=staff.north).owner_team == staff.north


def test_it_may_be_about_nobody(staff: Staff) -> None:
    task = promise(staff.bo, None)
    assert (task.person, task.gives_place) == (None, False)


def test_whoever_owns_it_sees_the_person_by_it_alone(
    staff: Staff, rosa: Person, case: Case
) -> None:
    assert not may(staff.bo, SEE_PERSON, rosa)
    task = promise(staff.amara, rosa, owner=staff.bo)
    assert task.gives_place
    assert may(fresh(staff.bo), SEE_PERSON, rosa)
    assert Relation.objects.get(reason_key=task.pk).kind == "task"


def test_whoever_stands_beside_already_is_given_no_second_place(
    staff: Staff, rosa: Person, case: Case
) -> None:
    task = promise(staff.amara, rosa, owner=staff.tess)
    assert not task.gives_place
    assert not Relation.objects.filter(reason_key=task.pk).exists()


def test_the_same_asked_about_one_record_is_promised_once(
    staff: Staff, rosa: Person, case: Case
) -> None:
    about = uuid4()
    first = promise(staff.amara, rosa, focus_key=about, kind="call-home")
    again = promise(staff.amara, rosa, focus_key=about, kind="call-home", title="Call again")
    other = promise(staff.amara, rosa, focus_key=about, kind="visit")
    assert (again, again.title) == (first, first.title)
    assert other != first


def test_a_promise_of_nothing_is_refused(staff: Staff, rosa: Person, case: Case) -> None:
    with pytest.raises(Refused, match="beginning with a verb"):
        promise(staff.amara, rosa, title="  ")


@pytest.mark.parametrize(("field", "most"), [("title", 200), ("why", 500), ("waiting_on", 120)])
def test_a_text_too_long_for_its_field_is_refused_on_any_database(
    staff: Staff, rosa: Person, case: Case, field: str, most: int
) -> None:
    with pytest.raises(Refused, match=f"up to {most} characters"):
        promise(staff.amara, rosa, **{field: "x" * (most + 1)})


def test_nothing_is_promised_in_the_name_of_somebody_who_left_or_of_a_feed(
    staff: Staff, rosa: Person, case: Case
) -> None:
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    for owner in (fresh(staff.tess), staff.feed):
        with pytest.raises(Refused, match="has left"):
            promise(staff.amara, rosa, owner=owner)
    assert Task.objects.count() == 0


def test_a_stranger_promises_nothing_about_rosa(staff: Staff, rosa: Person, case: Case) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            promise(stranger, rosa)
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"owner_user": None},
        {"due_at": None},
        {"status": "lost"},
        {"status": "completed"},
        {"status": "cancelled", "closed_at": NOW},
        {"closed_at": NOW},
        {"status": "on-hold"},
        {"paused_at": NOW},
        {"nature": "mood"},
        {"act": "dance"},
    ],
    ids=str,
)
def test_the_database_itself_refuses_a_promise_that_cannot_be(
    staff: Staff, rosa: Person, case: Case, change: dict[str, Any]
) -> None:
    promise(staff.amara, rosa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(**change)


def test_the_database_itself_refuses_two_owners_and_a_no_without_a_why(
    staff: Staff, rosa: Person, case: Case
) -> None:
    promise(staff.amara, rosa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(owner_team=staff.north)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(status="cancelled", closed_at=NOW, closed_by=staff.amara)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks_task SET owner_user_id = NULL",
        "UPDATE tasks_task SET due_at = NULL",
        "UPDATE tasks_task SET status = 'completed'",
        "DELETE FROM tasks_taskevent",
        "UPDATE tasks_taskevent SET what = 'never'",
    ],
)
def test_nor_does_it_take_that_in_plain_sql(
    staff: Staff, rosa: Person, case: Case, statement: str
) -> None:
    promise(staff.amara, rosa)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement)


def test_a_second_open_promise_of_a_kind_for_a_record_is_refused_by_the_database(
    staff: Staff, rosa: Person, case: Case
) -> None:
    first = promise(staff.amara, rosa, focus_key=uuid4())
    first.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_a_promise_may_be_late_from_the_start(staff: Staff, rosa: Person, case: Case) -> None:
    """A discharge heard of late has its clock run out already: it is shown, not refused."""
    assert promise(staff.amara, rosa, due_at=NOW - timedelta(days=1)).is_open
