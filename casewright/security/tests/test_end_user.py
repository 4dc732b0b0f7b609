"""An account ends in one moment: sessions, teams, cover and places with it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted
from casewright.security.actions import end_user, relate
from casewright.security.models import Membership, Relation, Session, User
from casewright.security.standing import beside, stands_by
from conftest import NOW, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("casewright.security.tests.doors")]
ROSA = UUID(int=1)
HOUR = timedelta(hours=1)


def test_every_open_screen_of_the_leaver_is_signed_out_at_the_next_request(staff: Staff) -> None:
    ward, home = Client(), Client()
    for screen in (ward, home):
        screen.force_login(staff.bo)
        assert screen.get("/search/").status_code == 200
    end_user(by=staff.ada, user=staff.bo, at=NOW)
    for screen in (ward, home):
        assert screen.get("/search/").status_code == 302
    assert not Session.objects.filter(user=staff.bo).exists()


def test_a_session_that_somehow_stayed_opens_nothing(staff: Staff, client: Client) -> None:
    client.force_login(staff.bo)
    User.objects.filter(pk=staff.bo.pk).update(is_active=False, ended_at=NOW)
    assert client.get("/search/").status_code == 302


def test_places_teams_and_cover_end_in_the_same_moment(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.bo, at=NOW)
    relate(by=staff.carmen, person_key=ROSA, kind="earlier", user=staff.bo, at=NOW,
           ends_at=NOW + HOUR)  # fmt: skip
    end_user(by=staff.ada, user=staff.bo, at=NOW)
    assert not Relation.objects.exclude(ends_at=NOW).exists()
    assert not Membership.objects.filter(user=staff.bo, ends_at=None).exists()
    left = User.objects.get(pk=staff.bo.pk)
    assert not stands_by(left, ROSA)
    assert not Relation.objects.filter(beside(left, "person_key")).exists()


def test_nobody_else_is_touched(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="team", team=staff.south, at=NOW)
    end_user(by=staff.ada, user=staff.bo, at=NOW)
    assert Relation.objects.get().ends_at is None
    assert Membership.objects.filter(user=staff.amara, ends_at=None).exists()


def test_the_end_is_written_down_with_how_many_screens_it_closed(staff: Staff) -> None:
    Client().force_login(staff.bo)
    end_user(by=staff.ada, user=staff.bo, at=NOW)
    line = Entry.objects.filter(event="security.user_ended").latest("number")
    assert (line.actor, line.details) == ("ada", {"sessions": 1})


def test_a_stranger_ends_nobodys_account(staff: Staff) -> None:
    for stranger in (staff.bo, staff.carmen, staff.dev):
        with pytest.raises(NotPermitted):
            end_user(by=stranger, user=staff.amara, at=NOW)
    assert User.objects.get(pk=staff.amara.pk).is_active
