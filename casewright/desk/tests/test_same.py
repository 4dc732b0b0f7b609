"""Records that may be one person's: the line on the page, both side by side, joined and parted."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.contacts.actions import sign_note
from casewright.contacts.rules import Note
from casewright.desk.tests.desk import promise, signed_in
from casewright.people.actions import edit_person, register_person, write_summary
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts, PointFact
from casewright.people.models import Apart, Merge, Person
from casewright.security.actions import relate
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 70


@pytest.fixture
def twin(staff: Staff, rosa: Person, case: Case) -> Person:
    """The same Rosa, registered once more; the North team's too."""
    return registered(staff, team=staff.north)


def registered(staff: Staff, *, team: Any, given: str = "Rossa") -> Person:
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(NameFact(family="Delgado", given=given),),
            birth_date=date(1948, 5, 2),
            identifiers=(IdentifierFact(system="MERCY", value="77"),),
            points=(PointFact(channel="phone", value="555-0188"),),
            home_note="Dog in the yard.",
        ),
        at=NOW,
    )
    relate(by=staff.carmen, person_key=person.pk, kind="team", team=team, at=NOW)
    return person


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def typed(page: str) -> dict[str, str]:
    """What the form of a side-by-side page sends when its button is pressed."""
    form = page[page.index('id="join"') :].split("</form>")[0]
    sent = dict(re.findall(r'type="hidden" name="(other|seen)" value="([^"]*)"', form))
    return sent | dict(re.findall(r'type="radio" name="([a-z_]+)" value="([^"]*)" checked', form))


def test_the_page_says_who_it_may_be_and_one_press_joins_them(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    browser = signed_in(staff.amara)
    page = read(browser, f"/people/{rosa.pk}/")
    assert "Perhaps the same person as" in page
    assert f"/people/{rosa.pk}/same/?with={twin.pk}" in page
    both = read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}")
    for words in ("Dog in the yard.", "555-0188", "77 (MERCY)", "MRN-1001 (ST-BRIGID)"):
        assert words in both
    sent = typed(both)
    assert sent["stays"] == str(rosa.pk)
    done = browser.post(f"/people/{rosa.pk}/same/join/", sent, follow=True)
    page = done.content.decode()
    assert "The two are one record now." in page
    assert "Amara Diallo joined another record to this one, today." in page
    assert "Perhaps the same person" not in page
    moved = browser.get(f"/people/{twin.pk}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/people/{rosa.pk}/")


def test_whose_name_stays_is_chosen_and_so_is_the_record(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    browser = signed_in(staff.amara)
    sent = typed(read(browser, f"/people/{twin.pk}/same/?with={rosa.pk}"))
    assert sent["display_name"] == str(rosa.pk)
    sent |= {"stays": str(twin.pk), "display_name": str(twin.pk)}
    browser.post(f"/people/{twin.pk}/same/join/", sent)
    rosa.refresh_from_db()
    twin.refresh_from_db()
    assert (rosa.merged_into, twin.display_name) == (twin, "Rossa Delgado")


def test_one_press_takes_it_back_and_the_notes_signed_since_stay(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    browser = signed_in(staff.amara)
    sent = typed(read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}"))
    browser.post(f"/people/{rosa.pk}/same/join/", sent)
    note = Note(kind="call", reached="person", started_at=NOW, text="She is well.", minutes=5)
    sign_note(by=staff.amara, person=Person.objects.get(pk=rosa.pk), note=note, at=NOW)
    merge = Merge.objects.get()
    back = browser.post(f"/merges/{merge.pk}/undo/", follow=True).content.decode()
    assert "Parted: both records are as they were before." in back
    assert "Notes signed since stay with this record." in back
    assert "taken back" in back
    assert "She is well." in read(browser, f"/people/{rosa.pk}/")
    assert "555-0188" in read(browser, f"/people/{twin.pk}/")
    again = browser.post(f"/merges/{merge.pk}/undo/", follow=True).content.decode()
    assert "Amara Diallo parted the two" in again


def test_notes_and_minutes_of_a_joined_record_are_read_with_the_others(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    note = Note(
        kind="call", reached="person", started_at=NOW, text="Rossa misses her choir.", minutes=7
    )
    sign_note(by=staff.amara, person=twin, note=note, at=NOW)
    own = replace(note, started_at=NOW - timedelta(hours=2), text="She is well.", minutes=5)
    sign_note(by=staff.amara, person=rosa, note=own, at=NOW)
    browser = signed_in(staff.amara)
    sent = typed(read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}"))
    browser.post(f"/people/{rosa.pk}/same/join/", sent)
    for show in ("", "?show=calls"):
        page = read(browser, f"/people/{rosa.pk}/{show}")
        assert "Rossa misses her choir." in page
    assert "12 minutes so far" in page


def test_not_the_same_person_is_kept_with_who_and_when_and_can_be_taken_back(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    browser = signed_in(staff.amara)
    said = browser.post(
        f"/people/{rosa.pk}/same/apart/", {"other": str(twin.pk)}, follow=True
    ).content.decode()
    assert "said by Amara Diallo" in said
    assert Apart.objects.get().said_at == NOW
    assert "Perhaps the same person" not in read(signed_in(staff.tess), f"/people/{twin.pk}/")
    both = read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}")
    assert "Amara Diallo said on 24 Nov that they are two people." in both
    browser.post(f"/people/{rosa.pk}/same/apart/", {"other": str(twin.pk), "do": "again"})
    assert "Perhaps the same person" in read(browser, f"/people/{twin.pk}/")


def test_of_somebody_who_is_not_theirs_nobody_learns_a_thing(
    staff: Staff, rosa: Person, case: Case
) -> None:
    theirs = registered(staff, team=staff.south)
    browser = signed_in(staff.amara)
    page = read(browser, f"/people/{rosa.pk}/")
    assert "Perhaps the same" not in page
    assert "Rossa" not in read(browser, f"/people/{rosa.pk}/same/?q=rossa")
    address = f"/people/{rosa.pk}/same/"
    assert browser.get(address, {"with": str(theirs.pk)}).status_code == 404
    for name in ("join", "apart"):
        data = {"other": str(theirs.pk), "stays": str(rosa.pk)}
        assert browser.post(f"{address}{name}/", data).status_code == 404
    for key in ("", "nobody", "00000000-0000-0000-0000-000000000000"):
        assert browser.post(f"{address}join/", {"other": key}).status_code == 404
    assert not Merge.objects.exists()
    assert not Apart.objects.exists()


def test_whoever_may_see_duplicates_is_told_whom_to_ask_and_no_name(
    staff: Staff, rosa: Person, case: Case
) -> None:
    theirs = registered(staff, team=staff.south)
    relate(by=staff.carmen, person_key=theirs.pk, kind="manager", user=staff.bo, at=NOW)
    browser = signed_in(staff.carmen)
    page = read(browser, f"/people/{rosa.pk}/")
    assert "Perhaps the same person as somebody whom Bo Larsen looks after" in page
    same = read(browser, f"/people/{rosa.pk}/same/")
    assert "Ask Bo Larsen." in same
    for text in (page, same):
        assert "Rossa" not in text
        assert str(theirs.pk) not in text


def test_a_stranger_finds_none_of_it(staff: Staff, rosa: Person, twin: Person) -> None:
    browser = signed_in(staff.amara)
    sent = typed(read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}"))
    browser.post(f"/people/{rosa.pk}/same/join/", sent)
    merge = Merge.objects.get()
    for who in (staff.bo, staff.dev, staff.ada):
        stranger = signed_in(who)
        for address in (f"/people/{rosa.pk}/same/", f"/people/{twin.pk}/same/?with={rosa.pk}"):
            assert stranger.get(address).status_code == 404
        assert stranger.post(f"/merges/{merge.pk}/undo/").status_code == 404
    assert Merge.objects.get().undone_at is None


def test_what_was_changed_meanwhile_is_shown_before_anything_is_joined(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    browser = signed_in(staff.amara)
    sent = typed(read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}"))
    values = {"home_note": "Third floor."}
    edit_person(by=staff.tess, person=twin, version=twin.version, values=values, at=NOW)
    answer = browser.post(f"/people/{rosa.pk}/same/join/", sent)
    assert answer.status_code == 409
    assert "Third floor." in answer.content.decode()
    assert not Merge.objects.exists()
    unchosen = browser.post(f"/people/{rosa.pk}/same/join/", {"other": str(twin.pk)})
    assert unchosen.status_code == 422
    assert "Choose which record stays." in unchosen.content.decode()


def test_whose_fields_were_shown_was_looked_at(staff: Staff, rosa: Person, twin: Person) -> None:
    read(signed_in(staff.amara), f"/people/{rosa.pk}/same/?with={twin.pk}")
    looked = Entry.objects.filter(event="seen:people.join_records").order_by("number")
    assert {line.person_key for line in looked} == {str(rosa.pk), str(twin.pk)}


@pytest.mark.django_db(transaction=True)
def test_side_by_side_takes_as_many_statements_whatever_they_hold(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    browser = signed_in(staff.amara)
    address = f"/people/{rosa.pk}/same/?with={twin.pk}"
    taken, made = [], 0
    for wanted in (10, 50):
        for number in range(made, wanted):
            due = NOW + timedelta(days=1)
            promise(f"Step {number}", due, by=staff.amara, at=NOW, person=(rosa, twin)[number % 2])
        made = wanted
        with CaptureQueriesContext(connection) as said:
            read(browser, address)
        taken.append(len(said))
    assert taken[0] == taken[1] <= MOST_STATEMENTS, taken


def test_the_two_lines_of_a_joined_record_stand_where_there_are_no_others(
    staff: Staff, rosa: Person, twin: Person
) -> None:
    write_summary(by=staff.tess, person=twin, version=0, words="Sings in the choir.", at=NOW)
    browser = signed_in(staff.amara)
    sent = typed(read(browser, f"/people/{rosa.pk}/same/?with={twin.pk}"))
    browser.post(f"/people/{rosa.pk}/same/join/", sent)
    assert "Sings in the choir." in read(browser, f"/people/{rosa.pk}/")
    write_summary(by=staff.tess, person=rosa, version=0, words="Lives alone.", at=NOW)
    page = read(browser, f"/people/{rosa.pk}/")
    assert "Lives alone." in page
    assert "Sings in the choir." not in page
