"""Today: what stands on it, in which order, for whom, and at what cost."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.clocks.actions import start_clock
from casewright.desk.tests.desk import fill_list, promise, signed_in, titles_in_order
from casewright.desk.worklist.beside import beside_parts
from casewright.desk.worklist.line import line_parts
from casewright.foundation.prepared import Parts
from casewright.people.models import Person
from casewright.security.actions import arrange_cover, relate
from casewright.tasks.actions import Promise, open_task, pause_task, pin_task, put_off
from casewright.transitions.actions import hear_feed
from conftest import Staff

pytestmark = pytest.mark.django_db
# Session, standing, tasks, cover, feeds, and the trail with its transaction.
MOST_STATEMENTS = 10
MOST_BYTES, MOST_BYTES_SENT = 60_000, 8_000


def today_of(staff: Staff, name: str, query: str = "") -> str:
    """What Today says to one of the staff."""
    response = signed_in(getattr(staff, name)).get(f"/{query}")
    assert response.status_code == 200
    return response.content.decode()


def another(staff: Staff, name: str, now: datetime) -> Person:
    """Somebody else whom Amara manages."""
    person = Person.objects.create(display_name=name, sort_name=name.lower(), registered_at=now)
    relate(by=staff.feed, person_key=person.pk, kind="manager", user=staff.amara, at=now)
    return person


def test_rows_stand_in_the_order_of_the_tiers(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    nature = {
        "Worth preparing": ("prepare", timedelta(days=8), False),
        "Routine today": ("routine", timedelta(hours=3), False),
        "Late": ("routine", timedelta(days=-1), False),
        "Visit at two": ("promise", timedelta(hours=5), True),
        "She fell": ("safety", timedelta(hours=4), False),
        "Clock tomorrow": ("clock", timedelta(days=1), False),
    }
    for title, (kind, due, has_time) in nature.items():
        promise(
            title,
            now + due,
            by=staff.amara,
            at=now,
            person=another(staff, f"About {title}", now),
            nature=kind,
            has_time=has_time,
        )
    page = today_of(staff, "amara")
    assert titles_in_order(page, list(nature)) == list(nature)[::-1]


def test_a_person_has_one_row_and_the_rest_stands_behind_it(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    for days, title in ((2, "Third"), (0, "First"), (1, "Second")):
        promise(title, now + timedelta(days=days, hours=1), by=staff.amara, at=now, person=rosa)
    page = today_of(staff, "amara")
    assert page.count('class="row-of"') == 1
    assert "+2 for Rosa" in page
    assert titles_in_order(page, ["First", "Second", "Third"]) == ["First", "Second", "Third"]


def test_a_stranger_sees_nothing_of_rosa(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    task = promise("Call after discharge", now, by=staff.amara, at=now, person=rosa)
    browser = signed_in(staff.bo)
    for address in ("/", "/?show=waiting", "/?all", "/people/", "/people/?q=rosa"):
        page = browser.get(address).content.decode()
        assert "Delgado" not in page
        assert "Call after discharge" not in page
    for address in (f"/people/{rosa.pk}/", f"/tasks/{task.pk}/", "/team/", "/trail/"):
        assert browser.get(address).status_code == 404


def test_whoever_is_signed_out_is_led_to_sign_in(staff: Staff) -> None:
    response = Client().get("/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/"


def test_whoever_has_no_today_is_led_to_their_first_page(staff: Staff) -> None:
    assert signed_in(staff.dev).get("/")["Location"] == "/rules/"


def test_the_sentence_counts_what_is_due_and_what_runs_out(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Routine", now + timedelta(hours=1), by=staff.amara, at=now, person=rosa)
    promise("Clock", now + timedelta(hours=2), by=staff.amara, at=now, person=rosa, nature="clock")
    promise("Next week", now + timedelta(days=7), by=staff.amara, at=now, person=rosa)
    page = today_of(staff, "amara")
    assert "2 things are due." in page
    assert "1 has a clock that runs out today." in page


def test_covered_rows_say_for_whom_and_the_sentence_until_when(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Call her", now, by=staff.amara, at=now, person=rosa)
    arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=staff.tess,
        starts_at=now,
        ends_at=now + timedelta(days=2),
        reason="Leave",
    )
    page = today_of(staff, "tess")
    assert "You cover 1 person for Amara until Thursday." in page
    assert "for Amara</span>" in page
    assert "Call her" in today_of(staff, "tess", "?show=covering")
    assert "Call her" not in today_of(staff, "tess", "?show=mine")


def test_rows_of_a_queue_say_which_and_can_be_taken(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    promise("Call back", now, by=staff.amara, at=now, person=rosa, owner=staff.north)
    page = today_of(staff, "tess", "?show=queue")
    assert "North queue" in page
    assert ">Take</button>" in page


def test_what_waits_is_out_of_sight_but_not_lost(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    later = promise("Put off", now, by=staff.amara, at=now, person=rosa)
    put_off(by=staff.amara, task=later, until=now + timedelta(hours=2), at=now)
    paused = promise("Paused", now, by=staff.amara, at=now, person=rosa)
    pause_task(by=staff.amara, task=paused, reason="In hospital", at=now)
    promise("Asked", now, by=staff.amara, at=now, person=rosa, waiting_on="Meals on Wheels")
    promise("Plain", now, by=staff.amara, at=now, person=rosa)
    titles = ["Put off", "Paused", "Asked", "Plain"]
    assert set(titles_in_order(today_of(staff, "amara"), titles)) == {"Asked", "Plain"}
    waiting = today_of(staff, "amara", "?show=waiting")
    assert set(titles_in_order(waiting, titles)) == {"Put off", "Paused", "Asked"}
    assert "Waiting on Meals on Wheels" in waiting


def test_a_pinned_row_comes_first_with_its_reason(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    low = promise("Low", now + timedelta(days=9), by=staff.amara, at=now, person=rosa)
    other = another(staff, "Walter Nkemelu", now)
    promise("High", now, by=staff.amara, at=now, person=other, nature="safety")
    pin_task(by=staff.amara, task=low, reason="She asked twice", at=now)
    page = today_of(staff, "amara")
    assert titles_in_order(page, ["High", "Low"]) == ["Low", "High"]
    assert "She asked twice" in page


def test_a_clock_shows_its_rule_source_and_trust(
    staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    clock = start_clock(by=staff.amara, rule="tcm-contact", started_at=now, person=rosa)
    open_task(
        by=staff.amara,
        person=rosa,
        clock=clock,
        at=now,
        promise=Promise(title="Call", due_at=clock.due_at, nature="clock", act="call"),
    )
    page = today_of(staff, "amara")
    assert "· tcm-contact ·" in page
    assert clock.rule.source.split(",")[0] in page
    assert f"[{clock.rule.trust}]" in page
    assert clock.rule.title in page  # nobody wrote why, so the rule says it


def test_a_promise_about_nobody_in_particular_opens_its_own_page(
    staff: Staff, now: datetime
) -> None:
    task = promise("Send the monthly list", now, by=staff.amara, at=now)
    page = today_of(staff, "amara")
    assert f'<a class="go" href="/tasks/{task.pk}/">Open</a>' in page
    assert "/note/" not in page


def test_a_silent_feed_is_told(staff: Staff, now: datetime) -> None:
    hear_feed(by=staff.feed, sender="ST-BRIGID", title="Hospital messages", at=now)
    assert "last arrived" not in today_of(staff, "amara")
    hear_feed(
        by=staff.feed,
        sender="MERCY",
        title="Mercy messages",
        at=now - timedelta(hours=5, minutes=50),
        usual_minutes=240,
    )
    page = today_of(staff, "amara")
    assert "Mercy messages last arrived 03:10, 5 h ago. The list may miss admissions" in page


def test_an_empty_list_says_what_will_stand_there(staff: Staff) -> None:
    assert "Nothing is due" in today_of(staff, "bo")
    assert "See your people" in today_of(staff, "bo")
    assert "What you put off with Later stands here" in today_of(staff, "bo", "?show=waiting")


def test_a_long_list_is_shown_in_part_and_says_so(staff: Staff, now: datetime) -> None:
    fill_list(staff.amara, staff.north, 60, now)
    page = today_of(staff, "amara")
    assert page.count('class="row-of"') == 25
    assert "Showing 25 of 60." in page
    assert today_of(staff, "amara", "?all").count('class="row-of"') == 60


@pytest.mark.django_db(transaction=True)
def test_today_takes_ten_statements_at_most_however_long_it_is(staff: Staff, now: datetime) -> None:
    taken = []
    for more in (10, 40, 150):
        fill_list(staff.amara, staff.north, more, now)
        browser = signed_in(staff.amara)
        browser.get("/?all")
        with CaptureQueriesContext(connection) as statements:
            page = browser.get("/?all").content.decode()
        taken.append(len(statements))
    assert page.count('class="row-of"') == 200
    assert len(set(taken)) == 1
    assert taken[0] <= MOST_STATEMENTS


def test_a_list_of_fifty_rows_is_light(staff: Staff, now: datetime) -> None:
    fill_list(staff.amara, staff.north, 50, now)
    page = signed_in(staff.amara).get("/?all").content
    assert page.count(b'class="row-of"') == 50
    assert len(page) <= MOST_BYTES
    assert len(gzip.compress(page)) <= MOST_BYTES_SENT


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite guesses well by itself.")
@pytest.mark.parametrize("parts", [line_parts, beside_parts])
def test_postgresql_is_not_left_to_guess_how_many_teams_and_colleagues_there_are(
    parts: Callable[[], Parts],
) -> None:
    """Where it guesses too many, it reads every task, stay and note of the house for one page."""
    for part in parts()[0]:
        assert " IN (SELECT" not in str(part.query)
