"""Behind a server that speaks TLS everybody keeps an address of their own; nobody chooses it."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from casewright.audit.middleware import address_of
from casewright.audit.models import Entry
from conftest import PASSWORD, Staff

PROXY = "10.0.0.1"


def asked(forwarded: str) -> str:
    return address_of(RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", PROXY),
        (0, "", PROXY),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", PROXY),
        (1, "", PROXY),
        (1, "not an address", PROXY),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_what_our_own_servers_say(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert asked(forwarded) == address


@pytest.mark.django_db
def test_one_who_guesses_does_not_lock_out_whoever_comes_through_the_same_server(
    staff: Staff, settings: Settings
) -> None:
    staff.amara.set_password(PASSWORD)
    staff.amara.save()
    settings.TRUSTED_PROXIES = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}

    def attempt(name: str, password: str, forwarded: str) -> int:
        typed = {"login": name, "password": password}
        return (
            Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)
            .post("/accounts/login/", typed)
            .status_code
        )

    guesses = [attempt("nobody", "wrong", f"192.0.2.{n}, 203.0.113.7") for n in range(6)]
    assert guesses[-1] == 429
    assert attempt("amara", PASSWORD, "203.0.113.8") == 302
    assert {e.address for e in Entry.objects.filter(event="security.sign_in")} == {"203.0.113.7"}
