"""Joining a team and leaving it: what the team sees is seen exactly as long."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted, Refused
from casewright.security.actions import add_team, join_team, leave_team, relate
from casewright.security.models import Membership, Team, User
from casewright.security.queries import colleagues, intake_team, members
from casewright.security.standing import stands_by
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
ROSA = UUID(int=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _rosa_is_with_the_north(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="team", team=staff.north, at=NOW)


def sees(user: User) -> bool:
    return stands_by(User.objects.get(pk=user.pk), ROSA)


def test_whoever_joins_sees_what_the_team_sees(staff: Staff) -> None:
    assert not sees(staff.bo)
    join_team(by=staff.ada, user=staff.bo, team=staff.north, at=NOW)
    assert sees(staff.bo)
    assert Entry.objects.filter(event="security.team_joined", actor="ada").count() == 1


def test_whoever_leaves_sees_it_no_more_from_that_moment(staff: Staff) -> None:
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    assert not sees(staff.tess)
    assert sees(staff.amara)


def test_leaving_now_goes_before_an_end_that_was_planned_for_later(staff: Staff) -> None:
    staff.tess.memberships.update(ends_at=NOW + DAY)
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    assert not sees(staff.tess)


def test_a_planned_end_acts_by_itself(staff: Staff, time_machine: TimeMachineFixture) -> None:
    staff.tess.memberships.update(ends_at=NOW + DAY)
    assert sees(staff.tess)
    time_machine.move_to(NOW + DAY, tick=False)
    assert not sees(staff.tess)


def test_one_can_come_back_to_a_team(staff: Staff) -> None:
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    join_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    assert sees(staff.tess)


def test_nobody_joins_twice_or_leaves_where_they_are_not(staff: Staff) -> None:
    with pytest.raises(Refused, match="on the team already"):
        join_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    with pytest.raises(Refused, match="not on the team"):
        leave_team(by=staff.ada, user=staff.bo, team=staff.north, at=NOW)


def test_a_stranger_makes_and_changes_no_team(staff: Staff) -> None:
    before = (Team.objects.count(), Membership.objects.count())
    with pytest.raises(NotPermitted):
        add_team(by=staff.bo, name="West")
    with pytest.raises(NotPermitted):
        join_team(by=staff.bo, user=staff.bo, team=staff.north, at=NOW)
    with pytest.raises(NotPermitted):
        leave_team(by=staff.carmen, user=staff.tess, team=staff.north, at=NOW)
    assert (Team.objects.count(), Membership.objects.count()) == before


def test_there_is_one_intake_team(staff: Staff) -> None:
    assert intake_team() == staff.intake


def test_members_and_colleagues_are_those_who_are_there_now(staff: Staff) -> None:
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=NOW)
    Membership.objects.create(user=staff.bo, team=staff.north, starts_at=NOW + DAY)
    assert list(members(staff.north)) == [staff.amara, staff.carmen]
    assert list(colleagues(viewer=staff.amara)) == [staff.amara, staff.carmen]
    assert list(colleagues(viewer=staff.dev)) == [staff.dev]
