"""Digests: one a day for each of us, of what Today says, seen through the gate as of now."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from time_machine import TimeMachineFixture

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.desk import digests
from casewright.desk.jobs import write_digests
from casewright.desk.queries.today import today
from casewright.desk.tests.desk import fill_list, promise, signed_in
from casewright.desk.worklist.beside import NIGHT_LIST
from casewright.foundation.errors import NotPermitted
from casewright.foundation.working import beat, take_up_again
from casewright.people.models import Person
from casewright.security.actions import arrange_cover, end_user, ensure_service
from casewright.security.models import Relation, User
from casewright.tasks.actions import choose_digest, close_task, write_digest
from casewright.tasks.jobs import keep_reminders
from casewright.tasks.models import Digest, DigestBy, DigestKind
from casewright.transitions.actions import hear_feed
from conftest import Staff
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_STATEMENTS = 18


@pytest.fixture
def work(staff: Staff, case: Case, rosa: Person, now: datetime) -> dict[str, Any]:
    """Amara's morning: a clock of today, one late thing, one of today, one clock of Friday."""
    make = partial(promise, by=staff.feed, at=now - 2 * DAY, person=rosa, owner=staff.amara)
    return {
        "clock": make("File the appeal", now + 3 * HOUR, nature="clock", why="The plan said no."),
        "late": make("Send the letter", now - DAY),
        "today": make("Ask about the scale", now + 4 * HOUR),
        "soon": make("Call within three days", now + 3 * DAY, nature="clock"),
        "later": make("Look at the plan", now + 20 * DAY),
    }


def of(user: User, kind: str = "day") -> Digest:
    return Digest.objects.get(user=user, kind=kind)


def page_of(user: User, key: object = "") -> str:
    answer = signed_in(user).get(f"/digest/{key}/" if key else "/digest/")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_it_says_what_today_says_by_parts_and_nothing_twice(
    staff: Staff, work: dict[str, Any], now: datetime
) -> None:
    day = today(viewer=staff.amara, at=now)
    write_digests.call()
    holds = of(staff.amara).holds
    parts = {line["task"]: line["part"] for line in holds["lines"]}
    expected = {str(task.pk): part for part, task in work.items() if part != "later"}
    assert parts == expected
    assert holds["counts"]["due"] == day.due == len(parts)
    assert holds["counts"]["clock"] == day.run_out == 1


def test_what_is_kept_are_keys_and_counts_and_no_text_of_a_record(
    staff: Staff, work: dict[str, Any], now: datetime
) -> None:
    write_digests.call()
    text = str(of(staff.amara).holds) + str(of(staff.carmen, "week").holds)
    for words in ("Rosa", "Delgado", "appeal", "letter", "scale", "said no"):
        assert words not in text


def test_the_page_shows_it_with_reason_and_source_of_its_clocks(
    staff: Staff, work: dict[str, Any], now: datetime
) -> None:
    write_digests.call()
    text = page_of(staff.amara)
    for words in ("File the appeal", "The plan said no.", "Send the letter", "Rosa Delgado"):
        assert words in text
    assert text.index("Clocks that run out today") < text.index("Send the letter")
    assert "Look at the plan" not in text
    assert "4 things were due." in text


def test_one_digest_a_day_however_often_the_worker_comes_by(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    assert write_digests.call() == 6  # five with a Today, and the week of Carmen
    assert write_digests.call() == 0
    time_machine.move_to(now + 5 * HOUR, tick=False)
    assert write_digests.call() == 0
    time_machine.move_to(now + DAY, tick=False)
    assert write_digests.call() == Digest.objects.filter(kind="day").count() / 2


def test_two_workers_at_once_write_one(committed: None, staff: Staff, now: datetime) -> None:
    by = ensure_service(name="timed-work", title="Timed work", at=now)
    one = partial(
        write_digest,
        by=by,
        whose=staff.amara,
        kind=DigestKind.DAY,
        day=now.date(),
        holds={"counts": {}},
        mail_wanted=False,
        at=now,
    )
    outcomes = at_once([one for _ in range(6)])
    assert [each.fault for each in outcomes if each.fault] == []
    assert sum(each.result is not None for each in outcomes) == 1
    assert Digest.objects.count() == 1


def test_what_a_killed_worker_had_begun_is_taken_up_and_finished_by_the_next(
    committed: None, staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat("w1", now - 2 * timedelta(minutes=1))  # silent since
    job = DBTaskResult.objects.get(pk=write_digests.enqueue().id)
    written: list[User] = []

    def killed_at_the_third(**given: Any) -> Digest | None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(given["whose"])
        return write_digest(**given)

    with monkeypatch.context() as patch:
        patch.setattr(digests, "write_digest", killed_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            write_digests.call()
    job.status, job.started_at, job.worker_ids = "RUNNING", now, ["w1"]
    job.save()
    assert Digest.objects.count() == 2
    assert take_up_again(now) == 1
    call_command("db_worker", worker_id="w2", batch=True, startup_delay=False, verbosity=0)
    job.refresh_from_db()
    assert (job.status, job.worker_ids) == ("SUCCESSFUL", ["w1", "w2"])
    assert Digest.objects.count() == 6
    assert Entry.objects.filter(event="tasks.digest_written").count() == 6


def test_it_waits_for_the_hour_in_the_zone_of_whoever_it_is_for(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    choose_digest(by=staff.amara, how=DigestBy.PAGE, hour=9)
    choose_digest(by=staff.bo, how=DigestBy.PAGE, hour=9, zone="America/Los_Angeles")
    choose_digest(by=staff.tess, how=DigestBy.OFF, hour=0)
    time_machine.move_to(datetime(2026, 11, 24, 13, 59, tzinfo=UTC), tick=False)
    write_digests.call()
    assert not Digest.objects.filter(user__in=[staff.amara, staff.bo]).exists()
    time_machine.move_to(datetime(2026, 11, 24, 14, 0, tzinfo=UTC), tick=False)
    write_digests.call()
    assert [
        str(one.user_id) for one in Digest.objects.filter(user__in=[staff.amara, staff.bo])
    ] == [str(staff.amara.pk)]
    time_machine.move_to(datetime(2026, 11, 24, 17, 0, tzinfo=UTC), tick=False)
    write_digests.call()
    assert of(staff.bo).day.isoformat() == "2026-11-24"
    assert not Digest.objects.filter(user=staff.tess).exists()


@pytest.mark.parametrize(("day", "is_written"), [(25, True), (26, False), (28, False), (29, False)])
def test_none_on_a_day_on_which_nobody_works(
    staff: Staff, day: int, is_written: bool, time_machine: TimeMachineFixture
) -> None:
    """Thursday 26 November 2026 is Thanksgiving; 28 and 29 are a weekend."""
    time_machine.move_to(datetime(2026, 11, day, 15, 0, tzinfo=UTC), tick=False)
    assert (write_digests.call() > 0) is is_written


def test_whoever_has_no_today_or_has_left_gets_none(staff: Staff, now: datetime) -> None:
    end_user(by=staff.ada, user=staff.bo, at=now)
    write_digests.call()
    without = [staff.ada, staff.dev, staff.feed, staff.bo]
    assert not Digest.objects.filter(user__in=without).exists()


def test_an_earlier_one_shows_nothing_of_whom_one_no_longer_stands_beside(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime
) -> None:
    write_digests.call()
    assert "Rosa Delgado" in page_of(staff.amara, of(staff.amara).pk)
    Relation.objects.filter(person_key=work["clock"].person_id).update(ends_at=now)
    text = page_of(staff.amara, of(staff.amara).pk)
    assert "Delgado" not in text
    assert "appeal" not in text
    assert "no longer stand beside" in text


def test_no_name_is_shown_to_a_stranger_whatever_a_digest_of_theirs_holds(
    staff: Staff, case: Case, rosa: Person, now: datetime
) -> None:
    news = {"what": "Note", "opens": "person", "key": str(rosa.pk), "at": now.isoformat()}
    quiet = {"person": str(rosa.pk), "manager": str(staff.amara.pk), "days": 40, "every": 30}
    counts = dict.fromkeys(("due", "clock", "late", "today", "soon", "waiting", "quiet"), 0)
    counts |= dict.fromkeys(("open", "neglected", "unowned", "silent", "messages"), 0)
    kept = {"counts": {**counts, "changes": 1}, "lines": [], "changes": [news], "quiet": [quiet]}
    kept |= {"covered": [], "silent": [], "queues": [], "colleagues": []}
    for user, is_shown in ((staff.bo, False), (staff.amara, True)):
        for kind in DigestKind:
            one = Digest.objects.create(
                user=user, kind=kind, day=now.date(), made_at=now, holds=kept
            )
            assert ("Rosa Delgado" in page_of(user, one.pk)) is is_shown, (user.username, kind)


def test_what_became_of_a_promise_since_is_said(
    staff: Staff, work: dict[str, Any], now: datetime
) -> None:
    write_digests.call()
    close_task(by=staff.amara, task=work["clock"], at=now)
    text = page_of(staff.amara)
    assert text.count("done since") == 1
    assert "File the appeal" in text


def test_anothers_digest_is_not_there(staff: Staff, work: dict[str, Any], now: datetime) -> None:
    write_digests.call()
    for stranger in (staff.bo, staff.tess, staff.carmen, staff.dev, staff.ada):
        answer = signed_in(stranger).get(f"/digest/{of(staff.amara).pk}/")
        assert answer.status_code == 404
        assert b"Rosa" not in answer.content
    assert signed_in(staff.ada).get("/digest/").status_code == 404


def test_whom_one_covers_and_what_changed_stand_in_it(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime
) -> None:
    arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=staff.tess,
        starts_at=now - HOUR,
        ends_at=now + 2 * DAY,
        reason="Leave",
    )
    promise(
        "Ring her son",
        now + HOUR,
        by=staff.carmen,
        at=now,
        person=work["clock"].person,
        owner=staff.tess,
    )
    write_digests.call()
    text = page_of(staff.tess)
    assert "You cover 1 person for Amara until Thursday." in text
    assert "Asked of you" in text
    assert "File the appeal" in text


def test_the_week_of_a_supervisor_holds_sums_and_who_is_quiet(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime, time_machine: TimeMachineFixture
) -> None:
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now)
    later = now + 34 * DAY  # Monday 28 December
    time_machine.move_to(later, tick=False)
    write_digests.call()
    week = of(staff.carmen, "week")
    assert week.day.isoformat() == "2026-12-28"
    counts = week.holds["counts"]
    assert (counts["unowned"], counts["quiet"], counts["silent"], counts["messages"]) == (
        0,
        1,
        1,
        0,
    )
    assert counts["late"] == 5
    text = page_of(staff.carmen, week.pk)
    for words in ("Amara Diallo", "Rosa Delgado", "ST-BRIGID", "Without an owner"):
        assert words in text
    time_machine.move_to(later + DAY, tick=False)
    write_digests.call()
    assert Digest.objects.filter(user=staff.carmen, kind="week").count() == 1
    assert not Digest.objects.filter(user=staff.amara, kind="week").exists()


def test_promises_of_somebody_who_left_are_without_an_owner(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime
) -> None:
    end_user(by=staff.ada, user=staff.amara, at=now)
    write_digests.call()
    assert of(staff.carmen, "week").holds["counts"]["unowned"] == 5


def test_what_is_brought_to_mind_stands_above_and_in_todays_news_as_one_line(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime
) -> None:
    keep_reminders.call()
    text = page_of(staff.amara)
    assert 'id="reminders"' in text
    news = [
        one for one in today(viewer=staff.amara, at=now).around.changes if one.opens == "digest"
    ]
    assert [one.detail for one in news] == ["1 that may not wait"]
    assert "/digest/#reminders" in signed_in(staff.amara).get("/changes/").content.decode()
    assert not [o for o in today(viewer=staff.bo, at=now).around.changes if o.opens == "digest"]
    write_digests.call()
    assert of(staff.amara).holds["counts"]["changes"] == 0


def test_what_the_morning_said_is_not_said_twice_and_what_comes_up_since_is(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime, time_machine: TimeMachineFixture
) -> None:
    keep_reminders.call()
    write_digests.call()
    assert 'id="reminders"' not in page_of(staff.amara)
    assert today(viewer=staff.amara, at=now).around.changes == []
    time_machine.move_to(now + HOUR, tick=False)
    promise(
        "Ring the plan",
        now + 2 * HOUR,
        by=staff.feed,
        at=now + HOUR,
        owner=staff.amara,
        nature="clock",
    )
    keep_reminders.call()
    text = page_of(staff.amara)
    brought = text[text.index('id="reminders"') : text.index("things were due")]
    assert "Ring the plan" in brought
    assert "File the appeal" not in brought
    (news,) = today(viewer=staff.amara, at=now + HOUR).around.changes
    assert news.detail == "1 that may not wait"


def test_once_read_a_reminder_is_no_news_any_more(
    staff: Staff, case: Case, work: dict[str, Any], now: datetime
) -> None:
    keep_reminders.call()
    signed_in(staff.amara).post("/changes/", {"upto": now.isoformat()})
    assert today(viewer=staff.amara, at=now).around.changes == []


def test_what_is_late_and_untouched_is_urgent_news_of_the_supervisor_alone(
    staff: Staff, case: Case, rosa: Person, now: datetime
) -> None:
    promise("Old", now - 9 * DAY, by=staff.feed, at=now - 10 * DAY, person=rosa, owner=staff.amara)
    keep_reminders.call()

    def reminders(user: User) -> list[tuple[int, str]]:
        changes = today(viewer=user, at=now).around.changes
        return [(one.weight, one.detail) for one in changes if one.opens == "digest"]

    assert reminders(staff.carmen) == [(0, "1 late by a business day and untouched since")]
    assert reminders(staff.amara) == []
    assert "Old" in page_of(staff.carmen)


def test_a_list_written_at_night_does_not_pass_for_having_been_here(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    friday = now - 4 * DAY
    for at, event in ((friday, "seen:tasks.see_today"), (now - DAY, NIGHT_LIST)):
        time_machine.move_to(at, tick=False)
        record(staff.amara, event)
    time_machine.move_to(now, tick=False)
    assert today(viewer=staff.amara, at=now).around.left_at == friday


def test_old_ones_are_cleared_away(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    write_digests.call()
    time_machine.move_to(now + 63 * DAY, tick=False)
    write_digests.call()
    assert Digest.objects.filter(made_at=now).count() == 0
    assert Digest.objects.count() > 0


def test_what_is_chosen_is_kept_and_what_makes_no_sense_is_refused_with_what_was_typed(
    staff: Staff, now: datetime
) -> None:
    browser = signed_in(staff.amara)
    typed = {"how": "page", "hour": "6", "zone": "America/Chicago", "mail_to": "a@example.org"}
    answer = browser.post("/digest/choice/", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/digest/#choice")
    choice = User.objects.get(pk=staff.amara.pk).digest_choice
    assert (choice.how, choice.hour, choice.zone) == ("page", 6, "America/Chicago")
    for wrong in ({"hour": "25"}, {"how": "fax"}, {"zone": "Mars"}, {"mail_to": "nowhere"}):
        answer = browser.post("/digest/choice/", {**typed, **wrong})
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in answer.content.decode()
    choice.refresh_from_db()
    assert choice.zone == "America/Chicago"
    assert signed_in(staff.ada).post("/digest/choice/", typed).status_code == 404


def test_nobody_of_the_staff_writes_a_digest(staff: Staff, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        write_digest(
            by=staff.bo,
            whose=staff.amara,
            kind=DigestKind.DAY,
            day=now.date(),
            holds={},
            mail_wanted=False,
            at=now,
        )


@pytest.mark.django_db(transaction=True)
def test_the_page_takes_as_many_statements_for_two_hundred_as_for_ten(
    staff: Staff, now: datetime
) -> None:
    taken = []
    for more in (10, 40, 150):
        fill_list(staff.amara, staff.north, more, now)
        Digest.objects.all().delete()
        write_digests.call()
        browser = signed_in(staff.amara)
        with CaptureQueriesContext(connection) as statements:
            browser.get("/digest/")
        taken.append(len(statements))
    assert len(set(taken)) == 1
    assert taken[0] <= MOST_STATEMENTS
