"""What stands beside the rows of Today: news, quiet people, visits; and ways to see less."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from casewright.cases.models import Case
from casewright.contacts.actions import sign_note
from casewright.contacts.rules import Note
from casewright.desk.tests.desk import PART, promise, signed_in
from casewright.people.models import Person
from casewright.security.models import User
from casewright.tasks.actions import Sieve, hand_over_task, move_due, save_filter
from casewright.tasks.models import SavedFilter, Task
from casewright.transitions.actions import hear_event
from casewright.transitions.facts import StayFact
from conftest import Staff

pytestmark = pytest.mark.django_db


def page_of(user: User, address: str = "/") -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def news_of(user: User) -> str:
    """What the page says that changed; nothing where nothing did."""
    return page_of(user).partition('id="changed-title"')[2].partition("</section>")[0]


def admitted(staff: Staff, rosa: Person, at: datetime) -> None:
    fact = StayFact(
        source="ST-BRIGID",
        visit="V-1",
        kind="admit",
        occurred_at=at,
        recorded_at=at,
        source_key="m1",
        facility_name="St Brigid",
        stay_class="IMP",
    )
    hear_event(by=staff.feed, person=rosa, fact=fact, at=at)


def note(by: User, rosa: Person, at: datetime, reached: str = "person") -> None:
    text = "Slept well." if reached == "person" else ""
    said = Note(kind="call", reached=reached, started_at=at, minutes=1, text=text)
    sign_note(by=by, person=rosa, note=said, at=at)


def test_a_stay_of_ones_own_person_is_news(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    admitted(staff, rosa, now - timedelta(hours=1))
    news = news_of(staff.amara)
    assert "Admitted" in news
    assert "Rosa Delgado" in news
    assert "St Brigid" in news
    assert "Delgado" not in page_of(staff.bo)
    assert news_of(staff.tess) == ""  # of the team, and not hers by name


def test_a_task_handed_over_and_a_moved_moment_are_news_to_the_owner_alone(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    task = promise("Ring the clinic", now, by=staff.amara, at=now, person=rosa)
    hand_over_task(by=staff.amara, task=task, to=staff.tess, note="Half done", at=now)
    own = promise("Own", now, by=staff.amara, at=now, person=rosa)
    move_due(by=staff.feed, task=own, due_at=now + timedelta(days=2), clock=None, at=now)
    assert "Handed to you" in news_of(staff.tess)
    assert "Half done" in news_of(staff.tess)
    assert "Due moved" in news_of(staff.amara)
    assert "Handed to you" not in news_of(staff.amara)


def test_a_colleagues_note_is_news_and_ones_own_is_not(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    note(staff.amara, rosa, now)
    assert news_of(staff.amara) == ""
    note(staff.tess, rosa, now)
    assert "by Tess Ito" in news_of(staff.amara)


def test_what_was_read_is_no_news_any_more(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    admitted(staff, rosa, now - timedelta(hours=1))
    browser = signed_in(staff.amara)
    browser.post("/changes/", {"upto": now.isoformat()})
    assert news_of(staff.amara) == ""
    page = browser.get("/changes/").content.decode()
    assert "Nothing changed" in page


def test_what_is_not_urgent_stands_behind_the_first(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    admitted(staff, rosa, now - timedelta(hours=1))
    for minute in range(6):
        note(staff.tess, rosa, now - timedelta(minutes=minute + 1))
    news = news_of(staff.amara)
    assert news.count("<li>") == 3
    assert news.index("Admitted") < news.index("Note")
    assert "4 more, none urgent" in news


@pytest.mark.parametrize(("days", "is_quiet"), [(30, False), (31, True)])
def test_somebody_is_quiet_after_the_days_their_case_allows(
    staff: Staff, rosa: Person, case: Case, now: datetime, days: int, *, is_quiet: bool
) -> None:
    Case.objects.update(opened_at=now - timedelta(days=90), contact_every_days=30)
    note(staff.amara, rosa, now - timedelta(days=days))
    note(staff.amara, rosa, now, reached="no_answer")
    assert ("Rosa Delgado" in page_of(staff.amara, "/quiet/")) is is_quiet
    assert ("Quiet people" in page_of(staff.amara)) is is_quiet
    assert "Delgado" not in page_of(staff.bo, "/quiet/")


def test_visits_of_today_stand_in_the_order_of_their_times(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    for hours, title in ((6, "Second stop"), (3, "First stop"), (30, "Tomorrow's stop")):
        due = now + timedelta(hours=hours)
        promise(title, due, by=staff.amara, at=now, person=rosa, act="visit", has_time=True)
    stops = page_of(staff.amara).partition('class="stops"')[2].partition("</ol>")[0]
    assert stops.index("First stop") < stops.index("Second stop")
    assert "Tomorrow" not in stops
    assert ">12:00<" in stops


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=CLINIC", {"Ring the clinic"}),
        ("q=delgado", {"Ring the clinic", "Send the form"}),
        ("tier=6", {"Ring the clinic"}),
        ("tag=Form", {"Send the form"}),
        ("kind=papers", {"Send the form"}),
        ("within=1", {"Ring the clinic"}),
        ("tier=eleven&within=-3&show=secrets", {"Ring the clinic", "Send the form"}),
    ],
)
def test_less_is_seen_of_the_list(
    staff: Staff, rosa: Person, case: Case, now: datetime, query: str, seen: set[str]
) -> None:
    due = now + timedelta(hours=2)
    promise("Ring the clinic", due, by=staff.amara, at=now, person=rosa)
    due = now + timedelta(days=5)
    promise("Send the form", due, by=staff.amara, at=now, person=rosa, tag="Form", kind="papers")
    rows = page_of(staff.amara, f"/?{query}").partition('<ol class="work"')[2]
    titles = {"Ring the clinic", "Send the form"}
    assert {title for title in titles if f">{title}</a>" in rows} == seen


def test_what_is_seen_is_kept_under_a_name_with_its_count(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Ring the clinic", now, by=staff.amara, at=now, person=rosa)
    browser = signed_in(staff.amara)
    answer = browser.post("/filters/", {"name": "Clinic", "q": "clinic", "tier": "6"})
    assert answer["Location"] == "/?tier=6&q=clinic"
    assert ">Clinic <span" in page_of(staff.amara)
    assert ">Clinic <span" not in page_of(staff.bo)
    refused = browser.post("/filters/", {"name": " ", "q": "clinic"})
    assert refused.status_code == 422
    kept = SavedFilter.objects.get()
    browser.post(f"/filters/{kept.pk}/", {"name": "Rings"})
    assert "Rings" in page_of(staff.amara, "/filters/")
    browser.post(f"/filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()


def test_nobody_touches_anothers_filter(staff: Staff, now: datetime) -> None:
    from_amara = save_filter(by=staff.amara, name="Calls", sieve=Sieve(words="call"), at=now)
    for address in (f"/filters/{from_amara.pk}/", f"/filters/{from_amara.pk}/delete/"):
        assert signed_in(staff.bo).post(address, {"name": "Mine"}).status_code == 404
    assert SavedFilter.objects.get().name == "Calls"


def test_a_changed_row_stays_in_the_list_it_was_in(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    first = promise("Ring the clinic", now, by=staff.amara, at=now, person=rosa)
    promise("Send the form", now, by=staff.amara, at=now, person=rosa)
    given = {"version": 1, "q": "clinic"}
    part = signed_in(staff.amara).post(f"/tasks/{first.pk}/done/", given, headers=PART)
    assert "Send the form" not in part.content.decode().partition('id="say"')[0]


def test_the_day_sheet_says_how_each_is_reached(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    for value, is_safe in (("555-0142", True), ("555-0143", False)):
        rosa.contactpoints.create(channel="phone", value=value, safe_to_use=is_safe)
    promise("Ring her", now, by=staff.amara, at=now, person=rosa)
    sheet = page_of(staff.amara, "/day-sheet/")
    assert "Ring her" in sheet
    assert "555-0142" in sheet
    assert "leave no message" in sheet
    assert "555-0143" not in sheet
    assert "Delgado" not in page_of(staff.bo, "/day-sheet/")


def test_later_until_something_happens_says_for_what(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    task = promise("Ask again", now, by=staff.amara, at=now, person=rosa)
    browser = signed_in(staff.amara)
    given = {"when": "happens", "waiting_on": "She comes home", "look_on": "2026-11-27"}
    short = browser.post(f"/tasks/{task.pk}/later/", {"when": "happens"})
    assert short.status_code == 422
    browser.post(f"/tasks/{task.pk}/later/", given)
    assert "Ask again" not in page_of(staff.amara)
    waiting = page_of(staff.amara, "/?show=waiting")
    assert "Waiting on She comes home" in waiting
    assert "Comes back Friday 27 November 2026, 09:00" in waiting
    browser.post(f"/tasks/{task.pk}/undo/")
    assert Task.objects.get(pk=task.pk).waiting_on == ""


def test_whoever_has_nobody_yet_is_told_what_to_do(staff: Staff) -> None:
    assert "You have no people yet" in page_of(staff.bo)


def test_signed_out_nobody_sees_any_of_it(staff: Staff) -> None:
    for address in ("/changes/", "/quiet/", "/day-sheet/", "/filters/"):
        assert Client().get(address).status_code == 302
        assert signed_in(staff.dev).get(address).status_code == 404


def test_a_task_added_in_its_row_brings_the_row_anew(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Ring her", now, by=staff.amara, at=now, person=rosa)
    browser, address = signed_in(staff.amara), f"/people/{rosa.pk}/tasks/"
    typed = {"title": "Ask the clinic", "due_on": "2026-11-25"}
    part = browser.post(address, typed, headers=PART).content.decode()
    assert part.count('class="row-of"') == 1
    assert "+1 for Rosa" in part
    assert "Promised by" in part
    refused = browser.post(address, {**typed, "title": ""}, headers=PART)
    assert (refused.status_code, refused["HX-Reswap"]) == (422, "none")
    assert "Say what is to be done" in refused.content.decode()
    assert signed_in(staff.bo).post(address, typed, headers=PART).status_code == 404


def test_to_whom_many_go_is_asked_above_the_list(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    task = promise("Ring her", now, by=staff.amara, at=now, person=rosa)
    browser, given = signed_in(staff.amara), {"do": "hand_over", "task": [str(task.pk)]}
    asked = browser.post("/tasks/several/", given, headers=PART)
    assert asked["HX-Retarget"] == "#several-more"
    assert "Tess Ito" in asked.content.decode()
    done = browser.post("/tasks/several/", {**given, "to": str(staff.tess.pk)}, headers=PART)
    assert done["HX-Retarget"] == "#today"
    assert 'value="undo"' in done.content.decode().partition('id="say"')[2]
    assert Task.objects.get(pk=task.pk).owner_user == staff.tess
