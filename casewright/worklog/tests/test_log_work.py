"""Logging minutes: each one of a worker's is counted once, for whomever it was."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.actions import merge_people, register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person
from casewright.security.models import User
from casewright.worklog.actions import log_work
from casewright.worklog.models import TimeKind, WorkEntry
from casewright.worklog.queries import minutes_for, my_minutes
from casewright.worklog.rules import MINUTE
from conftest import NOW, Staff
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def log(by: User, minutes: int, *, ends: datetime = NOW, person: Person | None = None,
        kind: str = "with_person") -> int:  # fmt: skip
    return log_work(by=by, ends_at=ends, minutes=minutes, kind=kind, person=person)


def test_minutes_are_counted_up_to_a_moment(staff: Staff, rosa: Person, case: Case) -> None:
    assert log(staff.amara, 20, person=rosa) == 20
    entry = WorkEntry.objects.get()
    assert (entry.starts_at, entry.ends_at, entry.minutes) == (NOW - 20 * MINUTE, NOW, 20)
    line = Entry.objects.latest("number")
    assert (line.event, line.person_key, line.details["minutes"]) == (
        *("worklog.logged", str(rosa.pk)),
        20,
    )


def test_a_minute_counted_for_one_person_is_not_counted_for_another(
    staff: Staff, rosa: Person, case: Case
) -> None:
    assert log(staff.amara, 20, person=rosa) == 20
    assert log(staff.amara, 30, person=None, kind="arranging") == 10
    assert log(staff.amara, 30, person=rosa) == 0
    assert my_minutes(NOW - HOUR, NOW, viewer=staff.amara) == {
        "with_person": 20,
        "arranging": 10,
        "total": 30,
        "unseen": 10,
    }


def test_what_is_left_on_both_sides_is_logged_in_parts(staff: Staff) -> None:
    log(staff.amara, 10, ends=NOW - 10 * MINUTE)
    assert log(staff.amara, 30) == 20
    assert WorkEntry.objects.count() == 3


def test_a_colleagues_minutes_are_their_own(staff: Staff, rosa: Person, case: Case) -> None:
    log(staff.amara, 20, person=rosa)
    assert log(staff.tess, 20, person=rosa) == 20
    assert minutes_for(rosa.pk, viewer=staff.amara) == 40


@pytest.mark.parametrize("minutes", [-1, 601, 10_000])
def test_only_so_many_minutes_are_logged_at_once(staff: Staff, minutes: int) -> None:
    with pytest.raises(Refused, match="from 0 to 600"):
        log(staff.amara, minutes)
    assert log(staff.amara, 0) == 0
    assert log(staff.amara, 600) == 600


def test_a_stranger_logs_nothing_for_rosa(staff: Staff, rosa: Person, case: Case) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            log(stranger, 20, person=rosa)
    assert WorkEntry.objects.count() == 0


logs = st.lists(
    st.tuples(
        st.sampled_from(["amara", "tess"]),
        st.integers(-40, 40),
        st.integers(0, 40),
        st.integers(0, 59),
    ),
    max_size=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs)
def test_any_order_of_logs_counts_exactly_a_set_of_minutes(
    staff: Staff, wanted: list[tuple[str, int, int, int]]
) -> None:
    WorkEntry.objects.all().delete()
    counted: dict[str, set[int]] = {"amara": set(), "tess": set()}
    for name, end, minutes, seconds in wanted:
        new = set(range(end - minutes, end)) - counted[name]
        ends = NOW + end * MINUTE + timedelta(seconds=seconds)
        assert log(getattr(staff, name), minutes, ends=ends) == len(new)
        counted[name] |= new
    for name, minutes_counted in counted.items():
        sums = my_minutes(NOW - 2 * HOUR, NOW + 2 * HOUR, viewer=getattr(staff, name))
        assert sums["total"] == len(minutes_counted)


def entry(worker: User, start: int, end: int) -> WorkEntry:
    return WorkEntry(
        worker=worker,
        kind=TimeKind.TRAVEL,
        starts_at=NOW + start * MINUTE,
        ends_at=NOW + end * MINUTE,
    )


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [(0, 10, True), (9, 20, True), (-5, 1, True), (2, 5, True), (-5, 30, True),
     (10, 20, False), (-10, 0, False)],
)  # fmt: skip
def test_the_database_itself_counts_a_minute_once(
    staff: Staff, start: int, end: int, overlaps: bool
) -> None:
    entry(staff.amara, 0, 10).save()
    entry(staff.tess, start, end).save()
    if not overlaps:
        entry(staff.amara, start, end).save()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(staff.amara, start, end).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkEntry.objects.bulk_create([entry(staff.amara, start, end)])


def test_nor_can_an_entry_be_moved_or_put_in_by_plain_sql(staff: Staff) -> None:
    entry(staff.amara, 0, 10).save()
    entry(staff.amara, 20, 30).save()
    moved = "UPDATE worklog_workentry SET starts_at = %s WHERE starts_at > %s"
    put_in = (
        "INSERT INTO worklog_workentry (id, worker_id, starts_at, ends_at, kind) "
        "VALUES (%s, %s, %s, %s, %s)"
    )
    who = _key(staff.amara.pk)
    statements: list[tuple[str, list[Any]]] = [
        (moved, [NOW + 5 * MINUTE, NOW + 10 * MINUTE]),
        (put_in, [_key(uuid4()), who, NOW + 5 * MINUTE, NOW + 6 * MINUTE, "travel"]),
        (put_in, [_key(uuid4()), who, NOW + 50 * MINUTE, NOW + 50 * MINUTE, "travel"]),
        (put_in, [_key(uuid4()), who, NOW + 50 * MINUTE, NOW + 51 * MINUTE, "dancing"]),
    ]
    for statement, values in statements:
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement, values)
    assert WorkEntry.objects.count() == 2


def _key(key: Any) -> str:
    """A key as each database keeps it."""
    return str(key) if connection.vendor == "postgresql" else key.hex


def test_of_an_entry_across_midnight_each_day_counts_its_own_part(staff: Staff) -> None:
    midnight = NOW.replace(hour=5)  # midnight in New York
    log(staff.amara, 30, ends=midnight + 10 * MINUTE, kind="travel")
    before = my_minutes(midnight - 24 * HOUR, midnight, viewer=staff.amara)
    after = my_minutes(midnight, midnight + 24 * HOUR, viewer=staff.amara)
    assert (before["total"], after["total"]) == (20, 10)


def test_unseen_work_is_everything_but_the_talk_with_person_or_family(staff: Staff) -> None:
    for number, kind in enumerate(TimeKind.values):
        log(staff.amara, 1, ends=NOW + number * MINUTE, kind=kind)
    sums = my_minutes(NOW - HOUR, NOW + HOUR, viewer=staff.amara)
    assert (sums["total"], sums["unseen"]) == (7, 5)


def test_nobody_sees_a_colleagues_minutes_and_a_stranger_none_of_rosas(
    staff: Staff, rosa: Person, case: Case
) -> None:
    log(staff.amara, 20, person=rosa)
    assert my_minutes(NOW - HOUR, NOW, viewer=staff.tess)["total"] == 0
    assert minutes_for(rosa.pk, viewer=staff.tess) == 20
    for stranger in (staff.bo, staff.dev, staff.ada):
        assert minutes_for(rosa.pk, viewer=stranger) == 0


def test_minutes_given_under_a_joined_record_count_for_the_one_kept(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin = register_person(
        by=staff.ina, facts=PersonFacts(names=(NameFact(family="Delgado", given="R."),)), at=NOW
    )
    log(staff.ina, 15, person=twin)
    merge_people(by=staff.feed, kept=rosa, gone=twin, at=NOW, source="MERCY")
    assert minutes_for(rosa.pk, viewer=staff.amara) == 15


def test_of_two_notes_saved_in_the_same_instant_each_minute_is_counted_once(
    committed: None, staff: Staff
) -> None:
    def save(minutes: int) -> Callable[[], int]:
        return lambda: log(User.objects.get(pk=staff.amara.pk), minutes)

    outcomes = at_once([save(minutes) for minutes in (10, 20, 30, 15, 5, 25, 30, 10)])
    assert [outcome.fault for outcome in outcomes] == [None] * 8
    assert sum(outcome.result or 0 for outcome in outcomes) == 30
    assert my_minutes(NOW - HOUR, NOW, viewer=staff.amara)["total"] == 30
