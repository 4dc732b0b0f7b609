"""What a hospital announced stands on the page until it happens, or its day has passed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from casewright.cases.models import Case
from casewright.desk.tests.desk import signed_in
from casewright.people.models import Person
from casewright.transitions.actions import hear_event
from casewright.transitions.facts import StayFact
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PLANNED = StayFact(
    source="ST-BRIGID",
    visit="V-9",
    kind="preadmit",
    occurred_at=NOW - DAY,
    recorded_at=NOW - DAY,
    source_key="m1",
    stay_class="IMP",
    facility_name="St Brigid",
    expected_at=NOW + 6 * DAY,
)
ADMITTED = replace(
    PLANNED, kind="admit", occurred_at=NOW, recorded_at=NOW, source_key="m2", expected_at=None
)
LEAVING = replace(PLANNED, kind="pend_discharge", source_key="m3", expected_at=NOW + DAY)
CALLED_OFF = replace(ADMITTED, kind="cancel_preadmit", source_key="m4")


def told(staff: Staff, person: Person, *facts: StayFact) -> str:
    for fact in facts:
        hear_event(by=staff.feed, person=person, fact=fact, at=NOW)
    page = signed_in(staff.amara).get(f"/people/{person.pk}/").content.decode()
    return re.sub(r"\s+", " ", page)


def test_an_announced_stay_says_where_when_by_whom_and_when_that_was_heard(
    staff: Staff, rosa: Person, case: Case
) -> None:
    page = told(staff, rosa, PLANNED)
    assert "Is expected at St Brigid on Mon 30 Nov 09:00." in page
    assert "ST-BRIGID, heard today" in page


def test_once_it_has_happened_it_is_expected_no_more(
    staff: Staff, rosa: Person, case: Case
) -> None:
    assert "expected" not in told(staff, rosa, PLANNED, ADMITTED).split("Story so far")[0]


def test_an_end_that_is_announced_is_expected_while_the_stay_lasts(
    staff: Staff, rosa: Person, case: Case
) -> None:
    page = told(staff, rosa, ADMITTED, LEAVING)
    assert "Is expected to leave St Brigid on Wed 25 Nov 09:00." in page


def test_what_was_called_off_is_not_expected(staff: Staff, rosa: Person, case: Case) -> None:
    assert "expected at" not in told(staff, rosa, PLANNED, CALLED_OFF)


def test_when_its_day_has_passed_the_page_says_that_nothing_was_heard(
    staff: Staff, rosa: Person, case: Case, time_machine: TimeMachineFixture
) -> None:
    told(staff, rosa, PLANNED)
    time_machine.move_to(NOW + 7 * DAY, tick=False)
    page = signed_in(staff.amara).get(f"/people/{rosa.pk}/").content.decode()
    assert "Was expected at St Brigid on Mon 30 Nov 09:00; nothing was heard since." in page


def test_a_stranger_hears_of_no_stay_to_come(staff: Staff, rosa: Person, case: Case) -> None:
    told(staff, rosa, PLANNED)
    assert signed_in(staff.bo).get(f"/people/{rosa.pk}/").status_code == 404


def test_of_somebody_who_has_left_nothing_is_expected_there(
    staff: Staff, rosa: Person, case: Case
) -> None:
    moving = replace(LEAVING, kind="pend_transfer", source_key="m5")
    assert "Is to be moved at St Brigid" in told(staff, rosa, ADMITTED, moving)
    left = replace(ADMITTED, kind="discharge", source_key="m6", occurred_at=NOW + DAY / 24)
    assert "to be moved" not in told(staff, rosa, left)
