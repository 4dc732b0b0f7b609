"""Making accounts: who may, with which roles, and what a service is not given."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted, Refused
from casewright.security.actions import add_user, ensure_service, make_first_administrator
from casewright.security.models import Kind, Team, User
from conftest import NOW, PASSWORD, Staff

pytestmark = pytest.mark.django_db


def add(by: User, name: str, *, password: str | None = PASSWORD, kind: str = Kind.STAFF) -> User:
    return add_user(
        by=by,
        username=name,
        full_name="Uma Reyes",
        roles=["case_manager"],
        teams=[],
        password=password,
        at=NOW,
        kind=kind,
    )


def test_an_account_has_its_roles_and_its_teams(staff: Staff) -> None:
    def roles() -> Iterator[str]:
        yield from ("pharmacist", "case_manager")

    def teams() -> Iterator[Team]:
        yield staff.north

    uma = add_user(
        by=staff.ada,
        username="uma",
        full_name="Uma Reyes",
        roles=roles(),
        teams=teams(),
        password=PASSWORD,
        at=NOW,
    )
    assert set(uma.roles.values_list("name", flat=True)) == {"pharmacist", "case_manager"}
    assert uma.memberships.get().team == staff.north
    assert uma.check_password(PASSWORD)
    line = Entry.objects.filter(event="security.user_added").latest("number")
    assert line.details == {"roles": ["case_manager", "pharmacist"]}


def test_a_stranger_makes_no_account(staff: Staff) -> None:
    for stranger in (staff.bo, staff.carmen, staff.dev, staff.feed):
        with pytest.raises(NotPermitted):
            add(stranger, "uma")
    assert not User.objects.filter(username="uma").exists()


def test_a_name_is_one_accounts_in_any_case(staff: Staff) -> None:
    with pytest.raises(Refused, match="named AMARA already"):
        add(staff.ada, "AMARA")


def test_a_role_nobody_knows_is_refused_and_nothing_is_made(staff: Staff) -> None:
    with pytest.raises(Refused, match="No such role: wizard"):
        add_user(
            by=staff.ada,
            username="uma",
            full_name="Uma Reyes",
            roles=["case_manager", "wizard"],
            teams=[],
            password=PASSWORD,
            at=NOW,
        )
    assert not User.objects.filter(username="uma").exists()


def test_a_service_is_given_no_password(staff: Staff) -> None:
    with pytest.raises(Refused, match="never signs in"):
        add(staff.ada, "feed-2", kind=Kind.SERVICE)
    service = add(staff.ada, "feed-2", password=None, kind=Kind.SERVICE)
    assert not service.has_usable_password()


def test_a_service_is_made_once(staff: Staff) -> None:
    first = ensure_service(name="lab", title="Laboratory", at=NOW)
    again = ensure_service(name="lab", title="Laboratory", at=NOW)
    assert first == again
    assert first.kind == Kind.SERVICE
    assert Entry.objects.filter(event="security.service_made", actor="lab").count() == 1


def test_the_first_administrator_is_made_while_there_is_none(roles: None) -> None:
    first = make_first_administrator(username="ada", password=PASSWORD, at=NOW)
    assert first.roles.get().name == "administrator"
    with pytest.raises(Refused, match="administrator already"):
        make_first_administrator(username="eve", password=PASSWORD, at=NOW)


def test_after_the_last_administrator_has_left_there_may_be_a_first_again(staff: Staff) -> None:
    User.objects.filter(pk=staff.ada.pk).update(is_active=False, ended_at=NOW)
    assert make_first_administrator(username="eve", password=PASSWORD, at=NOW).is_active


def test_the_database_itself_wants_an_end_with_its_moment(staff: Staff) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=staff.bo.pk).update(is_active=False)
