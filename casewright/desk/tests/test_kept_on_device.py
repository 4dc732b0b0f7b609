"""What the server does for a text that lay on somebody's device until it could be reached."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.contacts.models import Contact, Draft
from casewright.desk.device import seal_of
from casewright.desk.tests.desk import signed_in
from casewright.people.models import Person
from conftest import Staff

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Autosave": "true"}
LATE = {**AUTOSAVE, "X-From-Device": "true", "X-Background": "true"}


@pytest.fixture
def amara(staff: Staff, case: Case) -> Client:
    return signed_in(staff.amara)


def typed(**more: str) -> dict[str, str]:
    first = {"kind": "call", "reached": "person", "text": "Slept flat.", "minutes": "5"}
    return {**first, "started_at": "2026-11-24T08:50", "form_key": str(uuid4()), **more}


def draft_of(person: Person) -> Draft:
    return Draft.objects.get(person=person)


def test_a_text_that_comes_late_is_its_writers_draft_and_twice_is_the_same(
    staff: Staff, rosa: Person, amara: Client
) -> None:
    form, address = typed(draft_version="0"), reverse("draft", args=[rosa.pk])
    answers = [amara.post(address, form, headers=LATE).status_code for _ in range(2)]
    assert answers == [200, 200]
    assert draft_of(rosa).author == staff.amara
    assert draft_of(rosa).written["text"] == "Slept flat."


def test_a_text_that_comes_late_never_writes_over_what_its_own_form_kept_since(
    rosa: Person, amara: Client
) -> None:
    form, address = typed(), reverse("draft", args=[rosa.pk])
    amara.post(address, form, headers=AUTOSAVE)
    amara.post(address, {**form, "text": "Slept flat. Has pills."}, headers=AUTOSAVE)
    late = {**form, "text": "Slept", "draft_version": "1"}
    answer = amara.post(address, late, headers=LATE)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Both texts stand below" in page
    assert "Slept flat. Has pills." in page
    assert ">Slept</textarea>" in page
    assert draft_of(rosa).written["text"] == "Slept flat. Has pills."
    assert amara.post(address, late, headers=AUTOSAVE).status_code == 200


def test_a_text_that_comes_late_goes_on_where_it_had_seen_the_draft(
    rosa: Person, amara: Client
) -> None:
    form, address = typed(), reverse("draft", args=[rosa.pk])
    amara.post(address, form, headers=AUTOSAVE)
    late = {**form, "text": "Slept flat. Has pills.", "draft_version": "1"}
    assert amara.post(address, late, headers=LATE).status_code == 200
    assert draft_of(rosa).written["text"] == "Slept flat. Has pills."


@pytest.mark.parametrize("headers", [AUTOSAVE, LATE], ids=["its page", "a device"])
def test_a_note_whose_answer_was_lost_is_not_drafted_again(
    rosa: Person, amara: Client, headers: dict[str, str]
) -> None:
    form = typed(text="Slept flat.\nNext: ring again")
    amara.post(reverse("note", args=[rosa.pk]), form)
    answer = amara.post(reverse("draft", args=[rosa.pk]), form, headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/?signed={Contact.objects.get().pk}"
    assert not Draft.objects.exists()


def test_what_was_written_after_a_lost_answer_is_offered_as_an_addition(
    rosa: Person, amara: Client
) -> None:
    form = typed()
    amara.post(reverse("note", args=[rosa.pk]), form)
    more = {**form, "text": "Slept flat. And she walks again."}
    answer = amara.post(reverse("draft", args=[rosa.pk]), more, headers=LATE)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "signed already" in page
    assert "And she walks again.</textarea>" in page
    assert not Draft.objects.exists()


def test_after_the_session_ended_it_is_kept_and_the_device_is_told(
    rosa: Person, amara: Client, now: datetime, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(now + timedelta(minutes=31), tick=False)
    form = typed()
    answer = amara.post(reverse("draft", args=[rosa.pk]), form, headers=LATE)
    assert (answer.status_code, answer["X-Kept"]) == (401, "true")
    assert draft_of(rosa).written["text"] == "Slept flat."
    older = {**form, "text": "Slept", "draft_version": "0"}
    answer = amara.post(reverse("draft", args=[rosa.pk]), older, headers=LATE)
    assert (answer.status_code, "X-Kept" in answer.headers) == (401, False)
    assert draft_of(rosa).written["text"] == "Slept flat."


def test_a_stranger_sends_nothing_late(staff: Staff, rosa: Person, case: Case) -> None:
    answer = signed_in(staff.bo).post(reverse("draft", args=[rosa.pk]), typed(), headers=LATE)
    assert answer.status_code == 404
    assert b"Rosa" not in answer.content
    assert not Draft.objects.exists()


def test_a_seal_is_one_users_alone_and_the_same_every_time(staff: Staff) -> None:
    amara, bo = seal_of(staff.amara), seal_of(staff.bo)
    assert amara == seal_of(staff.amara)
    assert len({amara.key, bo.key}) == len({amara.whose, bo.whose}) == 2
    assert len(amara.key) == 44


def test_a_seal_of_another_secret_key_is_another(staff: Staff, settings: Settings) -> None:
    before = seal_of(staff.amara)
    settings.SECRET_KEY = "another"
    after = seal_of(staff.amara)
    assert after.key != before.key
    assert after.whose == before.whose


def test_a_page_brings_its_readers_seal_and_a_strangers_page_none(staff: Staff) -> None:
    page = signed_in(staff.amara).get("/").content.decode()
    assert re.findall(r'data-seal="([^"]+)"', page) == [seal_of(staff.amara).key]
    assert "data-seal" not in Client().get("/keys/").content.decode()
    assert "data-seal" not in Client().get("/accounts/login/").content.decode()


def test_signing_out_empties_the_stores_of_the_browser_and_nothing_else_does(
    staff: Staff,
) -> None:
    browser = signed_in(staff.amara)
    assert "Clear-Site-Data" not in browser.get("/").headers
    answer = browser.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in browser.get("/accounts/login/").headers
    assert "Clear-Site-Data" not in browser.post("/accounts/logout/").headers
