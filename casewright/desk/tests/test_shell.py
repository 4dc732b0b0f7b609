"""What every page shares: the bar, the colors, the keys, and what a browser is told."""

import errno
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.template import engines
from django.test import Client, RequestFactory
from jinja2 import Environment

from casewright.desk.errors import broken, form_expired, not_understood
from casewright.desk.tests.desk import PART, signed_in
from casewright.security.models import Session
from conftest import Staff

pytestmark = pytest.mark.django_db
MOST_BYTES_OF_SCRIPT = {"keys.js": 4_500, "live.js": 11_500, "dock.js": 10_000, "kept.js": 10_000}


def environment_of_pages() -> Environment:
    pages: Any = engines["pages"]
    environment: Environment = pages.env
    return environment


def test_the_bar_shows_only_pages_that_may_be_opened(staff: Staff) -> None:
    def pages(client: Client, address: str) -> list[str]:
        return re.findall(r'data-go="(\w)"', client.get(address).content.decode())

    assert pages(signed_in(staff.amara), "/") == ["t", "p", "r"]
    assert pages(signed_in(staff.carmen), "/") == ["t", "p", "q", "e", "r"]
    assert pages(signed_in(staff.dev), "/rules/") == ["r", "l"]
    assert pages(Client(), "/keys/") == []


def test_nothing_in_a_page_asks_for_what_the_policy_forbids(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    for address in ("/", "/people/", "/rules/", "/order/", "/keys/"):
        page = browser.get(address).content.decode()
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_colors_are_kept_in_the_browser_and_lead_back(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    assert "data-bs-theme" not in browser.get("/").content.decode()
    response = browser.post("/colors/", {"colors": "dark", "next": "/people/"})
    assert response["Location"] == "/people/"
    assert 'data-bs-theme="dark"' in browser.get("/").content.decode()
    browser.post("/colors/", {"colors": "auto"})
    assert "data-bs-theme" not in browser.get("/").content.decode()


def test_colors_never_lead_away_and_never_take_an_unknown_one(staff: Staff) -> None:
    response = Client().post("/colors/", {"colors": "pink", "next": "https://example.org/"})
    assert response["Location"] == "/"
    assert "casewright-colors" not in response.cookies


def test_keys_are_listed_and_can_be_switched_off(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    assert "Your keys are <strong>on</strong>" in browser.get("/keys/").content.decode()
    assert 'data-keys="off"' not in browser.get("/").content.decode()
    browser.post("/keys/", {"keys": "off"})
    assert 'data-keys="off"' in browser.get("/").content.decode()
    assert "<html" not in browser.get("/keys/", headers=PART).content.decode()


def test_the_scripts_are_small() -> None:
    for name, most in MOST_BYTES_OF_SCRIPT.items():
        path = f"casewright/desk/static/desk/{name}"
        assert len((settings.PACKAGE.parent / path).read_bytes()) <= most


def test_a_page_reads_from_the_right_where_the_language_does(staff: Staff) -> None:
    page = signed_in(staff.amara).get("/", HTTP_ACCEPT_LANGUAGE="ar").content.decode()
    assert 'dir="rtl"' in page
    assert "bootstrap-5.3.9.rtl.min.css" in page


def test_what_is_not_there_is_said_with_a_way_on(staff: Staff) -> None:
    response = signed_in(staff.amara).get("/nothing/")
    assert response.status_code == 404
    assert "There is nothing at this address that you may see" in response.content.decode()
    assert Client().get("/nothing/").status_code == 404


def test_error_pages_need_nobody_signed_in_and_no_database() -> None:
    request = RequestFactory().get("/")
    assert b"Something of ours broke" in broken(request).content
    assert b"This form was open too long" in form_expired(request).content


def test_no_room_or_no_database_is_said_and_not_called_a_fault_of_ours() -> None:
    request = RequestFactory().get("/")
    for fault, status, words in (
        (OSError(errno.ENOSPC, "full"), 507, b"There is no room left"),
        (OperationalError("gone"), 503, b"cannot be reached just now"),
        (ValueError("ours"), 500, b"Something of ours broke"),
    ):
        try:
            raise fault
        except (OSError, OperationalError, ValueError):
            response = broken(request)
        assert response.status_code == status
        assert words in response.content
        assert b"was not saved" in response.content


def test_what_cannot_be_read_is_not_looked_at_again() -> None:
    request = RequestFactory().post("/", b"--b", "multipart/form-data", HTTP_HOST="evil.example")
    response = not_understood(request, ValueError())
    assert response.status_code == 400
    assert b"could not be read" in response.content


def test_the_demo_says_on_every_page_that_nobody_is_real(staff: Staff) -> None:
    pages = environment_of_pages()
    assert "Nobody here is real" not in Client().get("/keys/").content.decode()
    pages.globals["is_demo"] = True
    try:
        assert "Nobody here is real" in Client().get("/keys/").content.decode()
    finally:
        pages.globals["is_demo"] = False


def test_a_page_says_how_long_the_session_goes_on_and_a_key_keeps_it(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(staff.amara)
    page = browser.get("/").content.decode()
    assert re.search(r'data-ends="1[78]\d\d"', page)
    seen_at = Session.objects.get(user=staff.amara).seen_at
    later = seen_at + timedelta(minutes=29)
    monkeypatch.setattr("casewright.security.middleware.now", lambda: later)
    asked_quietly = browser.get("/awake/", headers={"X-Background": "true"})
    assert asked_quietly.content == b"60\n"
    assert browser.get("/awake/").content == b"1800\n"
    assert Session.objects.get(user=staff.amara).seen_at == later
    assert Client().get("/awake/").content == b"0\n"


def test_the_end_of_the_day_is_not_put_off_by_a_key(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(staff.amara)
    row = Session.objects.get(user=staff.amara)
    late = row.started_at + timedelta(hours=11, minutes=59)
    Session.objects.filter(user=staff.amara).update(seen_at=late)
    monkeypatch.setattr("casewright.security.middleware.now", lambda: late)
    assert browser.get("/awake/").content == b"60\n"
