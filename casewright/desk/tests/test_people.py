"""Finding people: only those beside whom one stands, with the reason in view."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.desk.tests.desk import fill_list, signed_in
from casewright.people.models import Person, SearchKey
from conftest import Staff

pytestmark = pytest.mark.django_db
# Session, standing, the search, the reasons, and the trail with its transaction.
MOST_STATEMENTS = 8


def test_a_person_is_found_by_name_nickname_and_birth_year(
    staff: Staff, rosa: Person, case: Case
) -> None:
    browser = signed_in(staff.amara)
    for text in ("ros", "delg", "DONA", "1948", "rosa 1948"):
        page = browser.get("/people/", {"q": text}).content.decode()
        assert f'href="/people/{rosa.pk}/"' in page
        assert "1948" in page
        assert "Manages the case" in page


def test_a_stranger_finds_nobody_and_learns_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    browser = signed_in(staff.bo)
    found = browser.get("/people/", {"q": "rosa"})
    unknown = browser.get("/people/", {"q": "xyzz"})
    assert found.status_code == unknown.status_code == 200
    assert found.content.replace(b"rosa", b"xyzz").count(b"xyzz") == unknown.content.count(b"xyzz")
    assert b"Nobody whom you stand beside fits" in found.content
    assert b"You stand beside nobody yet" in browser.get("/people/").content


def test_the_only_one_found_from_the_bar_is_opened_at_once(
    staff: Staff, rosa: Person, case: Case
) -> None:
    browser = signed_in(staff.amara)
    response = browser.get("/people/", {"q": "rosa", "from": "bar"})
    assert response["Location"] == f"/people/{rosa.pk}/"
    assert browser.get("/people/", {"q": "rosa"}).status_code == 200
    assert browser.get("/people/", {"q": "xyzz", "from": "bar"}).status_code == 200


def test_ones_own_people_come_a_page_at_a_time(staff: Staff, now: datetime) -> None:
    fill_list(staff.amara, staff.north, 60, now)
    browser = signed_in(staff.amara)
    first = browser.get("/people/").content.decode()
    assert "60 people you stand beside" in first
    assert "Person 049" in first
    assert "Person 050" not in first
    assert "Page 1 of 2" in first
    assert "Person 050" in browser.get("/people/?page=2").content.decode()
    assert browser.get("/people/?page=nine").status_code == 200


def test_too_many_found_are_cut_and_that_is_said(staff: Staff, now: datetime) -> None:
    fill_list(staff.amara, staff.north, 30, now)
    SearchKey.objects.bulk_create(
        [SearchKey(person=person, key="person") for person in Person.objects.all()]
    )
    page = signed_in(staff.amara).get("/people/", {"q": "pers"}).content.decode()
    assert "The first 20 who fit" in page


@pytest.mark.django_db(transaction=True)
def test_a_search_takes_eight_statements_at_most(staff: Staff, now: datetime) -> None:
    taken = []
    for more in (2, 8, 40):
        fill_list(staff.amara, staff.north, more, now)
        SearchKey.objects.bulk_create(
            [SearchKey(person=person, key="person") for person in Person.objects.all()],
            ignore_conflicts=True,
        )
        browser = signed_in(staff.amara)
        with CaptureQueriesContext(connection) as statements:
            browser.get("/people/", {"q": "pers"})
        taken.append(len(statements))
    assert len(set(taken)) == 1
    assert taken[0] <= MOST_STATEMENTS
