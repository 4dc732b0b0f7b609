"""How much of what rules ask for is acted on."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.tasks.actions import Promise, cancel_task, close_task, open_task
from casewright.tasks.models import Task
from casewright.tasks.queries import acted_on
from conftest import Staff

pytestmark = pytest.mark.django_db


def asked(staff: Staff, rosa: Person, at: datetime, kind: str = "papers") -> Task:
    """What a rule asked Amara to do."""
    promise = Promise(title="Get the papers", due_at=at, kind=kind, focus_key=uuid4())
    return open_task(by=staff.feed, person=rosa, owner=staff.amara, promise=promise, at=at)


def test_what_was_done_is_told_against_all_that_was_settled(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    for number in range(3):
        task = asked(staff, rosa, now)
        if number == 0:
            close_task(by=staff.amara, task=task, at=now)
        else:
            cancel_task(by=staff.amara, task=task, reason="Came by post", at=now)
    close_task(by=staff.amara, task=asked(staff, rosa, now, "call-ward"), at=now)
    papers, ward = sorted(acted_on(viewer=staff.carmen, at=now), key=lambda one: -one.settled)
    assert (papers.kind, papers.settled, papers.acted_on, papers.percent) == ("papers", 3, 1, 33)
    assert papers.is_to_mend
    assert (ward.kind, ward.percent, ward.is_to_mend) == ("call-ward", 100, False)


def test_half_is_enough(staff: Staff, rosa: Person, case: Case, now: datetime) -> None:
    close_task(by=staff.amara, task=asked(staff, rosa, now), at=now)
    cancel_task(by=staff.amara, task=asked(staff, rosa, now), reason="Twice", at=now)
    assert [one.is_to_mend for one in acted_on(viewer=staff.amara, at=now)] == [False]


def test_only_rules_and_only_thirty_days_count(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    own = Promise(title="My own idea", due_at=now)
    mine = open_task(by=staff.amara, person=rosa, promise=own, at=now)
    cancel_task(by=staff.amara, task=mine, reason="No", at=now)
    task = asked(staff, rosa, now - timedelta(days=40))
    cancel_task(by=staff.amara, task=task, reason="No", at=now - timedelta(days=31))
    taken_back = asked(staff, rosa, now)
    cancel_task(by=staff.feed, task=taken_back, reason="Taken back", at=now)
    assert acted_on(viewer=staff.amara, at=now) == []
