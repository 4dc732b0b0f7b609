"""A visit in three sittings: the sheet taken along, the door, and the note finished later."""

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.contacts.models import Contact, Draft
from casewright.desk.tests.desk import promise, signed_in
from casewright.people.models import Person
from casewright.tasks.models import Act
from casewright.worklog.models import WorkEntry
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(staff: Staff, case: Case) -> Client:
    return signed_in(staff.amara)


def test_the_sheet_holds_what_to_know_at_the_door(
    staff: Staff, rosa: Person, amara: Client
) -> None:
    promise("See the stairs", NOW, by=staff.amara, at=NOW, person=rosa, act=Act.VISIT)
    page = amara.get(reverse("visit", args=[rosa.pk])).content.decode()
    for words in ("Visit: Rosa Delgado", "555-0142", "See the stairs", "Check in now"):
        assert words in page
    assert "do not leave a message" in page


def test_checking_in_keeps_the_moment_and_the_note_is_finished_hours_later(
    staff: Staff, rosa: Person, amara: Client, time_machine: TimeMachineFixture
) -> None:
    task = promise("See the stairs", NOW, by=staff.amara, at=NOW, person=rosa, act=Act.VISIT)
    door = {"was_safe": "yes", "travel_minutes": "25", "task": str(task.pk)}
    answer = amara.post(reverse("visit", args=[rosa.pk]), door)
    assert answer.status_code == 302
    kept = Draft.objects.get()
    assert kept.written["started_at"] == "2026-11-24T09:00"
    time_machine.move_to(NOW.replace(hour=17), tick=False)
    amara.post(reverse("account_login"))
    amara = signed_in(staff.amara)
    page = amara.get(answer["Location"]).content.decode()
    assert 'value="25"' in page
    assert "started 09:00" in page
    note = {
        "kind": "visit",
        "reached": "person",
        "started_at": "2026-11-24T09:00",
        "minutes": "40",
        "travel_minutes": "25",
        "was_safe": "yes",
        "text": "Fourteen steps, a rail on one side.",
        "task": str(task.pk),
        "draft_version": str(kept.version),
    }
    assert amara.post(reverse("note", args=[rosa.pk]), note).status_code == 302
    task.refresh_from_db()
    assert task.status == "completed"
    kinds = WorkEntry.objects.order_by("starts_at").values_list("kind", flat=True)
    assert list(kinds) == ["travel", "with_person"]
    assert Contact.objects.get().was_safe is True
    assert not Draft.objects.exists()


def test_checking_in_writes_over_nothing_that_was_begun(rosa: Person, amara: Client) -> None:
    begun = {"text": "Bring the scale", "kind": "visit", "form_key": ""}
    amara.post(reverse("draft", args=[rosa.pk]), begun)
    amara.post(reverse("visit", args=[rosa.pk]), {"was_safe": "no"})
    written = Draft.objects.get().written
    assert (written["text"], written["was_safe"]) == ("Bring the scale", "no")


def test_an_unsafe_visit_says_so_in_the_story(rosa: Person, amara: Client) -> None:
    note = {
        "kind": "visit",
        "reached": "no_answer",
        "started_at": "2026-11-24T08:30",
        "minutes": "2",
        "was_safe": "no",
        "text": "A dog without a chain.",
    }
    assert amara.post(reverse("note", args=[rosa.pk]), note).status_code == 302
    page = amara.get(reverse("person", args=[rosa.pk])).content.decode()
    assert "It was not safe to be there." in page


@pytest.mark.parametrize(("way", "word"), [("in", "received"), ("out", "sent")])
def test_a_message_says_which_way_it_went_and_how(
    rosa: Person, amara: Client, way: str, word: str
) -> None:
    note = {
        "kind": "message",
        "channel": "letter",
        "direction": way,
        "reached": "payer:Silver Coast",
        "started_at": "2026-11-24T08:30",
        "minutes": "3",
        "text": "They ask for the discharge papers.",
    }
    assert amara.post(reverse("note", args=[rosa.pk]), note).status_code == 302
    signed = Contact.objects.get()
    assert (signed.reached, signed.reached_name, signed.time_kind) == (
        *("other", "Silver Coast"),
        "payer",
    )
    page = amara.get(reverse("person", args=[rosa.pk]) + "?show=messages").content.decode()
    assert f"{word}, letter" in page


def test_a_stranger_gets_no_sheet_and_checks_in_nowhere(staff: Staff, rosa: Person) -> None:
    bo = signed_in(staff.bo)
    assert bo.get(reverse("visit", args=[rosa.pk])).status_code == 404
    assert bo.post(reverse("visit", args=[rosa.pk]), {"was_safe": "yes"}).status_code == 404
    assert not Draft.objects.exists()
