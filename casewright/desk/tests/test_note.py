"""The note beside the story: without a script it keeps the promise and counts its minutes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.clocks.actions import start_clock
from casewright.contacts.actions import sign_note
from casewright.contacts.models import Contact
from casewright.contacts.rules import Note
from casewright.desk.forms.note import next_working_day
from casewright.people.actions import keep_facts, merge_people, register_person
from casewright.people.facts import KinFact, NameFact, PersonFacts, PointFact
from casewright.people.models import Person
from casewright.tasks.actions import Promise, close_task, open_task
from casewright.tasks.models import Act, Nature, Task
from casewright.worklog.models import WorkEntry
from conftest import Staff

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 14
STATEMENTS_AIMED_AT = 10
STARTED = "2026-11-24T09:00"


@pytest.fixture
def call(staff: Staff, rosa: Person, case: Case, now: datetime) -> Task:
    """The call within two business days after Rosa came home, Amara's to make."""
    clock = start_clock(by=staff.amara, rule="tcm-contact", started_at=now, person=rosa)
    return open_task(
        by=staff.amara,
        person=rosa,
        case=case,
        clock=clock,
        promise=Promise(
            "Call after discharge", clock.due_at, nature=Nature.CLOCK, act=Act.CALL, kind="tcm"
        ),
        at=now,
    )


@pytest.fixture
def later(time_machine: TimeMachineFixture, now: datetime) -> datetime:
    """Twelve minutes after the panel was opened."""
    moment = now + timedelta(minutes=12)
    time_machine.move_to(moment, tick=False)
    return moment


def save(client: Client, person: Person, **typed: object) -> Any:
    """Send the note as the panel does, without a script."""
    first = {"kind": "call", "channel": "phone", "started_at": STARTED, "next_when": "next"}
    given = {name: value for name, value in {**first, **typed}.items() if value is not None}
    return client.post(reverse("note", args=[person.pk]), given)


def told(client: Client, response: Any) -> str:
    """What the page after saving says was done."""
    page: str = client.get(response["Location"]).content.decode()
    return page[page.index('id="say"') :].split("</div>")[0]


def test_the_panel_opens_beside_the_story_with_the_promise_it_is_for(
    client: Client, staff: Staff, call: Task
) -> None:
    client.force_login(staff.amara)
    page = client.get(
        reverse("note", args=[call.person_id]), {"task": str(call.pk)}
    ).content.decode()
    assert "Call with Rosa" in page
    assert "started 09:00" in page
    assert f'<option value="{call.pk}" selected>Call after discharge</option>' in page
    assert "Story so far" in page
    assert page.index("Call with Rosa") < page.index("Story so far")


def test_the_kind_follows_what_was_asked_then_what_was_promised(
    client: Client, staff: Staff, rosa: Person, call: Task, now: datetime
) -> None:
    client.force_login(staff.amara)
    visit = open_task(
        by=staff.amara, person=rosa, promise=Promise("See the stairs", now, act=Act.VISIT), at=now
    )
    address = reverse("note", args=[rosa.pk])
    for query, title in (
        (f"?task={visit.pk}", "Visit with Rosa"),
        (f"?task={visit.pk}&kind=meeting", "Meeting with Rosa"),
        ("?kind=nonsense", "Call with Rosa"),
    ):
        assert title in client.get(address + query).content.decode()


def test_reaching_her_keeps_the_promise_counts_the_minutes_and_opens_the_next_step(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = save(
        client,
        rosa,
        reached="person",
        text="Slept flat. Two water pills?",
        task=call.pk,
        next_step="Ask the pharmacist",
    )
    assert response.status_code == 302
    assert response["Location"].startswith("/?signed=")
    call.refresh_from_db()
    note = Contact.objects.get(person=rosa)
    assert (call.status, call.closed_by_key) == ("completed", note.pk)
    entry = WorkEntry.objects.get(source_key=note.pk)
    assert (entry.minutes, entry.kind, entry.case) == (12, "with_person", call.case)
    step = Task.objects.get(title="Ask the pharmacist")
    assert step.owner_user == staff.amara
    assert step.due_at.isoformat() == "2026-11-26T04:59:59+00:00"


def test_the_sentence_says_what_was_kept_counted_and_promised(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = save(
        client,
        rosa,
        reached="person",
        text="She is well.",
        task=call.pk,
        next_step="Ask the pharmacist",
        next_when="date",
        next_on="2026-11-27",
        back="person",
    )
    words = told(client, response)
    assert "Kept: Call after discharge." in words
    assert "12 minutes counted." in words
    assert "Next: Ask the pharmacist by Friday." in words


def test_no_title_and_no_name_stands_in_an_address_or_a_cookie(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = save(
        client, rosa, reached="person", text="Well.", task=call.pk, next_step="Ask the pharmacist"
    )
    said = response["Location"] + str(client.cookies)
    assert not [word for word in ("Call after", "pharmacist", "Rosa", "Well.") if word in said]


def test_what_a_note_did_is_told_to_its_writer_alone(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = save(client, rosa, reached="person", text="Well.", task=call.pk)
    client.force_login(staff.bo)
    assert "Kept" not in told(client, response)


def test_unseen_minutes_are_said_with_the_days_sum(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = save(
        client,
        rosa,
        reached="other",
        reached_name="Sunrise Health",
        text="On hold, then Tuesday.",
        time_kind="payer",
        minutes=4,
    )
    words = told(client, response)
    assert "The note is signed." in words
    assert "4 minutes counted (4 today unseen)." in words


def test_it_says_why_minutes_do_not_count_twice(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime, now: datetime
) -> None:
    note = Note(kind="call", reached="person", started_at=now, minutes=3, text="First.")
    sign_note(by=staff.amara, person=rosa, note=note, at=later)
    client.force_login(staff.amara)
    response = save(client, rosa, reached="person", text="Second.", minutes=15)
    assert "3 of 15 minutes were already counted, 12 are new." in told(client, response)


def test_no_answer_saves_at_once_and_counts_the_attempt(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = save(client, rosa, reached=["person", "no_answer"], task=call.pk)
    assert response.status_code == 302
    call.refresh_from_db()
    assert (call.status, call.attempts) == ("requested", 1)
    assert Contact.objects.get(person=rosa).reached == "no_answer"
    words = told(client, response)
    assert "Still open: Call after discharge, 1 attempt." in words
    assert "It comes back today at" in words


def test_a_page_left_open_for_a_day_still_takes_a_no_answer(
    client: Client,
    staff: Staff,
    rosa: Person,
    call: Task,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    time_machine.move_to(now + timedelta(days=1), tick=False)
    client.force_login(staff.amara)
    assert save(client, rosa, reached="no_answer", task=call.pk).status_code == 302
    assert Contact.objects.get(person=rosa).minutes == 1


def test_minutes_of_a_page_left_open_are_asked_for_and_not_guessed(
    client: Client,
    staff: Staff,
    rosa: Person,
    case: Case,
    now: datetime,
    time_machine: TimeMachineFixture,
) -> None:
    time_machine.move_to(now + timedelta(hours=4), tick=False)
    client.force_login(staff.amara)
    response = save(client, rosa, reached="person", text="She is well.")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Write how many minutes the contact took." in page
    assert ">She is well.</textarea>" in page
    assert save(client, rosa, reached="person", text="She is well.", minutes=9).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reached": "person", "text": ""}, "Write a line about what was said."),
        ({"reached": None, "text": "Said."}, "Choose who you reached, or No answer."),
        ({"reached": "kin:nonsense", "text": "Said."}, "Choose who you reached, or No answer."),
        ({"reached": "other", "text": "Said."}, "Write who it was: a name, or the office."),
        ({"reached": "person", "text": "Said.", "minutes": 601}, "less than or equal to 600"),
        (
            {"reached": "person", "text": "Said.", "next_step": "Go", "next_when": "date"},
            "Choose the day by which it is to be done.",
        ),
        (
            {"reached": "person", "text": "Said.", "started_at": "2026-11-25T09:00"},
            "This contact is still to come.",
        ),
        (
            {"reached": "person", "text": "Said.", "started_at": "this morning"},
            "Write when it started",
        ),
    ],
)
def test_a_refused_note_says_why_and_keeps_what_was_typed(
    client: Client,
    staff: Staff,
    rosa: Person,
    call: Task,
    later: datetime,
    typed: dict[str, object],
    words: str,
) -> None:
    client.force_login(staff.amara)
    response = save(client, rosa, task=call.pk, reached_name="", **typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert f">{typed['text']}</textarea>" in page
    assert f'<option value="{call.pk}" selected>' in page
    assert not Contact.objects.exists()


def test_a_helper_is_reached_by_key_and_only_one_of_hers(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime, now: datetime
) -> None:
    elena = PersonFacts(kin=(KinFact("Elena Delgado", "daughter"),))
    keep_facts(by=staff.amara, person=rosa, facts=elena, at=now)
    client.force_login(staff.amara)
    page = client.get(reverse("note", args=[rosa.pk])).content.decode()
    kin = rosa.kins.get()
    assert f'value="kin:{kin.pk}"' in page
    assert "Elena (daughter)" in page
    assert "tell nothing" in page
    other = save(client, rosa, reached=f"kin:{staff.north.pk}", text="Said.", task=call.pk)
    assert other.status_code == 422
    save(client, rosa, reached=f"kin:{kin.pk}", text="Said.", task=call.pk)
    note = Contact.objects.get(person=rosa)
    assert (note.kin, note.reached, note.time_kind) == (kin, "kin", "family")
    call.refresh_from_db()
    assert call.status == "completed"


def test_where_no_message_is_safe_the_panel_warns(
    client: Client, staff: Staff, rosa: Person, case: Case, now: datetime
) -> None:
    client.force_login(staff.amara)
    page = client.get(reverse("note", args=[rosa.pk])).content.decode()
    assert "Safe to leave a message: <strong>no</strong>" in page
    assert "It is not safe to leave a message for Rosa." in page
    safe = PersonFacts(points=(PointFact("phone", "555-0142", safe_to_leave_message=True),))
    keep_facts(by=staff.amara, person=rosa, facts=safe, at=now)
    page = client.get(reverse("note", args=[rosa.pk])).content.decode()
    assert "Safe to leave a message: <strong>yes</strong>" in page
    assert "It is not safe" not in page


def test_enter_in_a_line_saves_and_never_says_no_answer(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    client.force_login(staff.amara)
    page = client.get(reverse("note", args=[rosa.pk])).content.decode()
    panel = page[page.index('id="dock"') :]
    first = panel[panel.index("<button") :]
    assert first.startswith('<button class="visually-hidden" tabindex="-1" aria-hidden="true">')


def test_another_promise_is_settled_by_the_same_contact(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime, now: datetime
) -> None:
    scale = open_task(by=staff.amara, person=rosa, promise=Promise("Ask for a scale", now), at=now)
    visit = open_task(
        by=staff.amara, person=rosa, promise=Promise("See the stairs", now, act=Act.VISIT), at=now
    )
    client.force_login(staff.amara)
    response = save(
        client,
        rosa,
        reached="person",
        text="It came.",
        task=call.pk,
        settled=[scale.pk, visit.pk, staff.north.pk, "nonsense"],
        back="person",
    )
    scale.refresh_from_db()
    visit.refresh_from_db()
    assert (scale.status, visit.status) == ("completed", "requested")
    words = told(client, response)
    assert "Kept too: Ask for a scale." in words
    assert "What else was ticked stays open" in words


def test_a_note_for_a_promise_closed_meanwhile_is_kept_all_the_same(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    close_task(by=staff.tess, task=call, at=later)
    client.force_login(staff.amara)
    assert (
        save(client, rosa, reached="person", text="She is well.", task=call.pk).status_code == 302
    )
    assert Contact.objects.get(person=rosa).task is None


def test_a_note_for_no_promise_stands_in_her_open_case(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime
) -> None:
    client.force_login(staff.amara)
    save(client, rosa, reached="person", text="Well.", next_step="Ask again")
    assert Contact.objects.get(person=rosa).case == case
    assert WorkEntry.objects.get(person=rosa).case == case
    assert Task.objects.get(title="Ask again").case == case


def test_a_note_at_the_address_of_a_merged_record_goes_to_the_kept_one(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime, now: datetime
) -> None:
    names = PersonFacts(names=(NameFact("Delgado", "R."),))
    double = register_person(by=staff.feed, facts=names, at=now)
    merge_people(by=staff.feed, kept=rosa, gone=double, at=now, source="ST-BRIGID")
    client.force_login(staff.amara)
    assert save(client, double, reached="person", text="Well.").status_code == 302
    note = Contact.objects.get()
    assert (note.person, note.case) == (rosa, case)


def test_a_stranger_writes_nothing(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime
) -> None:
    client.force_login(staff.bo)
    response = save(client, rosa, reached="person", text="Hello.", task=call.pk)
    assert response.status_code == 404
    assert "Delgado" not in response.content.decode()
    assert not Contact.objects.exists()


def test_a_promise_about_somebody_else_is_not_kept_by_this_note(
    client: Client, staff: Staff, rosa: Person, call: Task, later: datetime, now: datetime
) -> None:
    mine = open_task(by=staff.amara, promise=Promise("Order toner", now), at=now)
    client.force_login(staff.amara)
    save(client, rosa, reached="person", text="She is well.", task=mine.pk)
    mine.refresh_from_db()
    assert mine.status == "requested"


def test_what_is_typed_into_a_note_is_shown_as_text(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime
) -> None:
    payload = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    client.force_login(staff.amara)
    refused = save(
        client, rosa, reached="other", text=payload, next_step=payload, reached_name=""
    ).content.decode()
    save(client, rosa, reached="person", text=payload, next_step=payload, back="person")
    kept = client.get(reverse("person", args=[rosa.pk])).content.decode()
    for page in (refused, kept):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_script_is_told_where_to_go_and_gets_no_second_page(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime
) -> None:
    client.force_login(staff.amara)
    response = client.post(
        reverse("note", args=[rosa.pk]),
        {"kind": "call", "reached": "person", "text": "Well.", "started_at": STARTED},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/?signed=")


def test_an_addition_leaves_the_note_as_it_was(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime
) -> None:
    client.force_login(staff.amara)
    save(client, rosa, reached="person", text="Slept flat.")
    note = Contact.objects.get(person=rosa)
    address = reverse("add_to_note", args=[note.pk])
    assert "It stays as it is." in client.get(address).content.decode()
    assert client.post(address, {"text": " "}).status_code == 422
    client.post(address, {"text": "She called back."})
    note.refresh_from_db()
    assert note.text == "Slept flat."
    assert note.addenda.get().text == "She called back."
    client.force_login(staff.bo)
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "Mine."}).status_code == 404
    assert note.addenda.count() == 1


def test_the_next_working_day_leaves_out_thanksgiving(now: datetime) -> None:
    wednesday = now + timedelta(days=1)
    assert next_working_day(wednesday).isoformat() == "2026-11-27"
    assert next_working_day(wednesday + timedelta(days=2)).isoformat() == "2026-11-30"


@pytest.mark.django_db(transaction=True)
def test_saving_costs_few_statements_whatever_is_known_of_her(
    client: Client, staff: Staff, rosa: Person, case: Case, later: datetime
) -> None:
    client.force_login(staff.amara)
    counts: list[tuple[int, int]] = []
    asked: list[int] = []
    made = 0
    for wanted in (10, 50, 200):
        for number in range(made, wanted):
            task = open_task(
                by=staff.amara, person=rosa, promise=Promise(f"Step {number}", later), at=later
            )
            note = Note(kind="call", reached="no_answer", started_at=later, minutes=0)
            sign_note(by=staff.amara, person=rosa, note=note, at=later)
        made = wanted
        typed = {"reached": "person", "text": "Well.", "minutes": 5}
        # A note alone; and one that keeps its promise and opens the next step.
        for more in ({}, {"task": str(task.pk), "next_step": f"Ask {wanted}"}):
            typed |= {**more, "started_at": f"2026-11-24T08:{len(counts)}{len(more)}"}
            with CaptureQueriesContext(connection) as statements:
                assert save(client, rosa, form_key=str(uuid4()), **typed).status_code == 302
            asked.append(len(statements))
        counts.append((asked[-2], asked[-1]))
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= MOST_STATEMENTS
    assert counts[0][0] <= STATEMENTS_AIMED_AT
