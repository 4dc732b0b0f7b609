"""Permits are rows: what the organization takes away or gives acts at the next request."""

import pytest
from django.test import Client

from casewright.people.access import SEARCH
from casewright.security.actions import lay_out_roles
from casewright.security.gate import PERMITS, ROLES, Permission, always
from casewright.security.models import Permit, Role, RolePermit
from conftest import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("casewright.security.tests.doors")]


def test_taking_a_row_away_acts_at_the_next_request(staff: Staff, client: Client) -> None:
    client.force_login(staff.bo)
    assert client.get("/search/").status_code == 200
    RolePermit.objects.filter(role="case_manager", permit=SEARCH).delete()
    assert client.get("/search/").status_code == 404


def test_giving_a_row_acts_at_the_next_request(staff: Staff, client: Client) -> None:
    client.force_login(staff.dev)
    assert client.get("/search/").status_code == 404
    RolePermit.objects.create(role_id="privacy_officer", permit_id=SEARCH)
    assert client.get("/search/").status_code == 200


def test_a_role_taken_away_acts_at_the_next_request(staff: Staff, client: Client) -> None:
    client.force_login(staff.bo)
    staff.bo.roles.clear()
    assert client.get("/search/").status_code == 404


def test_the_first_roles_hold_what_the_rooms_say(staff: Staff) -> None:
    assert set(Role.objects.values_list("name", flat=True)) == set(ROLES)
    held = set(RolePermit.objects.values_list("role_id", "permit_id"))
    assert held == {(role, one.name) for one in PERMITS.values() for role in one.holders}


def test_no_permit_names_a_role_that_is_not_there() -> None:
    assert {role for one in PERMITS.values() for role in one.holders} <= set(ROLES)


def test_the_administrator_and_the_privacy_officer_hold_nothing_of_care() -> None:
    care = {one.name for one in PERMITS.values() if "community_health_worker" in one.holders}
    allowed = {"people.see_looks", "transitions.see_feeds", "clocks.see_rules"}
    for role in ("administrator", "privacy_officer"):
        held = {one.name for one in PERMITS.values() if role in one.holders}
        assert held & care <= allowed, role


def test_laying_out_again_keeps_what_the_organization_changed(staff: Staff) -> None:
    RolePermit.objects.filter(role="case_manager", permit=SEARCH).delete()
    RolePermit.objects.create(role_id="privacy_officer", permit_id=SEARCH)
    Role.objects.filter(name="case_manager").update(title="Nurse care manager")
    assert lay_out_roles() == 0
    assert not RolePermit.objects.filter(role="case_manager", permit=SEARCH).exists()
    assert RolePermit.objects.filter(role="privacy_officer", permit=SEARCH).exists()
    assert Role.objects.get(name="case_manager").title == "Nurse care manager"


def test_a_permit_of_a_new_release_gets_its_first_holders_once(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Permission("people.print", "Print a page.", ("case_manager",), always)
    monkeypatch.setitem(PERMITS, new.name, new)
    assert lay_out_roles() == 1
    assert RolePermit.objects.filter(permit="people.print").count() == 1
    RolePermit.objects.filter(permit="people.print").delete()
    assert lay_out_roles() == 0
    assert not RolePermit.objects.filter(permit="people.print").exists()


def test_a_permit_of_an_older_release_opens_nothing(staff: Staff, client: Client) -> None:
    Permit.objects.create(name="people.gone", title="Gone.")
    RolePermit.objects.create(role_id="case_manager", permit_id="people.gone")
    client.force_login(staff.bo)
    assert client.get("/search/").status_code == 200
