"""Reminders: once for each end, at most one a person a day, over when the promise is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.clocks.rules import calendar_for
from casewright.foundation.errors import NotPermitted
from casewright.people.models import Person
from casewright.security.actions import arrange_cover, end_user, ensure_service
from casewright.security.models import User
from casewright.tasks import jobs
from casewright.tasks.actions import (
    Promise,
    close_task,
    count_attempt,
    hand_over_task,
    move_due,
    open_task,
    remind,
)
from casewright.tasks.jobs import keep_reminders
from casewright.tasks.models import Reminder, ReminderKind, Task
from casewright.tasks.queries import reminded
from casewright.tasks.rules import Standing, is_near, present
from conftest import Staff
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def clock(staff: Staff, now: datetime, person: Person | None = None, **more: Any) -> Task:
    """A clock that ends in three hours, opened yesterday by the feed for Amara."""
    values = {"title": "Call", "due_at": now + 3 * HOUR, "nature": "clock", **more}
    owner = values.pop("owner", staff.amara)
    by = values.pop("by", staff.feed)
    return open_task(by=by, promise=Promise(**values), at=now - DAY, person=person, owner=owner)


def near(viewer: User) -> list[Task]:
    return list(reminded(viewer=fresh(viewer), kind=ReminderKind.NEAR))


def late(viewer: User) -> list[Task]:
    return list(reminded(viewer=fresh(viewer), kind=ReminderKind.LATE))


def fresh(user: User) -> User:
    """The same user as of a new request: where they stand is read anew."""
    return User.objects.get(pk=user.pk)


def test_a_clock_that_ends_today_is_brought_to_its_owners_mind_once(
    staff: Staff, case: object, rosa: Person, now: datetime
) -> None:
    task = clock(staff, now, rosa)
    assert keep_reminders.call() == 1
    assert keep_reminders.call() == 0
    assert near(staff.amara) == [task]
    assert near(staff.bo) == near(staff.tess) == late(staff.carmen) == []
    line = Entry.objects.get(event="tasks.reminded")
    assert (line.actor, line.person_key) == ("timed-work", str(rosa.pk))


@pytest.mark.parametrize(
    ("nature", "has_time", "hours", "is_told"),
    [
        ("clock", False, 3, True),
        ("clock", False, 38, True),  # Wednesday at 23:00: within one business day
        ("clock", False, 6 * 24, False),
        ("safety", False, 3, True),
        ("safety", False, 30, False),
        ("promise", True, 3, True),
        ("promise", False, 3, False),
        ("promise", True, 27, False),
        ("routine", True, 3, False),
        ("prepare", False, 3, False),
        ("clock", False, -1, False),
    ],
)
def test_only_what_may_not_wait_is_brought_to_mind(
    staff: Staff, now: datetime, nature: str, has_time: bool, hours: int, is_told: bool
) -> None:
    due = now + hours * HOUR
    clock(staff, now - 2 * DAY, nature=nature, has_time=has_time, due_at=due)
    assert keep_reminders.call() == is_told


def test_the_rule_itself_lets_nothing_late_be_near(now: datetime) -> None:
    here = present(now, zone=ZoneInfo("America/New_York"), calendar=calendar_for("US"))
    task = Standing("clock", now, False, False, 2, None, False, None, now)
    assert is_near(task, here)
    assert not is_near(replace(task, due_at=now - timedelta(seconds=1)), here)


def test_one_reminder_a_person_a_day_and_it_is_the_most_pressing(
    staff: Staff, case: object, rosa: Person, now: datetime, time_machine: TimeMachineFixture
) -> None:
    clock(staff, now, rosa, due_at=now + 5 * HOUR)
    first = clock(staff, now, rosa, due_at=now + 2 * HOUR)
    clock(staff, now, rosa, nature="safety", due_at=now + HOUR)
    tess = clock(staff, now, rosa, owner=staff.tess)
    assert keep_reminders.call() == 2
    assert keep_reminders.call() == 0
    assert near(staff.amara) == [first]
    assert near(staff.tess) == [tess]
    counted = Reminder.objects.values("person_key", "to_user", "day").annotate(n=Count("pk"))
    assert {row["n"] for row in counted} == {1}


def test_the_table_itself_refuses_a_second_one(
    staff: Staff, case: object, rosa: Person, now: datetime
) -> None:
    clock(staff, now, rosa)
    other = clock(staff, now, rosa, due_at=now + 5 * HOUR)
    keep_reminders.call()
    (one,) = Reminder.objects.all()
    copy = {"to_user": one.to_user, "day": one.day, "due_at": other.due_at, "made_at": now}
    with pytest.raises(IntegrityError, match="person"), transaction.atomic():
        Reminder.objects.create(task=other, kind="near", person_key=rosa.pk, **copy)


def test_whoever_made_it_today_or_had_it_in_hand_today_is_not_reminded(
    staff: Staff, now: datetime
) -> None:
    promise = Promise(title="Call", due_at=now + 2 * HOUR, nature="clock")
    open_task(by=staff.amara, promise=promise, at=now)
    count_attempt(by=staff.amara, task=clock(staff, now), at=now)
    assert keep_reminders.call() == 0


def test_a_moved_end_may_be_told_again_on_another_day_and_no_end_twice(
    staff: Staff, case: object, rosa: Person, now: datetime, time_machine: TimeMachineFixture
) -> None:
    task = clock(staff, now, rosa)
    keep_reminders.call()
    move_due(by=staff.feed, task=task, due_at=now + 2 * DAY, clock=None, at=now)
    assert near(staff.amara) == []
    assert keep_reminders.call() == 1  # the first is over
    assert Reminder.objects.get().ended_why == "moved"
    time_machine.move_to(now + 2 * DAY - HOUR, tick=False)
    assert keep_reminders.call() == 1
    assert near(staff.amara) == [task]
    assert keep_reminders.call() == 0


def test_it_is_over_when_the_promise_is_kept(staff: Staff, now: datetime) -> None:
    task = clock(staff, now)
    keep_reminders.call()
    close_task(by=staff.amara, task=task, at=now)
    assert near(staff.amara) == []
    assert keep_reminders.call() == 1
    assert keep_reminders.call() == 0
    (one,) = Reminder.objects.all()
    assert (one.ended_at, one.ended_why) == (now, "closed")


def test_it_is_over_when_the_promise_is_given_on_or_its_moment_has_passed(
    staff: Staff, case: object, rosa: Person, now: datetime, time_machine: TimeMachineFixture
) -> None:
    task, passing = clock(staff, now, rosa), clock(staff, now)
    keep_reminders.call()
    hand_over_task(by=staff.amara, task=task, to=staff.tess, at=now)
    keep_reminders.call()
    assert Reminder.objects.get(task=task).ended_why == "given_on"
    time_machine.move_to(now + 4 * HOUR, tick=False)
    keep_reminders.call()
    assert Reminder.objects.get(task=passing).ended_why == "passed"


def test_whoever_covers_is_reminded_in_place_of_who_is_away(
    staff: Staff, case: object, rosa: Person, now: datetime
) -> None:
    task = clock(staff, now, rosa)
    arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=staff.tess,
        starts_at=now - DAY,
        ends_at=now + DAY,
        reason="Leave",
    )
    keep_reminders.call()
    assert near(staff.tess) == [task]


def test_a_queue_is_reminded_as_one(
    staff: Staff, case: object, rosa: Person, now: datetime
) -> None:
    task = clock(staff, now, rosa, owner=staff.north, by=staff.tess)
    assert keep_reminders.call() == 1
    assert near(staff.amara) == near(staff.tess) == [task]
    assert near(staff.bo) == []


def test_what_a_leaver_left_is_brought_to_nobodys_mind(staff: Staff, now: datetime) -> None:
    clock(staff, now)
    end_user(by=staff.ada, user=staff.amara, at=now)
    assert keep_reminders.call() == 0


def test_what_is_late_by_a_business_day_and_untouched_reaches_the_supervisor(
    staff: Staff, case: object, rosa: Person, now: datetime, time_machine: TimeMachineFixture
) -> None:
    due = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)  # Friday evening in New York
    task = clock(staff, due, rosa, due_at=due, nature="routine")
    for days, told in ((1, 0), (3, 0), (4, 1)):  # Saturday, Monday; Tuesday
        time_machine.move_to(due + days * DAY, tick=False)
        assert keep_reminders.call() == told, days
    assert late(staff.carmen) == [task]
    assert late(staff.amara) == late(staff.bo) == near(staff.amara) == []
    count_attempt(by=staff.amara, task=Task.objects.get(pk=task.pk), at=due + 4 * DAY)
    assert keep_reminders.call() == 1
    assert Reminder.objects.get().ended_why == "touched"
    assert late(staff.carmen) == []


def test_what_somebody_had_a_hand_on_after_it_fell_due_does_not(
    staff: Staff, case: object, rosa: Person, now: datetime
) -> None:
    task = clock(staff, now, rosa, due_at=now - 5 * DAY)
    count_attempt(by=staff.amara, task=task, at=now - DAY)
    assert keep_reminders.call() == 0


def test_a_promise_without_a_case_reaches_the_supervisor_of_its_owners_team(
    staff: Staff, now: datetime
) -> None:
    task = clock(staff, now - 9 * DAY, due_at=now - 5 * DAY)
    keep_reminders.call()
    (one,) = Reminder.objects.all()
    assert (one.to_team, one.to_user, one.kind) == (staff.north, None, "late")
    assert late(staff.carmen) == [task]


def test_nobody_of_the_staff_reminds(staff: Staff, now: datetime) -> None:
    task = clock(staff, now)
    with pytest.raises(NotPermitted):
        remind(
            by=staff.bo, task=task, kind=ReminderKind.NEAR, to=staff.amara, day=now.date(), at=now
        )


def test_two_workers_at_once_remind_once(committed: None, staff: Staff, now: datetime) -> None:
    task = clock(staff, now)
    by = ensure_service(name="timed-work", title="Timed work", at=now)
    one = partial(
        remind, by=by, task=task, kind=ReminderKind.NEAR, to=staff.amara, day=now.date(), at=now
    )
    outcomes = at_once([one for _ in range(6)])
    assert [each.fault for each in outcomes if each.fault] == []
    assert Reminder.objects.count() == 1
    assert Entry.objects.filter(event="tasks.reminded").count() == 1


def test_killed_half_way_it_goes_on_where_it_was(
    staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        clock(staff, now)
    told: list[Task] = []

    def killed_at_the_third(**given: Any) -> Reminder | None:
        if len(told) == 2:
            raise KeyboardInterrupt
        told.append(given["task"])
        return remind(**given)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "remind", killed_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            keep_reminders.call()
    assert Reminder.objects.count() == 2
    assert keep_reminders.call() == 2
    assert Reminder.objects.count() == 4


def test_no_more_than_a_few_hundred_at_once(
    staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    for _ in range(3):
        clock(staff, now)
    assert [keep_reminders.call() for _ in range(3)] == [2, 1, 0]
