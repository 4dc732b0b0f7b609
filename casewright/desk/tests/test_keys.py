"""The keys of one's own: changed, refused in words, and again as they were."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from casewright.audit.models import Entry
from casewright.desk.keys import KEYS, Chosen, choose, chosen_in
from casewright.desk.tests.desk import PART, signed_in
from casewright.foundation.errors import Refused
from conftest import Staff

FIRST = {key.name: key.first for key in KEYS}


def typed(**changed: str) -> dict[str, str]:
    return {"keys": "change", **{f"key-{name}": key for name, key in {**FIRST, **changed}.items()}}


def moved_in(page: str) -> dict[str, str]:
    found = re.search(r'<body data-keys="([^"]*)"', page)
    moved: dict[str, str] = json.loads(unescape(found[1])) if found else {}
    return moved


@pytest.mark.django_db
def test_a_changed_key_is_kept_with_whoever_changed_it(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    assert browser.post("/keys/", typed(next="n", note="w")).status_code == 302
    assert moved_in(browser.get("/people/").content.decode()) == {"n": "j", "w": "n"}
    assert moved_in(signed_in(staff.amara).get("/people/").content.decode()) == {"n": "j", "w": "n"}
    assert moved_in(signed_in(staff.carmen).get("/people/").content.decode()) == {}
    dialog = browser.get("/keys/", headers=PART).content.decode()
    assert "<kbd>n</kbd></dt><dd>next row" in dialog
    assert "<kbd>j</kbd>" not in dialog
    assert Entry.objects.filter(event="security.keys_chosen", actor="amara").count() == 1


@pytest.mark.django_db
def test_two_deeds_on_one_key_are_refused_and_what_was_typed_stays(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    answer = browser.post("/keys/", typed(done="c"))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“c” would do two things: start the call or visit, and done." in page
    assert re.search(r'name="key-done" value="c"', page)
    assert moved_in(browser.get("/people/").content.decode()) == {}


@pytest.mark.django_db
def test_keys_go_back_to_what_they_were_and_stay_off_where_they_were_off(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    browser.post("/keys/", typed(done="d"))
    browser.post("/keys/", {"keys": "off"})
    page = browser.get("/people/").content.decode()
    assert 'data-keys="off"' in page
    assert "keys-dialog" not in page
    browser.post("/keys/", {"keys": "reset"})
    assert 'data-keys="off"' in browser.get("/people/").content.decode()
    browser.post("/keys/", {"keys": "on"})
    assert moved_in(browser.get("/people/").content.decode()) == {}


@pytest.mark.django_db
def test_nobody_signed_in_changes_nothing(staff: Staff) -> None:
    assert Client().post("/keys/", typed(done="d"))["Location"].startswith("/accounts/login/")
    staff.amara.refresh_from_db()
    assert staff.amara.keys == {}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"done": "xx"}, "one letter or sign"),
        ({"done": "\t\x07"}, "one letter or sign"),
        ({"done": "3"}, "Digits choose an answer"),
        ({"done": "j"}, "would do two things"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(changed: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        choose({**FIRST, **changed}, on=True)


def test_what_is_kept_is_read_again_and_what_is_unknown_passed_over() -> None:
    chosen = choose({**FIRST, "done": "d", "call": ""}, on=False)
    assert chosen_in(chosen.kept()) == chosen == Chosen(on=False, changed={"done": "d"})
    assert chosen_in({"changed": {"gone": "z"}}) == Chosen()
    assert chosen_in({}) == Chosen()
    assert chosen.key("done") == "d"
    assert chosen.key("call") == "c"


def test_no_two_keys_are_the_same_at_first() -> None:
    assert len(set(FIRST.values())) == len(KEYS)
