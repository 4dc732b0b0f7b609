"""Signing in: one answer for every reason it does not work, and an end to guessing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted
from casewright.security.actions import count_failed_sign_in, end_user, let_in_again
from casewright.security.models import User
from casewright.security.rules import MOST_FAILED_SIGN_INS
from conftest import NOW, PASSWORD, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("casewright.security.tests.doors")]


@pytest.fixture(autouse=True)
def _passwords(staff: Staff) -> None:
    for user in (staff.bo, staff.feed):
        user.set_password(PASSWORD)
        user.save()


def answer(name: str, password: str = PASSWORD) -> tuple[int, str]:
    """What the sign-in page says, but for what is random in it and the name that was typed."""
    response = Client().post(reverse("account_login"), {"login": name, "password": password})
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.content.decode())
    return response.status_code, text.replace(f'value="{name}"', 'value="NAME"')


def test_the_right_name_and_password_open_the_house(staff: Staff) -> None:
    status, _ = answer("bo")
    assert status == 302
    assert Entry.objects.filter(event="security.signed_in", actor="bo").count() == 1


def test_the_name_is_taken_in_any_case(staff: Staff) -> None:
    assert answer("BO")[0] == 302


def test_every_reason_it_does_not_work_looks_the_same(staff: Staff) -> None:
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    User.objects.filter(pk=staff.tess.pk).update(password=staff.bo.password)
    User.objects.filter(pk=staff.amara.pk).update(
        password=staff.bo.password, failed_sign_ins=MOST_FAILED_SIGN_INS
    )
    wrong = answer("bo", "not the password at all")
    assert wrong[0] == 200
    assert answer("nobody") == wrong  # unknown
    assert answer("feed") == wrong  # a service, with a right password
    assert answer("tess") == wrong  # has left, with a right password
    assert answer("amara") == wrong  # locked, with a right password
    assert answer("carmen") == wrong  # has no password yet


@pytest.mark.parametrize("name", ["bo", "nobody", "tess", "carmen", "feed"])
def test_every_wrong_answer_takes_the_work_of_one_password(
    staff: Staff, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long an answer takes must not tell whether there is such a name."""
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    work: list[str] = []
    for deed in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, deed, _counted(deed, work))
    answer(name, "not the password at all")
    assert len(work) == 1


def _counted(deed: str, work: list[str]) -> Callable[..., Any]:
    do = getattr(Argon2PasswordHasher, deed)

    def counted(*args: Any) -> Any:
        work.append(deed)
        return do(*args)

    return counted


def test_a_wrong_password_is_written_down_without_what_was_typed(staff: Staff) -> None:
    answer("bo", "rosa delgado was here")
    line = Entry.objects.latest("number")
    assert (line.event, line.outcome, line.actor) == ("security.sign_in", "refused", "")
    told = " ".join(str(value) for value in Entry.objects.values_list()[0])
    assert "delgado" not in told


def test_wrong_passwords_are_counted_and_a_right_one_begins_anew(staff: Staff) -> None:
    for _ in range(3):
        answer("bo", "not the password at all")
    assert User.objects.get(pk=staff.bo.pk).failed_sign_ins == 3
    answer("bo")
    assert User.objects.get(pk=staff.bo.pk).failed_sign_ins == 0


def test_after_a_hundred_wrong_ones_the_right_one_does_not_open_either(staff: Staff) -> None:
    for _ in range(MOST_FAILED_SIGN_INS + 50):
        count_failed_sign_in(username="bo")
    assert User.objects.get(pk=staff.bo.pk).failed_sign_ins == MOST_FAILED_SIGN_INS
    assert answer("bo")[0] == 200


def test_the_administrator_lets_them_in_again_and_a_stranger_does_not(staff: Staff) -> None:
    User.objects.filter(pk=staff.bo.pk).update(failed_sign_ins=MOST_FAILED_SIGN_INS)
    with pytest.raises(NotPermitted):
        let_in_again(by=staff.amara, user=staff.bo)
    assert answer("bo")[0] == 200
    let_in_again(by=staff.ada, user=staff.bo)
    assert answer("bo")[0] == 302


def test_guessing_is_slowed_down_long_before(staff: Staff) -> None:
    for number in range(6):
        answer("bo", f"guess number {number} of many")
    assert answer("bo")[0] != 302
    assert Client().get(reverse("account_login")).status_code == 200


def test_whoever_guesses_many_names_is_stopped_whatever_address_they_claim(staff: Staff) -> None:
    for number in range(25):
        Client(headers={"X-Forwarded-For": f"203.0.113.{number}"}).post(
            reverse("account_login"), {"login": f"name{number}", "password": PASSWORD}
        )
    response = Client(headers={"X-Forwarded-For": "203.0.113.200"}).post(
        reverse("account_login"), {"login": "bo", "password": PASSWORD}
    )
    assert response.status_code != 302


def test_nobody_makes_themselves_an_account(client: Client) -> None:
    before = User.objects.count()
    client.post(
        reverse("account_signup"),
        {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert User.objects.count() == before


def test_whoever_is_signed_in_already_is_not_asked_again(staff: Staff, client: Client) -> None:
    client.force_login(staff.bo)
    assert client.get(reverse("account_login")).status_code == 302


def test_after_signing_in_one_is_not_sent_to_another_house(staff: Staff, client: Client) -> None:
    response = client.post(
        reverse("account_login") + "?next=https://elsewhere.example.org/",
        {"login": "bo", "password": PASSWORD, "next": "https://elsewhere.example.org/"},
    )
    assert response["Location"] == "/"
