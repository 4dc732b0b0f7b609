"""Nothing typed is lost: drafts, and what becomes of a note whose session ended meanwhile."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.contacts.models import Contact, Draft
from casewright.people.models import Person
from casewright.security.actions import leave_team
from casewright.tasks.actions import Promise, open_task
from conftest import PASSWORD, Staff

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "call",
    "reached": "person",
    "started_at": "2026-11-24T09:00",
    "text": "Slept flat. Two water pills?",
    "next_step": "Ask the pharmacist",
    "next_when": "next",
}
AUTOSAVE = {"X-Autosave": "true"}
AFTER_IDLE, AFTER_A_DAYS_WORK = timedelta(minutes=31), timedelta(hours=12, minutes=1)


def kept_text(person: Person) -> str:
    return str(Draft.objects.get(person=person).written["text"])


def test_what_is_typed_is_kept_and_the_answer_says_when(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    response = client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    assert (response.status_code, response.content) == (200, b"Saved 09:00")
    draft = Draft.objects.get()
    assert (draft.author, draft.person) == (staff.amara, rosa)
    assert draft.written == TYPED


def test_opening_the_panel_brings_the_draft_back_with_its_promise(
    client: Client, staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    call = open_task(by=staff.amara, person=rosa, promise=Promise("Call her", now), at=now)
    client.force_login(staff.amara)
    client.post(reverse("draft", args=[rosa.pk]), {**TYPED, "task": call.pk}, headers=AUTOSAVE)
    assert Draft.objects.get().task_key == call.pk
    page = client.get(reverse("note", args=[rosa.pk])).content.decode()
    assert "Your draft of Tue 24 Nov 09:00 is back." in page
    assert ">Slept flat. Two water pills?</textarea>" in page
    assert 'value="Ask the pharmacist"' in page
    assert f'<option value="{call.pk}" selected>' in page


def test_the_page_says_that_a_note_is_unfinished(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    page = client.get(reverse("person", args=[rosa.pk])).content.decode()
    assert "You have an unfinished note of Tue 24 Nov 09:00." in page


def test_a_draft_is_its_writers_alone(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    client.force_login(staff.tess)
    for name in ("note", "person"):
        page = client.get(reverse(name, args=[rosa.pk])).content.decode()
        assert "Slept flat." not in page
        assert "unfinished" not in page


def test_saving_the_note_ends_the_draft(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    assert client.post(reverse("note", args=[rosa.pk]), TYPED).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_can_be_discarded_by_its_writer(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    client.post(reverse("draft_discard", args=[rosa.pk]))
    assert not Draft.objects.exists()


def test_drafts_are_only_posted(client: Client, staff: Staff, rosa: Person, case: Case) -> None:
    client.force_login(staff.amara)
    for name in ("draft", "draft_discard"):
        assert client.get(reverse(name, args=[rosa.pk])).status_code == 405


def test_a_stranger_keeps_no_draft(client: Client, staff: Staff, rosa: Person, case: Case) -> None:
    client.force_login(staff.bo)
    response = client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    assert response.status_code == 404
    assert not Draft.objects.exists()


def test_a_text_beyond_all_bounds_is_refused_in_words(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    response = client.post(
        reverse("draft", args=[rosa.pk]), {**TYPED, "text": "x" * 20_001}, headers=AUTOSAVE
    )
    assert response.status_code == 422
    assert b"A note holds up to 20000 characters." in response.content


@pytest.mark.parametrize("away", [AFTER_IDLE, AFTER_A_DAYS_WORK])
def test_what_arrives_after_the_session_ended_is_kept_as_the_writers_draft(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    away: timedelta,
    time_machine: TimeMachineFixture,
) -> None:
    client.force_login(staff.amara)
    client.get(reverse("note", args=[rosa.pk]))
    time_machine.move_to(now + away, tick=False)
    response = client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    assert response.status_code == 401
    assert b"You were signed out. Your text is kept." in response.content
    assert b"Rosa" not in response.content
    assert kept_text(rosa) == TYPED["text"]
    assert Draft.objects.get().author == staff.amara


def test_a_whole_note_that_arrives_too_late_is_kept_and_the_page_says_so(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    client.force_login(staff.amara)
    time_machine.move_to(now + AFTER_IDLE, tick=False)
    response = client.post(reverse("note", args=[rosa.pk]), TYPED)
    page = response.content.decode()
    assert response.status_code == 401
    assert "Your text is kept" in page
    assert "You were away for a while" in page
    assert not {"Rosa", "Delgado"} & set(page.replace("<", " ").split())
    assert TYPED["text"] not in page
    assert not Contact.objects.exists()
    assert kept_text(rosa) == TYPED["text"]


def test_after_signing_in_again_the_panel_opens_with_the_draft(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    staff.amara.set_password(PASSWORD)
    staff.amara.save()
    client.force_login(staff.amara, backend="allauth.account.auth_backends.AuthenticationBackend")
    time_machine.move_to(now + AFTER_IDLE, tick=False)
    page = client.post(reverse("note", args=[rosa.pk]), TYPED).content.decode()
    sign_in = page[page.index('class="btn-go" href="') :].split('"')[3].replace("&amp;", "&")
    back = parse_qs(urlsplit(sign_in).query)["next"][0]
    assert urlsplit(back).path == reverse("note", args=[rosa.pk])
    typed = {"login": "amara", "password": PASSWORD, "next": back}
    response = client.post(reverse("account_login"), typed)
    assert (response.status_code, response["Location"]) == (302, back)
    opened = client.get(back).content.decode()
    assert ">Slept flat. Two water pills?</textarea>" in opened
    assert "Your draft of" in opened


def test_the_minutes_of_a_draft_end_with_its_last_word(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    client.force_login(staff.amara)
    time_machine.move_to(now + timedelta(minutes=9), tick=False)
    client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    time_machine.move_to(now + timedelta(minutes=25), tick=False)
    page = client.get(reverse("note", args=[rosa.pk])).content.decode()
    assert 'id="f-minutes" name="minutes" value="9"' in page


def test_whoever_may_not_write_any_more_leaves_nothing_and_gets_the_text_back(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    client.force_login(staff.tess)
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=now)
    time_machine.move_to(now + AFTER_IDLE, tick=False)
    response = client.post(reverse("note", args=[rosa.pk]), TYPED)
    page = response.content.decode()
    assert response.status_code == 401
    assert not Draft.objects.exists()
    assert "this was not saved" in page
    assert f">{TYPED['text']}</textarea>" in page
    assert "Rosa" not in page


def test_a_locked_screen_opens_nothing(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    client.force_login(staff.amara)
    client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    time_machine.move_to(now + AFTER_IDLE, tick=False)
    for name in ("person", "note", "looks"):
        response = client.get(reverse(name, args=[rosa.pk]))
        assert response.status_code == 302
        assert urlsplit(response["Location"]).path == reverse("account_login")
    assert client.post(reverse("draft_discard", args=[rosa.pk])).status_code == 302
    assert Draft.objects.exists()


def test_whoever_signed_out_gets_the_text_back_and_nothing_is_kept(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    client.post(reverse("account_logout"))
    response = client.post(reverse("note", args=[rosa.pk]), TYPED)
    assert response.status_code == 401
    assert f">{TYPED['text']}</textarea>" in response.content.decode()
    assert not Draft.objects.exists()
    background = client.post(reverse("draft", args=[rosa.pk]), TYPED, headers=AUTOSAVE)
    assert background.status_code == 401
    assert b"Your text is still on this page." in background.content


@pytest.mark.parametrize("name", ["add_task", "add_statement", "edit_person"])
def test_other_forms_give_the_text_back_too(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    name: str,
    time_machine: TimeMachineFixture,
) -> None:
    client.force_login(staff.amara)
    time_machine.move_to(now + AFTER_IDLE, tick=False)
    typed = {"title": "Long thought", "words": "Long thought", "home_note": "Long thought"}
    response = client.post(reverse(name, args=[rosa.pk]), typed)
    assert response.status_code == 401
    assert ">Long thought</textarea>" in response.content.decode()


def test_keeping_a_draft_on_a_locked_screen_still_asks_for_the_forms_own_token(
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.amara)
    client.get(reverse("note", args=[rosa.pk]))
    token = client.cookies["casewright-csrf"].value
    time_machine.move_to(now + AFTER_IDLE, tick=False)
    address = reverse("draft", args=[rosa.pk])
    assert client.post(address, TYPED, headers=AUTOSAVE).status_code == 403
    assert not Draft.objects.exists()
    kept = client.post(address, TYPED, headers={**AUTOSAVE, "X-CSRFToken": token})
    assert kept.status_code == 401
    assert kept_text(rosa) == TYPED["text"]
