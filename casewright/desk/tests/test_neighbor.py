"""From one person to the next: in Today's order, or in the alphabetical list one came from."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casewright.cases.models import Case
from casewright.desk.tests.desk import fill_list, promise, signed_in
from casewright.people.models import Person
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(staff: Staff, rosa: Person, case: Case) -> Client:
    """Amara, with three people on Today: Rosa first, since her promise is late."""
    promise("Ring", NOW - timedelta(days=2), by=staff.amara, at=NOW, person=rosa)
    fill_list(staff.amara, staff.north, 2, NOW)
    return signed_in(staff.amara)


def walked(client: Client, person: Person, query: str, *steps: str) -> str:
    """The name on the page where some steps lead."""
    address = reverse("person", args=[person.pk])
    for step in steps:
        answer = client.get(f"{address}{step}/{query}")
        address = answer["Location"].split("?")[0]
    page: str = client.get(address).content.decode()
    return page[page.index("<h1") : page.index("</h1>")].split(">")[1]


def test_the_next_one_of_today_and_back(rosa: Person, amara: Client) -> None:
    assert walked(amara, rosa, "", "next") == "Person 000"
    assert walked(amara, rosa, "", "next", "next", "previous") == "Person 000"
    assert walked(amara, rosa, "", "next", "previous") == "Rosa Delgado"


def test_the_next_one_of_the_alphabet(rosa: Person, amara: Client) -> None:
    assert walked(amara, rosa, "?from=people", "next") == "Person 000"


def test_at_either_end_the_list_itself_comes_back(rosa: Person, amara: Client) -> None:
    answer = amara.get(reverse("previous_person", args=[rosa.pk]))
    assert answer["Location"] == "/"
    assert "first person of the list" in amara.get("/").content.decode()


def test_the_page_one_came_from_decides_and_the_links_say_it(rosa: Person, amara: Client) -> None:
    came = {"Referer": "http://testserver/people/?q=ro"}
    page = amara.get(reverse("person", args=[rosa.pk]), headers=came).content.decode()
    assert f'href="/people/{rosa.pk}/next/?from=people"' in page
    assert "data-next" in page
    page = amara.get(reverse("person", args=[rosa.pk]) + "?from=evil").content.decode()
    assert "?from=today" in page


def test_a_stranger_is_led_nowhere(staff: Staff, rosa: Person, amara: Client) -> None:
    bo = signed_in(staff.bo)
    assert bo.get(reverse("next_person", args=[rosa.pk])).status_code == 404
