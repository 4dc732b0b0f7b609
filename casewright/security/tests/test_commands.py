"""Accounts from the command line: `casewright user add`, `off` and `let-in`."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted
from casewright.security.actions import give_password
from casewright.security.commands import user
from casewright.security.models import User
from casewright.security.rules import MOST_FAILED_SIGN_INS
from conftest import PASSWORD, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("casewright.security.tests.doors")]


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(user, [*words, "--json"], input=typed)


def said(result: Result) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return facts


def test_the_first_account_is_the_administrators(roles: None) -> None:
    result = run("add", "ada", "--role", "administrator")
    assert result.exit_code == 0
    ada = User.objects.get(username="ada")
    assert ada.check_password(said(result)["password"])
    assert ada.roles.get().name == "administrator"


def test_more_accounts_are_made_in_the_name_of_the_console(staff: Staff) -> None:
    result = run("add", "uma", "--role", "case_manager", "--team", "North",
                 "--password-from-stdin", typed=f"{PASSWORD}\n")  # fmt: skip
    assert said(result) == {"user": "uma", "roles": ["case_manager"]}
    uma = User.objects.get(username="uma")
    assert uma.check_password(PASSWORD)
    assert uma.memberships.get().team == staff.north
    assert Entry.objects.filter(event="security.user_added").latest("number").actor == "console"


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["add", "AMARA"], f"{PASSWORD}\n"),
        (["add", "uma", "--role", "wizard"], f"{PASSWORD}\n"),
        (["add", "uma", "--team", "Nowhere"], f"{PASSWORD}\n"),
        (["add", "uma"], "short\n"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    staff: Staff, words: list[str], typed: str
) -> None:
    before = User.objects.exclude(username="console").count()
    result = run(*words, "--password-from-stdin", typed=typed)
    assert result.exit_code == 1
    assert said(result)["reasons"]
    assert User.objects.exclude(username="console").count() == before


def test_off_ends_the_account_and_its_screens(staff: Staff, client: Client) -> None:
    client.force_login(staff.bo)
    assert run("off", "Bo").exit_code == 0
    assert client.get("/search/").status_code == 302
    assert not User.objects.get(username="bo").is_active
    again = run("off", "bo")
    assert (again.exit_code, len(said(again)["reasons"])) == (1, 1)


def test_let_in_opens_a_locked_account_and_no_ended_one(staff: Staff) -> None:
    User.objects.filter(username="bo").update(failed_sign_ins=MOST_FAILED_SIGN_INS)
    assert run("let-in", "bo").exit_code == 0
    assert User.objects.get(username="bo").failed_sign_ins == 0
    run("off", "bo")
    assert run("let-in", "bo").exit_code == 1


def test_nobody_signs_in_as_the_console(staff: Staff) -> None:
    run("off", "bo")
    console = User.objects.get(username="console")
    assert (console.kind, console.has_usable_password()) == ("service", False)


def test_a_lost_password_is_given_anew_and_ends_every_session(staff: Staff) -> None:
    browser = Client()
    browser.force_login(staff.amara)
    User.objects.filter(pk=staff.amara.pk).update(failed_sign_ins=MOST_FAILED_SIGN_INS)
    result = run("password", "AMARA")
    amara = User.objects.get(username="amara")
    assert amara.check_password(said(result)["password"])
    assert not amara.check_password(PASSWORD)
    assert amara.failed_sign_ins == 0
    assert not amara.sessions.exists()
    entry = Entry.objects.get(event="security.password_given")
    assert (entry.actor, entry.subject_key) == ("console", str(amara.pk))
    assert said(result)["password"] not in str(entry.details)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("nobody", f"{PASSWORD} too\n"), ("feed", f"{PASSWORD} too\n"), ("amara", "short\n")],
)
def test_no_password_is_given_where_none_can_be(staff: Staff, name: str, typed: str) -> None:
    result = run("password", name, "--password-from-stdin", typed=typed)
    assert result.exit_code == 1
    assert said(result)["reasons"]
    assert User.objects.get(username="amara").password == staff.amara.password


def test_a_stranger_gives_nobody_a_password(staff: Staff) -> None:
    for stranger in (staff.bo, staff.carmen, staff.dev):
        with pytest.raises(NotPermitted):
            give_password(by=stranger, user=staff.amara, password=f"{PASSWORD} too")
    assert User.objects.get(username="amara").password == staff.amara.password
