"""Signing in: clear, the same answer for every reason, and guessing ends."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.security.models import User
from casewright.security.rules import MOST_FAILED_SIGN_INS
from conftest import NOW, PASSWORD, Staff

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
OWN_PAGES = (
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_change_password",
    "account_logout",
)


@pytest.fixture
def amara(staff: Staff) -> User:
    """Amara, with a password."""
    staff.amara.set_password(PASSWORD)
    staff.amara.save()
    return staff.amara


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"login": name, "password": password, **more})


def test_the_page_asks_for_a_name_and_a_password_that_a_manager_can_fill_in(
    client: Client,
) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert '<label class="form-label" for="id_login">' in page
    assert 'autocomplete="username"' in page
    assert '<label class="form-label" for="id_password">' in page
    assert 'autocomplete="current-password"' in page
    assert "Nobody here is real" not in page


def test_the_right_password_leads_to_where_one_wanted_to_go(client: Client, amara: User) -> None:
    assert sign_in(client, "amara")["Location"] == "/"
    client.post(reverse("account_logout"))
    assert sign_in(client, "AMARA", next="/people/")["Location"] == "/people/"


def test_no_address_outside_is_followed(client: Client, amara: User) -> None:
    response = sign_in(client, "amara", next="https://elsewhere.example/")
    assert response["Location"] == "/"


def test_unknown_name_wrong_password_service_and_ended_account_get_one_answer(
    client: Client, amara: User, staff: Staff
) -> None:
    for user in (staff.feed, staff.bo):
        user.set_password(PASSWORD)
    staff.bo.is_active, staff.bo.ended_at = False, NOW
    for user in (staff.feed, staff.bo):
        user.save()
    answers = {
        (response.status_code, _shown(response))
        for response in (
            sign_in(client, "amara", "wrong wrong wrong wrong"),
            sign_in(client, "nobody"),
            sign_in(client, "feed"),
            sign_in(client, "bo"),
        )
    }
    assert len(answers) == 1
    status, page = answers.pop()
    assert status == 200
    assert 'role="alert"' in page


def test_after_a_hundred_failures_the_right_password_does_not_help(
    client: Client, amara: User
) -> None:
    amara.failed_sign_ins = MOST_FAILED_SIGN_INS
    amara.save()
    response = sign_in(client, "amara")
    assert response.status_code == 200
    assert client.get("/").status_code == 302


def test_failures_are_counted_and_a_right_password_starts_anew(client: Client, amara: User) -> None:
    for _ in range(3):
        sign_in(client, "amara", "wrong wrong wrong wrong")
    amara.refresh_from_db()
    assert amara.failed_sign_ins == 3
    sign_in(client, "amara")
    amara.refresh_from_db()
    assert amara.failed_sign_ins == 0


def test_a_hundred_failures_one_by_one_end_the_guessing(
    client: Client, amara: User, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for _ in range(MOST_FAILED_SIGN_INS):
        sign_in(client, "amara", "wrong wrong wrong wrong")
    sign_in(client, "amara")
    assert client.get("/").status_code == 302


def test_guessing_fast_is_slowed_in_words(client: Client, amara: User) -> None:
    for _ in range(5):
        sign_in(client, "amara", "wrong wrong wrong wrong")
    response = sign_in(client, "amara")
    assert "Too many" in response.content.decode()
    assert client.get("/").status_code == 302


def test_signing_in_and_failing_stand_in_the_trail_without_a_password(
    client: Client, amara: User
) -> None:
    sign_in(client, "amara", "wrong wrong wrong wrong")
    sign_in(client, "amara")
    lines = Entry.objects.filter(event__in=["security.sign_in", "security.signed_in"])
    assert [line.outcome for line in lines.order_by("number")] == ["refused", "done"]
    assert "wrong wrong" not in str(list(lines.values()))


def test_a_new_session_has_a_new_key(client: Client, amara: User) -> None:
    client.get(SIGN_IN)
    sign_in(client, "amara")
    first = client.cookies["casewright-session"].value
    client.post(reverse("account_logout"))
    sign_in(client, "amara")
    assert client.cookies["casewright-session"].value != first


def test_whoever_was_away_is_told_why_they_sign_in_again(
    client: Client, amara: User, time_machine: TimeMachineFixture
) -> None:
    sign_in(client, "amara")
    time_machine.move_to(NOW + timedelta(minutes=31), tick=False)
    response = client.get("/people/")
    assert urlsplit(response["Location"]).path == SIGN_IN
    page = client.get(response["Location"]).content.decode()
    assert "You were away for a while, so this screen was locked." in page


def test_signing_out_asks_by_a_form_and_not_by_a_link(client: Client, amara: User) -> None:
    sign_in(client, "amara")
    page = client.get(reverse("account_logout")).content.decode()
    assert "What you are writing stays as your draft." in page
    assert client.get("/people/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/people/").status_code == 302


def test_nobody_signs_themselves_up(client: Client, staff: Staff) -> None:
    client.post("/accounts/signup/", {"username": "mallory", "password1": PASSWORD})
    assert not User.objects.filter(username="mallory").exists()


def test_a_second_factor_is_asked_for_once_it_is_set(client: Client, amara: User) -> None:
    TOTP.activate(amara, generate_totp_secret())
    response = sign_in(client, "amara")
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    page = client.get(response["Location"]).content.decode()
    assert 'href="/static/desk/account.css"' in page
    assert "Skip to main content" in page
    assert client.get("/people/").status_code == 302


def test_the_pages_of_ones_own_account_open_in_our_layout(client: Client, amara: User) -> None:
    sign_in(client, "amara")
    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Is it you?" in asked.content.decode()
    again = {"password": PASSWORD, "next": reverse("mfa_activate_totp")}
    client.post(reverse("account_reauthenticate"), again)
    for name in OWN_PAGES:
        response = client.get(reverse(name))
        assert response.status_code == 200
        page = response.content.decode()
        assert "Skip to main content" in page
        assert 'href="/static/desk/account.css"' in page


def test_the_demo_says_so_and_names_whom_to_try(
    client: Client, db: None, settings: Settings, tmp_path: object
) -> None:
    settings.DEMO, settings.HOME = True, tmp_path
    assert "The names and the password were printed" in client.get(SIGN_IN).content.decode()
    (settings.HOME / "demo").write_text("maria\tCase manager\tmass on sunday\n", encoding="utf-8")
    page = client.get(SIGN_IN).content.decode()
    assert "This is the demo. Nobody here is real." in page
    assert "<dt>maria</dt><dd>Case manager, password <code>mass on sunday</code></dd>" in page


def _shown(response: Any) -> str:
    """What an answer shows, without the token of its form and the name that was typed."""
    page: str = response.content.decode()
    for part in page.split('name="csrfmiddlewaretoken" value="')[1:]:
        page = page.replace(part.split('"')[0], "")
    for name in ("amara", "nobody", "feed", "bo"):
        page = page.replace(f'value="{name}"', 'value=""')
    return page
