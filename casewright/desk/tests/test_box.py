"""The command box: people, what can be done for them, pages; and never anybody else's people."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.desk.tests.desk import PART, signed_in
from casewright.people.models import Person
from conftest import Staff

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8


def answers(browser: Client, text: str) -> str:
    return browser.get("/find/", {"q": text}, headers=PART).content.decode()


def addresses(page: str) -> list[str]:
    return re.findall(r'role="option"[^>]*href="([^"?]*)', page)


def test_people_come_first_then_what_can_be_done_then_pages(
    staff: Staff, rosa: Person, case: Case
) -> None:
    found = addresses(answers(signed_in(staff.amara), "ro"))
    assert found[0] == f"/people/{rosa.pk}/"
    assert found[1:] == [*([f"/people/{rosa.pk}/note/"] * 3), f"/people/{rosa.pk}/tasks/"]
    assert addresses(answers(signed_in(staff.amara), "dead")) == ["/rules/"]


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        ("call rosa", "note/", "c"),
        ("Visit rosa", "note/", "v"),
        ("note roza", "note/", "n"),
        ("task rosa delgado", "tasks/", "t"),
        ("edit 0142", "edit/", ""),
        ("words rosa", "words/", ""),
    ],
)
def test_a_deed_comes_first_when_it_is_typed_and_shows_its_key(
    staff: Staff, rosa: Person, case: Case, typed: str, address: str, key: str
) -> None:
    page = answers(signed_in(staff.amara), typed)
    assert addresses(page)[:2] == [f"/people/{rosa.pk}/{address}", f"/people/{rosa.pk}/"]
    assert (f"<kbd>{key}</kbd>" in page) == bool(key)


def test_a_case_is_handed_over_from_the_box(staff: Staff, rosa: Person, case: Case) -> None:
    page = answers(signed_in(staff.amara), "hand over rosa")
    assert addresses(page)[0] == f"/cases/{case.pk}/hand-over/"


@pytest.mark.parametrize("typed", ["rosa", "call rosa", "roza", "hand over rosa", "rd", "0142"])
def test_a_stranger_is_told_as_if_nobody_were_there(
    staff: Staff, rosa: Person, case: Case, typed: str
) -> None:
    assert str(rosa.pk) in answers(signed_in(staff.amara), typed)
    told = answers(signed_in(staff.bo), typed)
    assert "Nobody whom you stand beside" in told
    assert told == answers(signed_in(staff.bo), "xyzzq")
    assert signed_in(staff.dev).get("/find/", {"q": typed}, headers=PART).status_code == 404


def test_a_deed_that_may_not_be_done_is_not_offered(staff: Staff, rosa: Person, case: Case) -> None:
    page = answers(signed_in(staff.amara), "trail")
    assert addresses(page) == []
    assert addresses(answers(signed_in(staff.carmen), "team")) == ["/team/"]


def test_without_a_script_the_box_is_the_search_with_the_same_answers(
    staff: Staff, rosa: Person, case: Case
) -> None:
    browser = signed_in(staff.amara)
    assert browser.get("/find/", {"q": "call rosa"})["Location"] == "/people/?q=call+rosa"
    page = browser.get("/people/", {"q": "call rosa"}).content.decode()
    assert f'href="/people/{rosa.pk}/note/?kind=call' in page
    bar = browser.get("/people/", {"q": "call rosa", "from": "bar"})
    assert bar["Location"].startswith(f"/people/{rosa.pk}/note/?kind=call")
    near = browser.get("/people/", {"q": "roza", "from": "bar"})
    assert near.status_code == 200
    assert "comes near" in near.content.decode()
    assert 'href="/rules/"' in browser.get("/people/", {"q": "deadl"}).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("typed", ["rosa", "roza", "call rosa", "call roza"])
def test_an_answer_takes_eight_statements_at_most(
    staff: Staff, rosa: Person, case: Case, typed: str
) -> None:
    browser = signed_in(staff.amara)
    with CaptureQueriesContext(connection) as statements:
        answers(browser, typed)
    assert len(statements) <= MOST_STATEMENTS
