"""The gate: who comes through, what a refusal looks like, and what it leaves behind."""

import pytest
from django.test import Client

from casewright.audit.models import Entry
from casewright.audit.queries import head
from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted
from casewright.people.access import SEE_PERSON
from casewright.people.models import Person
from casewright.security.gate import PERMITS, demand, may, permit
from casewright.security.models import User
from casewright.security.tests.doors import NOBODY
from conftest import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("casewright.security.tests.doors")]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_manager_sees_the_person_and_the_look_is_written_down(
    staff: Staff, rosa: Person, case: Case
) -> None:
    response = as_(staff.amara).get(f"/person/{rosa.pk}/")
    assert response.content == b"Rosa Delgado"
    line = Entry.objects.latest("number")
    assert (line.actor, line.event, line.outcome, line.person_key, line.route) == (
        *("amara", "seen:people.see_person", "done", str(rosa.pk), "person"),
    )
    assert line.request_id == response["X-Request-Id"]


def test_to_a_stranger_the_person_does_not_exist(staff: Staff, rosa: Person, case: Case) -> None:
    bo = as_(staff.bo)
    refused, unknown = bo.get(f"/person/{rosa.pk}/"), bo.get(f"/person/{NOBODY}/")
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.content == unknown.content
    assert b"Delgado" not in refused.content


def test_a_refused_look_is_written_down_with_whom_it_was_about(
    staff: Staff, rosa: Person, case: Case
) -> None:
    as_(staff.bo).get(f"/person/{rosa.pk}/")
    line = Entry.objects.latest("number")
    assert (line.actor, line.outcome, line.reason, line.subject_key, line.person_key) == (
        *("bo", "refused", "people.see_person", str(rosa.pk), str(rosa.pk)),
    )


def test_a_look_at_nobody_is_written_down_about_nobody(staff: Staff) -> None:
    as_(staff.bo).get(f"/person/{NOBODY}/")
    line = Entry.objects.latest("number")
    assert (line.outcome, line.subject_key, line.person_key) == ("refused", str(NOBODY), "")


def test_whoever_is_signed_out_is_sent_to_sign_in_and_leaves_no_line(
    rosa: Person, client: Client
) -> None:
    before = head()
    response = client.get(f"/person/{rosa.pk}/")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next=/person/{rosa.pk}/"
    assert head() == before


@pytest.mark.parametrize("header", ["HX-Request", "X-Autosave"])
def test_a_background_call_of_somebody_signed_out_gets_a_bare_401(
    rosa: Person, client: Client, header: str
) -> None:
    response = client.get(f"/person/{rosa.pk}/", headers={header: "true"})
    assert (response.status_code, response.content) == (401, b"")


def test_after_a_form_that_was_sent_signed_out_one_begins_at_today(
    rosa: Person, client: Client
) -> None:
    response = client.post(f"/person/{rosa.pk}/")
    assert response["Location"] == "/accounts/login/?next=/"


def test_a_page_is_opened_by_the_role_alone(staff: Staff) -> None:
    assert as_(staff.bo).get("/search/").status_code == 200
    assert as_(staff.dev).get("/search/").status_code == 404
    assert as_(staff.ada).get("/accounts-page/").status_code == 200
    assert as_(staff.bo).get("/accounts-page/").status_code == 404


def test_a_form_that_is_sent_leaves_no_look(staff: Staff, rosa: Person, case: Case) -> None:
    client, before = as_(staff.amara), head()
    assert client.post(f"/person/{rosa.pk}/").status_code == 200
    assert head() == before


def test_a_deed_that_asks_for_more_than_the_page_answers_404_too(
    staff: Staff, rosa: Person, case: Case
) -> None:
    assert as_(staff.amara).post(f"/deed/{rosa.pk}/").status_code == 404


def test_the_administrator_sees_nobody(staff: Staff, rosa: Person, case: Case) -> None:
    assert as_(staff.ada).get(f"/person/{rosa.pk}/").status_code == 404


def test_the_administrator_on_a_team_still_sees_nobody(
    staff: Staff, rosa: Person, case: Case
) -> None:
    """To stand beside somebody is not enough: the role must hold the permit."""
    staff.ada.memberships.create(team=staff.north, starts_at=case.opened_at)
    assert as_(staff.ada).get(f"/person/{rosa.pk}/").status_code == 404


def test_a_page_says_that_it_is_not_to_be_kept(staff: Staff, rosa: Person, case: Case) -> None:
    response = as_(staff.amara).get(f"/person/{rosa.pk}/")
    assert response["Cache-Control"] == "no-store"


def test_a_demand_names_the_permit_and_never_the_person(
    staff: Staff, rosa: Person, case: Case
) -> None:
    demand(staff.amara, SEE_PERSON, rosa)
    with pytest.raises(NotPermitted) as refusal:
        demand(staff.bo, SEE_PERSON, rosa)
    assert str(refusal.value) == SEE_PERSON
    assert refusal.value.person_key == str(rosa.pk)


def test_a_permit_nobody_registered_is_held_by_nobody(staff: Staff, rosa: Person) -> None:
    assert not may(staff.amara, "people.no_such_permit", rosa)


def test_a_permit_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        permit(next(iter(PERMITS)), holders=[])(lambda user, subject: True)
