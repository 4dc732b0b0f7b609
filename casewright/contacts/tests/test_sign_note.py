"""Signing a note: the promise is kept or tried, the minutes count, the next step is promised."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.audit.models import Entry
from casewright.cases.actions import open_case
from casewright.cases.models import Case
from casewright.clocks.actions import start_clock
from casewright.contacts.actions import keep_draft
from casewright.contacts.models import Contact, Draft
from casewright.contacts.tests.notes import note, sign
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.actions import keep_facts, register_person
from casewright.people.facts import KinFact, NameFact, PersonFacts
from casewright.people.models import Kin, Person
from casewright.tasks.actions import cancel_task, close_task
from casewright.tasks.models import Task
from casewright.tasks.queries import mine
from casewright.tasks.tests.promises import fresh, promise
from casewright.worklog.models import WorkEntry
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def task(staff: Staff, rosa: Person, case: Case) -> Task:
    return promise(staff.amara, rosa)


def kept(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def test_rosa_was_reached_and_the_promise_is_kept(staff: Staff, rosa: Person, task: Task) -> None:
    saved = sign(staff.amara, rosa, task=task)
    assert (saved.kept, saved.tried) == (task, None)
    closed = kept(task)
    assert (closed.status, closed.closed_by_type, closed.closed_by_key) == (
        *("completed", "contacts.Contact"),
        saved.contact.pk,
    )
    line = Entry.objects.filter(event="contacts.signed").latest("number")
    assert (line.actor, line.person_key) == ("amara", str(rosa.pk))


@pytest.mark.parametrize("reached", ["no_answer", "message_left"])
def test_no_answer_counts_an_attempt_and_comes_back(
    staff: Staff, rosa: Person, task: Task, reached: str
) -> None:
    saved = sign(staff.amara, rosa, note(reached=reached, text=""), task=task)
    assert (saved.kept, saved.tried) == (None, task)
    tried = kept(task)
    assert (tried.is_open, tried.attempts, tried.hidden_until) == (True, 1, NOW + 3 * HOUR)
    assert list(mine(viewer=staff.amara, at=NOW)) == []
    assert list(mine(viewer=staff.amara, at=NOW + 3 * HOUR)) == [task]


def test_a_clock_that_runs_out_before_the_next_try_stays_in_sight(
    staff: Staff, rosa: Person, case: Case
) -> None:
    late = promise(staff.amara, rosa, nature="clock", due_at=NOW - HOUR)
    sign(staff.amara, rosa, note(reached="no_answer"), task=late)
    assert (kept(late).attempts, kept(late).hidden_until) == (1, None)


def after_discharge(staff: Staff, rosa: Person) -> Task:
    """The call within two business days after a discharge."""
    clock = start_clock(by=staff.feed, rule="tcm-contact", started_at=NOW, person=rosa)
    task = promise(staff.amara, rosa, nature="clock", due_at=clock.due_at)
    Task.objects.filter(pk=task.pk).update(clock=clock)
    return Task.objects.select_related("clock__rule").get(pk=task.pk)


def test_someone_else_does_not_keep_the_contact_after_discharge(
    staff: Staff, rosa: Person, case: Case
) -> None:
    task = after_discharge(staff, rosa)
    saved = sign(staff.amara, rosa, note(reached="other", reached_name="Neighbor"), task=task)
    assert (saved.kept, kept(task).attempts, kept(task).hidden_until) == (None, 1, None)
    saved = sign(staff.amara, rosa, note(reached="kin"), task=kept(task))
    assert saved.kept == task


def test_a_call_does_not_keep_a_visit(staff: Staff, rosa: Person, case: Case) -> None:
    visit = promise(staff.amara, rosa, act="visit")
    assert sign(staff.amara, rosa, task=visit).tried == visit
    assert sign(staff.amara, rosa, note(kind="visit"), task=kept(visit)).kept == visit


def test_its_minutes_are_counted_once(staff: Staff, rosa: Person, case: Case) -> None:
    first = sign(staff.amara, rosa, note(started_at=NOW - 20 * HOUR / 60, minutes=15))
    again = sign(staff.amara, rosa, note(started_at=NOW - 10 * HOUR / 60, minutes=10))
    assert (first.minutes_counted, again.minutes_counted) == (15, 5)
    assert set(WorkEntry.objects.values_list("source_key", flat=True)) == {
        *(first.contact.pk, again.contact.pk),
    }


def test_the_next_step_is_a_promise_with_its_due_moment(
    staff: Staff, rosa: Person, case: Case
) -> None:
    written = note(next_step=" Call the pharmacy ", next_due_at=NOW + DAY)
    then = sign(staff.amara, rosa, written, case=case).next_task
    assert then is not None
    assert (then.title, then.due_at, then.owner_user, then.person, then.case) == (
        *("Call the pharmacy", NOW + DAY, staff.amara, rosa),
        case,
    )


def test_a_note_about_a_promise_closed_meanwhile_is_kept_all_the_same(
    staff: Staff, rosa: Person, task: Task
) -> None:
    cancel_task(by=staff.tess, task=kept(task), reason="Moved away", at=NOW)
    saved = sign(staff.amara, rosa, task=kept(task))
    assert (saved.kept, saved.tried, saved.contact.task) == (None, None, None)
    assert Contact.objects.get().text == "She has her pills and is well."


def test_a_colleague_who_was_quicker_by_an_instant_is_told_of_and_nothing_is_half_saved(
    staff: Staff, rosa: Person, task: Task
) -> None:
    as_amara_sees_it = kept(task)
    close_task(by=staff.tess, task=task, at=NOW)
    with pytest.raises(Conflict):
        sign(staff.amara, rosa, task=as_amara_sees_it)
    assert (Contact.objects.count(), WorkEntry.objects.count()) == (0, 0)


def test_the_draft_goes_with_the_signing(staff: Staff, rosa: Person, case: Case) -> None:
    for user in (staff.amara, staff.tess):
        keep_draft(by=user, person=rosa, written={"text": "She"}, at=NOW)
    sign(staff.amara, rosa)
    assert Draft.objects.get().author == staff.tess


def test_nothing_of_somebody_else_is_hung_on_a_note(staff: Staff, rosa: Person, case: Case) -> None:
    other = register_person(
        by=staff.amara,
        facts=PersonFacts(
            names=(NameFact(family="Okafor", given="Walter"),),
            kin=(KinFact(full_name="Grace Okafor"),),
        ),
        at=NOW,
    )
    others: list[dict[str, Any]] = [
        {"task": promise(staff.amara, other)},
        {"kin": Kin.objects.get(person=other)},
        {
            "case": open_case(
                by=staff.amara,
                person=other,
                program="B",
                team=staff.north,
                manager=staff.amara,
                at=NOW,
            )
        },
    ]
    for about in others:
        with pytest.raises(Refused, match="somebody else"):
            sign(staff.amara, rosa, **about)
    assert Contact.objects.count() == 0


def test_who_was_reached_may_be_named_from_the_persons_kin(
    staff: Staff, rosa: Person, case: Case
) -> None:
    nina = PersonFacts(kin=(KinFact(full_name="Nina Delgado"),))
    keep_facts(by=staff.amara, person=rosa, facts=nina, at=NOW)
    kin = Kin.objects.get()
    assert sign(staff.amara, rosa, note(reached="kin"), kin=kin).contact.kin == kin


@pytest.mark.parametrize(("field", "most"), [("next_step", 200), ("reached_name", 120)])
def test_a_text_too_long_for_its_field_is_refused_on_any_database(
    staff: Staff, rosa: Person, case: Case, field: str, most: int
) -> None:
    long = note(**{field: "x" * (most + 1), "next_due_at": NOW + DAY})
    with pytest.raises(Refused, match=f"up to {most} characters"):
        sign(staff.amara, rosa, long)


def test_a_stranger_signs_nothing(staff: Staff, rosa: Person, task: Task) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada, staff.feed):
        with pytest.raises(NotPermitted):
            sign(stranger, rosa, task=task)
    assert (Contact.objects.count(), WorkEntry.objects.count()) == (0, 0)
    assert kept(task).version == 1


def test_saving_a_note_costs_few_statements(staff: Staff, rosa: Person, task: Task) -> None:
    """Session and standing aside, which every request brings."""
    by = fresh(staff.amara)
    ready = Task.objects.select_related("person", "case", "clock__rule").get(pk=task.pk)
    with CaptureQueriesContext(connection) as statements:
        sign(by, rosa, task=ready)
    assert len(statements) <= 14 + 1  # the advisory lock, on PostgreSQL
