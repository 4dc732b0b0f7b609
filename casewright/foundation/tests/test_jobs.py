"""Timed work: whose turn it is, one scheduler that wins, and how a job went."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from casewright.foundation import jobs
from casewright.foundation.jobs import JOBS, Job, JobFailed, enqueue_due, run_now
from casewright.foundation.models import JobRun
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> Job:
    """A house with one job, which comes every ten minutes."""
    alone = Job("foundation.sweep_results", "Sweep", jobs.sweep_results, every=10 * MINUTE)
    monkeypatch.setattr(jobs, "JOBS", {alone.name: alone})
    return alone


def finish() -> None:
    DBTaskResult.objects.update(status="SUCCESSFUL")


def test_a_job_is_put_in_the_queue_when_its_turn_comes(one: Job, now: datetime) -> None:
    assert enqueue_due(now) == [one.name]
    finish()
    assert enqueue_due(now + 9 * MINUTE) == []
    assert enqueue_due(now + 10 * MINUTE) == [one.name]
    assert DBTaskResult.objects.count() == 2


def test_a_job_that_still_waits_is_not_put_in_the_queue_twice(one: Job, now: datetime) -> None:
    enqueue_due(now)
    assert enqueue_due(now + 30 * MINUTE) == []
    DBTaskResult.objects.update(status="RUNNING")
    assert enqueue_due(now + 40 * MINUTE) == []
    finish()
    assert enqueue_due(now + 41 * MINUTE) == [one.name]


def test_a_clock_set_back_an_hour_keeps_no_job_waiting(one: Job, now: datetime) -> None:
    enqueue_due(now)
    finish()
    assert enqueue_due(now - 60 * MINUTE) == [one.name]


def test_a_nightly_job_comes_once_a_night_in_the_organizations_zone(now: datetime) -> None:
    nightly = Job("a", "A", None, daily_at=time(3, 30))
    # 24 November 09:00 in New York: the next is tomorrow at 03:30, which is 08:30 UTC.
    assert nightly.next_turn(now) == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    just_before = datetime(2026, 11, 25, 8, 29, tzinfo=UTC)
    assert nightly.next_turn(just_before) == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    at_it = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    assert nightly.next_turn(at_it) == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def test_of_several_schedulers_one_wins(
    committed: None, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    alone = Job("foundation.sweep_results", "Sweep", jobs.sweep_results, every=10 * MINUTE)
    monkeypatch.setattr(jobs, "JOBS", {alone.name: alone})
    for moment in (now, now + 11 * MINUTE):
        outcomes = at_once([partial(enqueue_due, moment) for _ in range(6)])
        assert [one.fault for one in outcomes if one.fault] == []
        assert sorted(len(one.result or []) for one in outcomes) == [0, 0, 0, 0, 0, 1]
        finish()
    assert DBTaskResult.objects.count() == 2


def test_what_a_job_did_is_kept(now: datetime) -> None:
    assert run_now("a.job", lambda at: 7 if at == now else 0) == 7
    run = JobRun.objects.get(pk="a.job")
    assert (run.did, run.fault, run.failures, run.ended_at) == (7, "", 0, now)


def test_a_job_that_breaks_off_says_kind_and_place_and_never_what_was_in_it(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_at: datetime) -> int:
        raise ValueError("Rosa Delgado has no phone")

    for failures in (1, 2):
        with pytest.raises(JobFailed) as told:
            run_now("a.job", breaks)
        assert JobRun.objects.get(pk="a.job").failures == failures
    kept = JobRun.objects.get(pk="a.job").fault
    assert kept.startswith("ValueError at casewright.foundation.tests.test_jobs:")
    assert "Rosa" not in kept + str(told.value) + caplog.text
    assert told.value.__suppress_context__
    run_now("a.job", lambda _at: 0)
    assert (JobRun.objects.get(pk="a.job").failures, JobRun.objects.get(pk="a.job").fault) == (
        0,
        "",
    )


def test_every_job_says_what_it_does_and_may_run_twice(now: datetime) -> None:
    assert len(JOBS) >= 6
    for name, job in sorted(JOBS.items()):
        assert job.title.endswith("."), name
        assert job.name.split(".")[0] == job.task.func.__module__.split(".")[1]


@pytest.fixture(autouse=True)
def _no_threads_stay() -> Iterator[None]:
    before: Any = threading.active_count()
    yield
    assert threading.active_count() <= before
