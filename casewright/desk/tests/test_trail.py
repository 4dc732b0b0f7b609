"""The trail as a page: for the privacy officer alone, by person, user, event and outcome."""

import pytest

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.desk.tests.desk import signed_in
from casewright.people.models import Person
from conftest import Staff

pytestmark = pytest.mark.django_db


def shown(staff: Staff, query: str = "") -> str:
    return signed_in(staff.dev).get(f"/trail/{query}").content.decode()


def test_entries_stand_newest_first_without_a_name_of_a_person(
    staff: Staff, rosa: Person, case: Case
) -> None:
    page = shown(staff)
    assert page.index("cases.opened") < page.index("people.registered")
    assert "Delgado" not in page
    assert str(rosa.pk) in page


def test_the_trail_is_sifted_by_person_user_event_and_outcome(
    staff: Staff, rosa: Person, case: Case
) -> None:
    signed_in(staff.bo).get(f"/people/{rosa.pk}/")
    assert "security.team_added" not in shown(staff, f"?person={rosa.pk}")
    assert "people.registered" in shown(staff, f"?person={rosa.pk}")
    assert "people.registered" not in shown(staff, "?actor=ina")
    assert "security.user_added" not in shown(staff, "?event=people.")
    refused = shown(staff, "?outcome=refused")
    assert "seen:people.see_person" in refused
    assert "cases.opened" not in refused


def test_older_entries_are_a_page_away(staff: Staff) -> None:
    first = Entry.objects.count()
    Entry.objects.bulk_create(
        [
            Entry(
                number=first + place,
                at=Entry.objects.latest("number").at,
                actor="amara",
                event="seen:tasks.see_today",
                outcome="done",
                previous_hash=f"before-{place}",
                hash=f"{place}",
            )
            for place in range(1, 101)
        ]
    )
    page = shown(staff, "?actor=amara")
    oldest = first + 51
    assert f"?actor=amara&amp;before={oldest}" in page
    assert f">{oldest - 1}<" in shown(staff, f"?actor=amara&before={oldest}")


def test_a_question_that_cannot_be_read_says_so(staff: Staff) -> None:
    response = signed_in(staff.dev).get("/trail/?person=rosa")
    assert response.status_code == 422
    assert "36 letters and digits" in response.content.decode()


def test_nobody_else_reads_the_trail(staff: Staff) -> None:
    for user in (staff.amara, staff.bo, staff.carmen, staff.ada):
        assert signed_in(user).get("/trail/").status_code == 404
