"""A note sent twice is one note, and the second answer is the first."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casewright.cases.models import Case
from casewright.contacts.models import Contact
from casewright.desk.tests.desk import PART, signed_in
from casewright.people.models import Person
from casewright.worklog.models import WorkEntry
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(staff: Staff, case: Case) -> Client:
    return signed_in(staff.amara)


def typed(**more: str) -> dict[str, str]:
    first = {"kind": "call", "reached": "person", "text": "Well.", "minutes": "5"}
    return {**first, "started_at": "2026-11-24T08:50", "form_key": str(uuid4()), **more}


@pytest.mark.parametrize("headers", [{}, PART], ids=["a form", "a script"])
def test_a_save_pressed_twice_makes_one_note_and_answers_the_same(
    rosa: Person, amara: Client, headers: dict[str, str]
) -> None:
    form, address = typed(next_step="Ring again"), reverse("note", args=[rosa.pk])
    answers: list[Any] = [amara.post(address, form, headers=headers) for _ in range(3)]
    assert len({answer.status_code for answer in answers}) == 1
    places = {
        answer.headers.get("Location", answer.headers.get("HX-Redirect")) for answer in answers
    }
    assert len(places) == 1
    assert (Contact.objects.count(), rosa.tasks.count(), WorkEntry.objects.count()) == (1, 1, 1)


def test_what_was_written_since_the_first_sending_is_not_lost(rosa: Person, amara: Client) -> None:
    form, address = typed(), reverse("note", args=[rosa.pk])
    amara.post(address, form)
    answer = amara.post(address, {**form, "text": "Well. And she walks again."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "signed already" in page
    assert "And she walks again.</textarea>" in page
    assert Contact.objects.get().text == "Well."


def test_a_second_note_within_two_minutes_is_offered_to_be_joined(
    staff: Staff, rosa: Person, amara: Client
) -> None:
    address = reverse("note", args=[rosa.pk])
    amara.post(address, typed(back="person"))
    second = amara.post(address, typed(text="And she walks again.", back="person"))
    page = amara.get(second["Location"]).content.decode()
    said = page[page.index('id="say"') :]
    assert "Join them?" in said
    first_key, key = (note.pk for note in Contact.objects.order_by("text")[::-1])
    join = reverse("join_notes", args=[key])
    assert signed_in(staff.bo).post(join, {"to": first_key}).status_code == 404
    assert amara.post(join, {"to": str(uuid4())}).status_code == 404
    assert amara.post(join, {"to": first_key, "do": "join"}).status_code == 302
    page = amara.get(reverse("person", args=[rosa.pk])).content.decode()
    assert "Part of the same contact" in page
    assert "5 min" in page
    assert "Take them apart" in page
    assert amara.post(join, {"to": first_key, "do": "apart"}).status_code == 302
    page = amara.get(reverse("person", args=[rosa.pk])).content.decode()
    assert "Part of the same contact" not in page
    assert "Signed within two minutes" not in page
