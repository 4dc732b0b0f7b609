"""What a discharge opens, and what a case manager would expect when the news changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted
from casewright.people.actions import keep_facts
from casewright.people.facts import PersonFacts
from casewright.people.models import Person
from casewright.security.standing import stands_by
from casewright.tasks.actions import Promise, close_task, open_task
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.actions import hear_death, hear_event, take_up
from casewright.transitions.facts import StayFact
from casewright.transitions.models import Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

ADMITTED = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)
HOME = datetime(2026, 11, 22, 19, 10, tzinfo=UTC)  # Sunday afternoon in New York
ADMIT = StayFact(
    source="ST-BRIGID",
    visit="V1",
    kind="admit",
    occurred_at=ADMITTED,
    recorded_at=ADMITTED,
    source_key="m1",
    stay_class="IMP",
    where="6B^612^1",
    facility_name="St Brigid",
    reason="heart failure",
)
DISCHARGE = replace(
    ADMIT,
    kind="discharge",
    occurred_at=HOME,
    recorded_at=HOME,
    source_key="m2",
    disposition="01",
    where="",
)


def open_kinds(person: Person) -> set[str]:
    return set(Task.objects.filter(person=person, status__in=OPEN).values_list("kind", flat=True))


def tell(staff: Staff, person: Person, *facts: StayFact) -> None:
    for fact in facts:
        hear_event(by=staff.feed, person=person, fact=fact, at=NOW)


FOLLOW_UP = {"after-discharge-call", "after-discharge-visit", "compare-medicines", "papers"}


def test_coming_home_opens_call_visit_medicines_and_papers_for_the_manager(
    staff: Staff, rosa: Person, case: Case
) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    assert open_kinds(rosa) == FOLLOW_UP
    assert set(Task.objects.filter(person=rosa).values_list("owner_user__username", flat=True)) == {
        "amara"
    }
    assert not stands_by(staff.bo, rosa.pk)


def test_the_call_is_due_two_business_days_after_a_sunday(
    staff: Staff, rosa: Person, case: Case
) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    call = Task.objects.get(kind="after-discharge-call")
    assert call.clock is not None
    assert call.clock.rule.rule == "tcm-contact"
    assert call.due_at.isoformat() == "2026-11-25T04:59:59+00:00"  # Tuesday 24 November, 23:59:59


def test_medicines_are_compared_by_the_visit(staff: Staff, rosa: Person, case: Case) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    visit = Task.objects.get(kind="after-discharge-visit")
    medicines = Task.objects.get(kind="compare-medicines")
    assert medicines.due_at == visit.due_at
    assert medicines.clock is not None
    assert medicines.clock.rule.rule == "trc-mrp"


def test_in_nobodys_case_the_promises_stand_in_the_intake_queue(staff: Staff, rosa: Person) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    owners = Task.objects.filter(person=rosa).values_list("owner_team__name", flat=True)
    assert set(owners) == {"Intake"}
    assert stands_by(staff.ina, rosa.pk)
    assert stands_by(staff.carmen, rosa.pk)
    assert not stands_by(staff.bo, rosa.pk)


def test_an_admission_calls_the_ward_and_pauses_the_visit(
    staff: Staff, rosa: Person, case: Case
) -> None:
    promise = Promise(title="Visit at home", due_at=NOW + timedelta(days=1), act="visit")
    visit = open_task(by=staff.amara, person=rosa, case=case, promise=promise, at=NOW)
    tell(staff, rosa, ADMIT)
    visit.refresh_from_db()
    assert open_kinds(rosa) == {"call-ward", "task"}
    assert visit.status == "on-hold"
    tell(staff, rosa, replace(ADMIT, kind="cancel_admit", source_key="m9", occurred_at=HOME))
    visit.refresh_from_db()
    assert visit.status == "requested"
    assert open_kinds(rosa) == {"task"}


def test_a_readmission_pauses_the_follow_up_and_a_new_discharge_replaces_it(
    staff: Staff, rosa: Person, case: Case
) -> None:
    again = replace(ADMIT, visit="V2", source_key="m3", occurred_at=HOME + timedelta(hours=20))
    tell(staff, rosa, ADMIT, DISCHARGE, again)
    first = Stay.objects.get(visit="V1")
    paused = Task.objects.filter(focus_key=first.pk, status="on-hold")
    assert {task.kind for task in paused} == FOLLOW_UP
    second = Stay.objects.get(visit="V2")
    assert second.index_stay == first
    back = replace(DISCHARGE, visit="V2", source_key="m4", occurred_at=NOW - timedelta(hours=1))
    tell(staff, rosa, back)
    assert not Task.objects.filter(focus_key=first.pk, status__in=OPEN).exists()
    assert {t.kind for t in Task.objects.filter(focus_key=second.pk, status__in=OPEN)} == FOLLOW_UP


def test_a_readmission_is_linked_whichever_stay_is_heard_of_first(
    staff: Staff, rosa: Person, case: Case
) -> None:
    again = replace(ADMIT, visit="V2", source_key="m3", occurred_at=HOME + timedelta(hours=20))
    tell(staff, rosa, again, ADMIT, DISCHARGE)
    assert Stay.objects.get(visit="V2").index_stay == Stay.objects.get(visit="V1")
    assert Stay.objects.get(visit="V1").index_stay is None


def test_a_discharge_taken_back_ends_its_promises_and_calls_the_ward_again(
    staff: Staff, rosa: Person, case: Case
) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    tell(
        staff,
        rosa,
        replace(
            DISCHARGE,
            kind="cancel_discharge",
            source_key="m5",
            occurred_at=HOME + timedelta(hours=2),
        ),
    )
    assert open_kinds(rosa) == {"call-ward"}


def test_a_discharge_told_again_after_it_was_taken_back_asks_again(
    staff: Staff, rosa: Person, case: Case
) -> None:
    later = HOME + timedelta(hours=2)
    tell(staff, rosa, ADMIT, DISCHARGE)
    tell(
        staff, rosa, replace(DISCHARGE, kind="cancel_discharge", source_key="m5", occurred_at=later)
    )
    tell(staff, rosa, replace(DISCHARGE, source_key="m6", occurred_at=later + timedelta(hours=3)))
    assert open_kinds(rosa) == FOLLOW_UP


def test_a_transfer_moves_the_person_and_asks_nothing_new(
    staff: Staff, rosa: Person, case: Case
) -> None:
    moved = replace(
        ADMIT,
        kind="transfer",
        source_key="m7",
        where="ICU^1^A",
        occurred_at=ADMITTED + timedelta(hours=5),
    )
    tell(staff, rosa, ADMIT, moved)
    assert open_kinds(rosa) == {"call-ward"}
    assert [place["where"] for place in Stay.objects.get().places] == ["6B^612^1", "ICU^1^A"]


def test_going_on_to_rehab_starts_no_transitional_care(
    staff: Staff, rosa: Person, case: Case
) -> None:
    tell(staff, rosa, ADMIT, replace(DISCHARGE, disposition="62", discharged_to="Elm Rehab"))
    assert open_kinds(rosa) == {"follow-to-facility"}


def test_after_a_death_nobody_is_called_and_one_person_speaks_with_the_family(
    staff: Staff, rosa: Person, case: Case
) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    keep_facts(by=staff.feed, person=rosa, facts=PersonFacts(died_on=NOW.date()), at=NOW)
    hear_death(by=staff.feed, person=rosa, at=NOW)
    assert open_kinds(rosa) == {"after-death"}


def test_what_a_person_settled_is_not_asked_again(staff: Staff, rosa: Person, case: Case) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    call = Task.objects.get(kind="after-discharge-call")
    close_task(by=staff.amara, task=call, at=NOW)
    tell(staff, rosa, replace(DISCHARGE, source_key="m8", recorded_at=HOME + timedelta(hours=1)))
    assert open_kinds(rosa) == FOLLOW_UP - {"after-discharge-call"}


def test_a_corrected_discharge_moves_the_clocks(staff: Staff, rosa: Person, case: Case) -> None:
    tell(staff, rosa, ADMIT, DISCHARGE)
    monday = HOME + timedelta(days=1)
    tell(staff, rosa, replace(DISCHARGE, source_key="m8", occurred_at=monday, recorded_at=monday))
    call = Task.objects.get(kind="after-discharge-call")
    assert call.due_at.isoformat() == "2026-11-26T04:59:59+00:00"  # Wednesday 25 November


def test_a_discharge_of_last_year_opens_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    old = timedelta(days=400)
    tell(
        staff,
        rosa,
        replace(ADMIT, occurred_at=ADMITTED - old),
        replace(DISCHARGE, occurred_at=HOME - old),
    )
    assert open_kinds(rosa) == set()


def test_opening_a_case_gives_it_what_waited_in_the_queue(staff: Staff, rosa: Person) -> None:
    from casewright.cases.actions import open_case  # noqa: PLC0415 - the step under test

    tell(staff, rosa, ADMIT, DISCHARGE)
    case = open_case(
        by=staff.ina,
        person=rosa,
        program="Complex care",
        team=staff.north,
        manager=staff.amara,
        at=NOW,
    )
    assert take_up(by=staff.ina, person=rosa, case=case, at=NOW) == len(FOLLOW_UP)
    owners = Task.objects.filter(person=rosa, status__in=OPEN).values_list(
        "owner_user__username", flat=True
    )
    assert set(owners) == {"amara"}


def test_a_stranger_can_tell_us_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    with pytest.raises(NotPermitted):
        hear_event(by=staff.bo, person=rosa, fact=ADMIT, at=NOW)
    assert not Stay.objects.exists()
