"""What every page shares: the bar, the colors, the keys, and what a browser is told."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client, RequestFactory
from jinja2 import Environment

from casewright.desk.errors import broken, form_expired
from casewright.desk.tests.desk import PART, signed_in
from conftest import Staff

pytestmark = pytest.mark.django_db
MOST_BYTES_OF_SCRIPT = {"keys.js": 3_000, "live.js": 5_000}


def environment_of_pages() -> Environment:
    pages: Any = engines["pages"]
    environment: Environment = pages.env
    return environment


def test_the_bar_shows_only_pages_that_may_be_opened(staff: Staff) -> None:
    def pages(client: Client, address: str) -> list[str]:
        return re.findall(r'data-go="(\w)"', client.get(address).content.decode())

    assert pages(signed_in(staff.amara), "/") == ["t", "p", "r"]
    assert pages(signed_in(staff.carmen), "/") == ["t", "p", "e", "r"]
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
    assert "Keys are <strong>on</strong>" in browser.get("/keys/").content.decode()
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


def test_the_demo_says_on_every_page_that_nobody_is_real(staff: Staff) -> None:
    pages = environment_of_pages()
    assert "Nobody here is real" not in Client().get("/keys/").content.decode()
    pages.globals["is_demo"] = True
    try:
        assert "Nobody here is real" in Client().get("/keys/").content.decode()
    finally:
        pages.globals["is_demo"] = False
