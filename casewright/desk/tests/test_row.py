"""What is done to one row: with a page, with a part of one, and what a refusal leaves."""

from datetime import datetime, timedelta

import pytest

from casewright.cases.models import Case
from casewright.desk.tests.desk import PART, promise, signed_in
from casewright.people.models import Person
from casewright.tasks.actions import close_task
from casewright.tasks.models import Task
from conftest import Staff

pytestmark = pytest.mark.django_db
# A part holds the row that follows, the sentence, and the way back.
MOST_BYTES_OF_A_PART = 4_000
MOST_BYTES_OF_A_ROW = 2_000


@pytest.fixture
def task(staff: Staff, rosa: Person, case: Case, now: datetime) -> Task:
    due = now + timedelta(hours=1)
    return promise("Call her", due, by=staff.amara, at=now, person=rosa, act="call")


def status_of(task: Task) -> str:
    return Task.objects.get(pk=task.pk).status


def test_done_leads_back_to_today_with_a_way_back(staff: Staff, task: Task) -> None:
    browser = signed_in(staff.amara)
    response = browser.post(f"/tasks/{task.pk}/done/", {"version": 1}, follow=True)
    assert response.redirect_chain == [(f"/?did=done&task={task.pk}", 302)]
    assert status_of(task) == "completed"
    assert f'action="/tasks/{task.pk}/undo/"' in response.content.decode()
    browser.post(f"/tasks/{task.pk}/undo/")
    assert status_of(task) == "requested"


def test_an_address_cannot_make_the_way_back_lead_elsewhere(staff: Staff) -> None:
    page = signed_in(staff.amara).get("/", {"did": "done", "task": "../accounts/logout/?"})
    assert "<span>Done.</span>" in page.content.decode()
    assert "undo" not in page.content.decode()
    unknown = signed_in(staff.amara).get("/?did=praised").content.decode()
    assert 'class="say"></div>' in unknown


def test_done_in_the_background_brings_the_next_promise_of_the_person(
    staff: Staff, rosa: Person, task: Task, now: datetime
) -> None:
    promise("Send the form", now + timedelta(days=2), by=staff.amara, at=now, person=rosa)
    response = signed_in(staff.amara).post(f"/tasks/{task.pk}/done/", {"version": 1}, headers=PART)
    part = response.content.decode()
    assert "<html" not in part
    assert part.count('class="row-of"') == 1
    assert "Send the form" in part
    assert 'id="say" hx-swap-oob' in part
    assert "Nothing is due today." in part
    assert len(part) <= MOST_BYTES_OF_A_PART
    assert len(part[: part.index("</li>")]) <= MOST_BYTES_OF_A_ROW


def test_done_of_the_last_promise_takes_the_row_away(staff: Staff, task: Task) -> None:
    part = signed_in(staff.amara).post(f"/tasks/{task.pk}/done/", {"version": 1}, headers=PART)
    assert b'class="row-of"' not in part.content


def test_later_hides_until_two_until_tomorrow_or_until_a_moment(staff: Staff, task: Task) -> None:
    browser = signed_in(staff.amara)
    for given, hidden in (
        ({"when": "today"}, "2026-11-24T19:00:00+00:00"),
        ({"when": "tomorrow"}, "2026-11-25T14:00:00+00:00"),
        ({"when": "pick", "pick": "2026-11-30T08:15"}, "2026-11-30T13:15:00+00:00"),
    ):
        assert browser.post(f"/tasks/{task.pk}/later/", given).status_code == 302
        kept = Task.objects.get(pk=task.pk).hidden_until
        assert kept is not None
        assert kept.isoformat() == hidden


def test_a_refusal_says_why_at_the_form_and_keeps_what_was_typed(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    due = now + timedelta(hours=3)
    clock = promise("File it", due, by=staff.amara, at=now, person=rosa, nature="clock")
    given = {"when": "pick", "pick": "2026-12-24T09:00"}
    for headers in ({}, PART):
        response = signed_in(staff.amara).post(f"/tasks/{clock.pk}/later/", given, headers=headers)
        page = response.content.decode()
        assert response.status_code == 422
        assert "This clock runs out before then." in page
        assert 'value="2026-12-24T09:00"' in page
    assert Task.objects.get(pk=clock.pk).hidden_until is None


@pytest.mark.parametrize(
    ("address", "given", "words"),
    [
        ("later", {}, "Choose until when."),
        ("later", {"when": "pick"}, "Choose a day and a time."),
        ("later", {"when": "pick", "pick": "soon"}, "Write a day and a time"),
        ("hand-over", {}, "Choose to whom."),
        ("hand-over", {"to": "nobody"}, "Choose a colleague or a team from the list."),
        ("not-needed", {"reason": "  "}, "Say why: it stays in the record."),
        ("pin", {}, "Say why: it stays in the record."),
    ],
)
def test_a_form_that_lacks_something_says_what(
    staff: Staff, task: Task, address: str, given: dict[str, str], words: str
) -> None:
    response = signed_in(staff.amara).post(f"/tasks/{task.pk}/{address}/", given)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Task.objects.get(pk=task.pk).version == 1


def test_what_a_colleague_settled_meanwhile_is_shown_beside_ones_own_wish(
    staff: Staff, task: Task, now: datetime
) -> None:
    seen = Task.objects.get(pk=task.pk)
    close_task(by=staff.tess, task=task, reason="She called us", at=now)
    response = signed_in(staff.amara).post(f"/tasks/{seen.pk}/done/", {"version": seen.version})
    page = response.content.decode()
    assert response.status_code == 422
    assert "She called us" in page
    assert "Tess Ito" in page


def test_a_change_of_the_open_promise_meanwhile_shows_both(
    staff: Staff, task: Task, now: datetime
) -> None:
    browser = signed_in(staff.tess)
    browser.post(f"/tasks/{task.pk}/pin/", {"reason": "Her daughter called"})
    response = signed_in(staff.amara).post(f"/tasks/{task.pk}/done/", {"version": 1})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody" in page
    assert "Now it is" in page
    assert "You chose" in page
    assert status_of(task) == "requested"


def test_hand_over_to_a_colleague_and_to_a_queue(staff: Staff, task: Task) -> None:
    browser = signed_in(staff.amara)
    browser.post(f"/tasks/{task.pk}/hand-over/", {"to": str(staff.tess.pk), "note": "Left msg"})
    assert Task.objects.get(pk=task.pk).owner_user == staff.tess
    browser.post(f"/tasks/{task.pk}/hand-over/", {"to": str(staff.intake.pk)})
    assert Task.objects.get(pk=task.pk).owner_team == staff.intake


def test_not_needed_pin_and_take(staff: Staff, rosa: Person, task: Task, now: datetime) -> None:
    browser = signed_in(staff.amara)
    browser.post(f"/tasks/{task.pk}/pin/", {"reason": "She asked twice"})
    assert Task.objects.get(pk=task.pk).pinned_reason == "She asked twice"
    browser.post(f"/tasks/{task.pk}/not-needed/", {"reason": "She called us"})
    assert status_of(task) == "cancelled"
    queued = promise("Call", now, by=staff.amara, at=now, person=rosa, owner=staff.north)
    browser.post(f"/tasks/{queued.pk}/take/", {"version": queued.version})
    assert Task.objects.get(pk=queued.pk).owner_user == staff.amara


def test_taking_what_was_taken_is_refused_in_words(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    queued = promise("Call", now, by=staff.amara, at=now, person=rosa, owner=staff.north)
    signed_in(staff.tess).post(f"/tasks/{queued.pk}/take/", {"version": 1})
    response = signed_in(staff.amara).post(f"/tasks/{queued.pk}/take/", {"version": 1})
    assert response.status_code == 422
    assert "Somebody has taken this already." in response.content.decode()


def test_more_says_why_a_promise_stands_where_it_stands(staff: Staff, task: Task) -> None:
    browser = signed_in(staff.amara)
    page = browser.get(f"/tasks/{task.pk}/").content.decode()
    assert "Tier 6 of 7: Routine, due today." in page
    assert "Today 14:00" in page
    part = browser.get(f"/tasks/{task.pk}/", headers=PART).content.decode()
    assert "<html" not in part
    assert "Tier 6 of 7" in part


def test_a_stranger_finds_nothing_to_do_anything_to(staff: Staff, task: Task) -> None:
    browser = signed_in(staff.bo)
    assert browser.get(f"/tasks/{task.pk}/").status_code == 404
    for deed in ("done", "later", "hand-over", "not-needed", "pin", "take", "undo"):
        assert browser.post(f"/tasks/{task.pk}/{deed}/", {"reason": "x"}).status_code == 404
    assert Task.objects.get(pk=task.pk).version == 1


def test_undo_is_refused_once_a_colleague_has_gone_on(
    staff: Staff, task: Task, now: datetime
) -> None:
    signed_in(staff.tess).post(f"/tasks/{task.pk}/pin/", {"reason": "Her daughter called"})
    response = signed_in(staff.amara).post(f"/tasks/{task.pk}/undo/")
    assert response.status_code == 422
    assert "A colleague has worked on this since." in response.content.decode()


def test_a_form_elsewhere_leads_back_to_where_it_was(
    staff: Staff, rosa: Person, task: Task
) -> None:
    browser = signed_in(staff.amara)
    home = f"/people/{rosa.pk}/"
    response = browser.post(f"/tasks/{task.pk}/done/", {"next": home})
    assert response["Location"].startswith(f"{home}?did=done")
    browser.post(f"/tasks/{task.pk}/undo/")
    away = browser.post(f"/tasks/{task.pk}/done/", {"next": "https://example.org/"})
    assert away["Location"].startswith("/?did=done")
