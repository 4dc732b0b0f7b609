"""The lists of promises: one's own, a person's, a team's; and nothing of others' people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.security.actions import arrange_cover, end_user, join_team, leave_team
from casewright.security.models import Relation, User
from casewright.tasks import actions
from casewright.tasks.models import Task
from casewright.tasks.queries import about_record, mine, of_my_teams, open_about, set_aside
from casewright.tasks.tests.promises import fresh, promise
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def today(user: User) -> list[Task]:
    return list(mine(viewer=fresh(user), at=NOW))


def test_today_holds_ones_own_and_ones_teams_queue(staff: Staff, rosa: Person, case: Case) -> None:
    own = promise(staff.amara, rosa)
    queued = promise(staff.amara, rosa, owner=staff.north, due_at=NOW + HOUR)
    colleagues = promise(staff.amara, rosa, owner=staff.tess)
    assert today(staff.amara) == [queued, own]
    assert today(staff.tess) == [queued, colleagues]
    for stranger in (staff.bo, staff.dev, staff.ada):
        assert today(stranger) == []


def test_what_is_put_off_paused_or_closed_is_out_of_sight(
    staff: Staff, rosa: Person, case: Case
) -> None:
    hidden, paused, closed = (promise(staff.amara, rosa) for _ in range(3))
    actions.put_off(by=staff.amara, task=hidden, until=NOW + HOUR, at=NOW)
    actions.pause_task(by=staff.amara, task=paused, reason="In hospital", at=NOW)
    actions.close_task(by=staff.amara, task=closed, at=NOW)
    assert today(staff.amara) == []
    assert {task.pk for task in set_aside(viewer=staff.amara, at=NOW)} == {hidden.pk, paused.pk}
    assert list(mine(viewer=staff.amara, at=NOW + HOUR)) == [hidden]
    assert list(set_aside(viewer=staff.bo, at=NOW)) == []


def test_whoever_covers_has_the_colleagues_promises_for_that_time(
    staff: Staff, rosa: Person, case: Case
) -> None:
    task = promise(staff.amara, rosa)
    assert today(staff.bo) == []
    arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=staff.bo,
        starts_at=NOW,
        ends_at=NOW + DAY,
        reason="Ill",
    )
    assert today(staff.bo) == [task]


def test_of_somebody_one_no_longer_stands_beside_nothing_is_shown(
    staff: Staff, rosa: Person, case: Case
) -> None:
    promise(staff.amara, rosa)
    about = uuid4()
    promise(staff.amara, rosa, focus_key=about)
    Relation.objects.update(ends_at=NOW)
    assert today(staff.amara) == []
    viewer = fresh(staff.amara)
    assert list(open_about(rosa.pk, viewer=viewer)) == []
    assert about_record(about, viewer=viewer) == []
    assert list(of_my_teams(viewer=fresh(staff.carmen))) == []


def test_everything_open_about_a_person_stands_together(
    staff: Staff, rosa: Person, case: Case
) -> None:
    later = promise(staff.amara, rosa, owner=staff.tess, due_at=NOW + 3 * DAY)
    paused = promise(staff.amara, rosa, due_at=NOW + DAY)
    actions.pause_task(by=staff.amara, task=paused, reason="In hospital", at=NOW)
    promise(staff.amara, None)
    assert list(open_about(rosa.pk, viewer=staff.amara)) == [paused, later]
    assert list(open_about(rosa.pk, viewer=staff.bo)) == []


def test_about_a_record_by_kind(staff: Staff, rosa: Person, case: Case) -> None:
    stay = uuid4()
    call = promise(staff.amara, rosa, focus_key=stay, kind="call-home")
    visit = promise(staff.amara, rosa, focus_key=stay, kind="visit", due_at=NOW)
    assert about_record(stay, viewer=staff.tess) == [visit, call]
    assert about_record(stay, viewer=staff.tess, kinds=("call-home",)) == [call]
    assert about_record(stay, viewer=staff.bo) == []


def test_the_supervisor_sees_her_teams_and_what_a_leaver_left_behind(
    staff: Staff, rosa: Person, case: Case
) -> None:
    tasks = [promise(staff.amara, rosa, owner=owner) for owner in (staff.tess, staff.north)]
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    assert set(of_my_teams(viewer=fresh(staff.carmen))) == set(tasks)
    assert list(of_my_teams(viewer=fresh(staff.bo))) == []


def test_a_colleague_who_changed_teams_is_no_longer_on_the_old_teams_list(
    staff: Staff, rosa: Person, case: Case
) -> None:
    own = promise(staff.tess, None)
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    join_team(by=staff.ada, user=staff.tess, team=staff.south, at=NOW)
    assert list(of_my_teams(viewer=fresh(staff.carmen))) == []
    join_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    assert list(of_my_teams(viewer=fresh(staff.carmen))) == [own]


@pytest.mark.parametrize("rows", [10, 50, 200])
def test_today_costs_the_same_with_many_rows(
    staff: Staff, rosa: Person, case: Case, rows: int
) -> None:
    first = promise(staff.amara, rosa)
    Task.objects.bulk_create(
        Task(
            person=rosa,
            title=f"Call {number}",
            owner_user=staff.amara,
            due_at=NOW + number * HOUR,
            opened_at=NOW,
            opened_by=staff.amara,
        )
        for number in range(rows)
    )
    viewer = fresh(staff.amara)
    with CaptureQueriesContext(connection) as statements:
        shown = [
            (task.person and task.person.display_name, task.owner_user, task.clock, task.case)
            for task in mine(viewer=viewer, at=NOW)
        ]
    assert len(shown) == rows + 1
    assert len(statements) == 2  # the standing, and the list
    assert first.version == 1
