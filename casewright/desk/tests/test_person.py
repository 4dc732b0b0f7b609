"""The page of a person: what it shows, to whom, and at what cost."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casewright.cases.actions import hand_over_case
from casewright.cases.models import Case
from casewright.chart.models import Allergy, Medicine
from casewright.contacts.actions import add_to_note, sign_note
from casewright.contacts.rules import Note
from casewright.people.actions import keep_facts, merge_people, register_person, say_statement
from casewright.people.facts import (
    CoverageFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)
from casewright.people.models import Person
from casewright.security.actions import leave_team, relate
from casewright.security.models import User
from casewright.tasks.actions import Promise, close_task, open_task, pause_task
from conftest import Staff

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 13


def opened(client: Client, user: User, person: Person, query: str = "") -> str:
    """What the page says to a user."""
    client.force_login(user)
    response = client.get(reverse("person", args=[person.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def known(staff: Staff, rosa: Person, case: Case, now: datetime) -> Person:
    """Rosa, with what is usually known about somebody."""
    keep_facts(
        by=staff.amara,
        person=rosa,
        facts=PersonFacts(
            names=(),
            pronouns="she/her",
            home_note="2nd floor, no lift; cat",
            if_worse="Full treatment; talk to Elena",
            languages=(LanguageFact("es", "Spanish", interpreter=True),),
            points=(
                PointFact("phone", "555-0142", safe_to_use=True, safe_to_leave_message=False),
                PointFact("phone", "555-0143", safe_to_use=False),
                PointFact("post", "14 Alder Street"),
            ),
            kin=(KinFact("Elena Delgado", "daughter", "555-0177", may_be_told="everything"),),
            coverages=(
                CoverageFact("State Medicaid", "medicaid", order=2),
                CoverageFact("Sunrise Health", "medicare_advantage", order=1),
                CoverageFact("Old Plan", "commercial", ends_on=date(2025, 12, 31)),
            ),
        ),
        at=now,
    )
    return rosa


def signed(staff: Staff, person: Person, at: datetime, text: str = "She is well.") -> None:
    sign_note(
        by=staff.amara,
        person=person,
        note=Note(kind="call", reached="person", started_at=at, minutes=5, text=text),
        at=at + timedelta(minutes=5),
    )


def test_it_says_who_this_is_and_how_to_reach_them(
    client: Client, staff: Staff, known: Person
) -> None:
    page = opened(client, staff.amara, known)
    assert "78, she/her, goes by “Doña Rosa”" in page
    assert "<strong>Spanish</strong>, interpreter needed" in page
    assert "Elena Delgado (daughter), may be told everything" in page
    assert "2nd floor, no lift; cat" in page
    assert "Full treatment; talk to Elena" in page


def test_whether_a_message_is_safe_is_said_in_words(
    client: Client, staff: Staff, known: Person
) -> None:
    page = opened(client, staff.amara, known)
    assert '<a class="tel" href="tel:5550142">555-0142</a>' in page
    assert "<strong>do not leave a message</strong>" in page


def test_an_unsafe_number_is_never_a_link(client: Client, staff: Staff, known: Person) -> None:
    page = opened(client, staff.amara, known)
    assert "tel:5550143" not in page
    assert '<span class="unsafe">555-0143</span>' in page
    assert "Do not use" in page
    note = client.get(reverse("note", args=[known.pk])).content.decode()
    assert "tel:5550143" not in note


def test_cover_stands_in_the_order_of_payment_and_past_cover_is_gone(
    client: Client, staff: Staff, known: Person
) -> None:
    page = opened(client, staff.amara, known)
    first, second = page.index("Sunrise Health"), page.index("State Medicaid")
    assert first < second
    assert "1. Medicare Advantage, Sunrise Health" in page
    assert "Old Plan" not in page


def test_what_matters_keeps_its_language_and_the_newest_is_shown(
    client: Client, staff: Staff, known: Person
) -> None:
    for day, words in ((1, "Dormir en paz."), (12, "Ir a misa el domingo.")):
        say_statement(
            by=staff.amara,
            person=known,
            kind="matters",
            words=words,
            language="es",
            translation="In English.",
            said_on=date(2026, 11, day),
        )
    page = opened(client, staff.amara, known)
    assert '<p lang="es" dir="auto">“Ir a misa el domingo.”</p>' in page
    assert "“In English.” Said 12 Nov, in their own words." in page
    assert page.index("Ir a misa") < page.index("Dormir en paz")


def test_at_most_three_things_to_watch_for_are_shown(
    client: Client, staff: Staff, known: Person
) -> None:
    for day in range(1, 6):
        say_statement(
            by=staff.amara,
            person=known,
            kind="watch",
            words=f"Sign {day}",
            said_on=date(2026, 11, day),
            source="Home visit",
        )
    page = opened(client, staff.amara, known)
    assert "Sign 5" in page
    assert "3 Nov, Home visit" in page
    assert page.index("Sign 3") < page.index("2 earlier") < page.index("Sign 2")


def test_received_facts_stand_with_source_and_age(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    Allergy.objects.create(
        person=known,
        display="Sulfonamide",
        reaction="rash",
        source="St Brigid",
        source_key="a1",
        received_at=now - timedelta(days=1),
    )
    Medicine.objects.create(
        person=known,
        display="Furosemide 80 mg",
        status="active",
        source="St Brigid",
        source_key="m1",
        received_at=now - timedelta(days=90),
    )
    Medicine.objects.create(
        person=known,
        display="Old pill",
        status="stopped",
        source="St Brigid",
        source_key="m2",
        received_at=now,
    )
    page = opened(client, staff.amara, known)
    assert "<strong>Sulfonamide</strong> (rash)" in page
    assert "St Brigid, yesterday" in page
    assert "St Brigid, 3 months ago" in page
    assert "Old pill" not in page


def test_open_loops_stand_with_owner_attempts_and_pause(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    due = now + timedelta(days=2)
    open_task(by=staff.amara, person=known, promise=Promise("Mine", due), at=now)
    of_tess = open_task(
        by=staff.amara, person=known, promise=Promise("Hers", due), owner=staff.tess, at=now
    )
    pause_task(by=staff.tess, task=of_tess, reason="Supplier closed", at=now)
    page = opened(client, staff.amara, known)
    assert '>Mine</a>\n<span class="who">you</span>' in page
    assert '>Hers</a>\n<span class="who">Tess Ito</span>' in page
    assert "Paused: Supplier closed" in page


def test_the_story_has_notes_moves_and_closed_tasks_newest_first(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    signed(staff, known, now - timedelta(days=2), "Slept flat.")
    task = open_task(by=staff.amara, person=known, promise=Promise("Find a scale", now), at=now)
    close_task(by=staff.amara, task=task, at=now, reason="It came.")
    page = opened(client, staff.amara, known)
    assert page.index("Find a scale") < page.index("Slept flat.")
    assert "<strong>Case in Complex care</strong>: active" in page
    assert "Signed by Amara Diallo." in page


def test_the_story_can_be_filtered(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    signed(staff, known, now - timedelta(days=2), "Slept flat.")
    assert "Slept flat." in opened(client, staff.amara, known, "?show=calls")
    visits = opened(client, staff.amara, known, "?show=visits")
    assert "Slept flat." not in visits
    assert "Nothing of this kind so far." in visits
    assert "Slept flat." in opened(client, staff.amara, known, "?show=nonsense")


def test_a_page_of_the_story_holds_twenty_lines(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    for number in range(1, 22):
        signed(staff, known, now - timedelta(hours=number), f"Line {number:02}.")
    first = opened(client, staff.amara, known)
    # The opening of the case is the newest line.
    assert "Line 19." in first
    assert "Line 20." not in first
    assert "Older</a>" in first
    assert "Line 20." in opened(client, staff.amara, known, "?page=2")
    assert "Line 19." in opened(client, staff.amara, known, "?page=-1")


def test_an_empty_page_says_what_to_do(
    client: Client, staff: Staff, rosa: Person, case: Case
) -> None:
    page = opened(client, staff.amara, rosa, "?show=calls")
    assert "Nobody has asked yet. Start with one question: what matters to you now?" in page
    assert "Nothing is open about Rosa." in page
    assert "none received" in page


def test_a_stranger_gets_nothing_of_her(client: Client, staff: Staff, known: Person) -> None:
    client.force_login(staff.bo)
    for name in (
        "person",
        "note",
        "add_task",
        "add_statement",
        "edit_person",
        "open_case",
        "looks",
    ):
        response = client.get(reverse(name, args=[known.pk]))
        assert response.status_code == 404
        body = response.content.decode()
        assert not {"Rosa", "Delgado", "555-0142", "Elena"} & set(body.replace("<", " ").split())


def test_a_stranger_and_a_key_that_is_nobodys_get_the_same_answer(
    client: Client, staff: Staff, known: Person
) -> None:
    client.force_login(staff.bo)
    hers = client.get(reverse("person", args=[known.pk]))
    nobodys = client.get(reverse("person", args=[staff.north.pk]))
    assert hers.status_code == nobodys.status_code == 404
    assert _without_tokens(hers.content) == _without_tokens(nobodys.content).replace(
        str(staff.north.pk), str(known.pk)
    )


def test_a_teammate_sees_her_until_the_membership_ends(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    opened(client, staff.tess, known)
    leave_team(by=staff.ada, user=staff.tess, team=staff.north, at=now)
    assert client.get(reverse("person", args=[known.pk])).status_code == 404


def test_the_administrator_and_the_privacy_officer_see_no_page(
    client: Client, staff: Staff, known: Person
) -> None:
    for user in (staff.ada, staff.dev):
        client.force_login(user)
        assert client.get(reverse("person", args=[known.pk])).status_code == 404


def test_signed_out_one_is_sent_to_sign_in(client: Client, staff: Staff, known: Person) -> None:
    response = client.get(reverse("person", args=[known.pk]))
    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == reverse("account_login")


def test_the_page_is_not_kept_by_a_browser(client: Client, staff: Staff, known: Person) -> None:
    client.force_login(staff.amara)
    assert "no-store" in client.get(reverse("person", args=[known.pk]))["Cache-Control"]


def test_the_address_of_a_merged_record_leads_to_the_kept_one(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    double = register_person(
        by=staff.feed, facts=PersonFacts(names=(NameFact("Delgado", "R."),)), at=now
    )
    merge_people(by=staff.feed, kept=known, gone=double, at=now, source="ST-BRIGID")
    client.force_login(staff.amara)
    response = client.get(reverse("person", args=[double.pk]))
    assert response.status_code == 302
    assert response["Location"] == reverse("person", args=[known.pk])


def test_what_somebody_wrote_is_shown_as_text_and_never_run(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    payload = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    signed(staff, known, now - timedelta(hours=1), payload)
    open_task(by=staff.amara, person=known, promise=Promise(payload[:60], now), at=now)
    keep_facts(
        by=staff.amara,
        person=known,
        facts=PersonFacts(kin=(KinFact(payload[:60], payload[:40], payload[:40]),)),
        at=now,
    )
    page = opened(client, staff.amara, known)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_was_added_to_a_note_stands_under_it(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    signed(staff, known, now - timedelta(hours=2), "Slept flat.")
    contact = known.contacts.get()
    add_to_note(by=staff.tess, contact=contact, text="She called back.", at=now)
    page = opened(client, staff.amara, known)
    assert page.index("Slept flat.") < page.index("She called back.")
    assert "Added by Tess Ito" in page


def test_who_looked_names_whoever_did(client: Client, staff: Staff, known: Person) -> None:
    opened(client, staff.tess, known)
    client.force_login(staff.bo)
    client.get(reverse("person", args=[known.pk]))
    client.force_login(staff.amara)
    page = client.get(reverse("looks", args=[known.pk])).content.decode()
    assert "Tess Ito" in page
    assert "opened the page" in page


def test_the_privacy_officer_sees_who_looked_and_no_more(
    client: Client, staff: Staff, known: Person
) -> None:
    opened(client, staff.amara, known)
    client.force_login(staff.dev)
    page = client.get(reverse("looks", args=[known.pk])).content.decode()
    assert "Amara Diallo" in page
    assert "555-0142" not in page
    assert reverse("person", args=[known.pk]) + '"' not in page


def test_intake_opens_a_case_for_somebody_in_nobodys_case(
    client: Client, staff: Staff, rosa: Person, now: datetime
) -> None:
    relate(by=staff.feed, person_key=rosa.pk, kind="queue", team=staff.intake, at=now, ends_at=None)
    assert "Rosa is in nobody\u2019s case." in opened(client, staff.ina, rosa)
    typed = {"program": "Complex care", "team": staff.north.pk, "manager": staff.amara.pk}
    response = client.post(reverse("open_case", args=[rosa.pk]), typed)
    assert response.status_code == 302
    kept = rosa.cases.get()
    assert (kept.manager, kept.team, kept.status) == (staff.amara, staff.north, "active")


def test_a_manager_of_another_team_is_refused_and_the_form_stays(
    client: Client, staff: Staff, rosa: Person, now: datetime
) -> None:
    relate(by=staff.feed, person_key=rosa.pk, kind="queue", team=staff.intake, at=now, ends_at=None)
    client.force_login(staff.ina)
    typed = {"program": "Complex care", "team": staff.north.pk, "manager": staff.bo.pk}
    response = client.post(reverse("open_case", args=[rosa.pk]), typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose somebody of that team, or nobody yet." in page
    assert 'value="Complex care"' in page
    assert not rosa.cases.exists()


def test_a_supervisor_hands_the_case_over_with_a_reason(
    client: Client, staff: Staff, known: Person, case: Case
) -> None:
    client.force_login(staff.carmen)
    address = reverse("hand_over_case", args=[case.pk])
    refused = client.post(address, {"to": staff.tess.pk})
    assert refused.status_code == 422
    assert "Say why: it stays in the record." in refused.content.decode()
    client.post(address, {"to": staff.tess.pk, "reason": "Leave"})
    case.refresh_from_db()
    assert case.manager == staff.tess


def test_a_stranger_cannot_hand_the_case_over(client: Client, staff: Staff, case: Case) -> None:
    client.force_login(staff.bo)
    address = reverse("hand_over_case", args=[case.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"to": staff.bo.pk, "reason": "x"}).status_code == 404
    case.refresh_from_db()
    assert case.manager == staff.amara


def test_her_own_words_are_kept(client: Client, staff: Staff, known: Person) -> None:
    client.force_login(staff.amara)
    client.post(
        reverse("add_statement", args=[known.pk]),
        {
            "kind": "matters",
            "words": "Quiero ir a misa.",
            "language": "es",
            "translation": "I want to go to Mass.",
            "said_on": "2026-11-24",
        },
    )
    assert '<p lang="es" dir="auto">“Quiero ir a misa.”</p>' in opened(client, staff.amara, known)


def test_of_two_who_save_the_later_sees_both_texts(
    client: Client, staff: Staff, known: Person
) -> None:
    address = reverse("edit_person", args=[known.pk])
    client.force_login(staff.amara)
    typed = {"version": known.version, "pronouns": "she/her", "if_worse": known.if_worse}
    assert client.post(address, {**typed, "home_note": "3rd floor"}).status_code == 302
    client.force_login(staff.tess)
    answer = client.post(address, {**typed, "home_note": "2nd floor, key with Ana"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "3rd floor" in page
    assert "2nd floor, key with Ana" in page
    known.refresh_from_db()
    assert known.home_note == "3rd floor"
    again = {**typed, "version": known.version, "home_note": "3rd floor, key with Ana"}
    assert f'name="version" value="{known.version}"' in page
    assert client.post(address, again).status_code == 302
    known.refresh_from_db()
    assert known.home_note == "3rd floor, key with Ana"


def test_a_task_is_added_with_owner_and_day(client: Client, staff: Staff, known: Person) -> None:
    client.force_login(staff.amara)
    address = reverse("add_task", args=[known.pk])
    assert "Add a task about Rosa" in client.get(address).content.decode()
    response = client.post(address, {"title": "Book the ride", "due_on": "2026-11-25"})
    assert response.status_code == 302
    task = known.tasks.get()
    assert (task.owner_user, task.title) == (staff.amara, "Book the ride")
    assert task.due_at.isoformat().startswith("2026-11-26T04:59:59")
    assert "Promised by tomorrow." in client.get(response["Location"]).content.decode()


def test_a_task_without_a_day_is_refused_and_what_was_typed_stays(
    client: Client, staff: Staff, known: Person
) -> None:
    client.force_login(staff.amara)
    response = client.post(reverse("add_task", args=[known.pk]), {"title": "Book the ride"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose the day by which it is to be done." in page
    assert 'value="Book the ride"' in page


def test_the_new_manager_is_named_on_the_team(
    client: Client, staff: Staff, known: Person, case: Case, now: datetime
) -> None:
    hand_over_case(by=staff.carmen, case=case, to=staff.tess, reason="Leave", at=now)
    assert "<strong>Tess Ito</strong>, Case manager" in opened(client, staff.carmen, known)


@pytest.mark.django_db(transaction=True)
def test_the_page_costs_the_same_statements_whatever_its_length(
    client: Client, staff: Staff, known: Person, now: datetime
) -> None:
    client.force_login(staff.amara)
    address = reverse("person", args=[known.pk])
    counts, made = [], 0
    for wanted in (10, 50, 200):
        for number in range(made, wanted):
            signed(staff, known, now - timedelta(hours=number + 1))
            open_task(by=staff.amara, person=known, promise=Promise(f"Step {number}", now), at=now)
        made = wanted
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= MOST_STATEMENTS


def _without_tokens(body: bytes) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body.decode())
