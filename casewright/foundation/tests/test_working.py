"""What a killed worker had begun is taken up again, and what failed is tried again, a few times."""

from datetime import datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from casewright.foundation.jobs import sweep_results
from casewright.foundation.models import Worker
from casewright.foundation.working import (
    KILLED,
    MOST_ATTEMPTS,
    Result,
    beat,
    leave,
    settle,
    take_up_again,
    waiting_since,
)
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def begun(now: datetime, *workers: str, status: str = "RUNNING") -> Result:
    """A job that the last of these workers had begun."""
    job = DBTaskResult.objects.get(pk=sweep_results.enqueue().id)
    job.status, job.started_at, job.worker_ids = status, now, list(workers)
    job.save()
    return job


def again(job: Result) -> Result:
    job.refresh_from_db()
    return job


def test_a_job_of_a_worker_that_is_there_is_left_alone(now: datetime) -> None:
    beat("w1", now)
    job = begun(now, "w1")
    assert take_up_again(now + 59 * SECOND) == 0
    assert again(job).status == "RUNNING"


def test_a_job_of_a_worker_that_fell_silent_goes_back_into_the_queue(now: datetime) -> None:
    beat("w1", now)
    job = begun(now, "w1")
    assert take_up_again(now + 61 * SECOND) == 1
    assert (again(job).status, job.started_at) == ("READY", None)
    assert DBTaskResult.objects.ready().filter(pk=job.pk).exists()
    assert take_up_again(now + 61 * SECOND) == 0


def test_a_job_of_a_worker_that_left_is_taken_up_at_once(now: datetime) -> None:
    beat("w1", now)
    job = begun(now, "w1")
    leave("w1")
    assert take_up_again(now) == 1
    assert again(job).status == "READY"


def test_a_beating_worker_stays_one_row(now: datetime) -> None:
    beat("w1", now)
    beat("w1", now + 10 * SECOND)
    (worker,) = Worker.objects.all()
    assert (worker.started_at, worker.seen_at) == (now, now + 10 * SECOND)


def test_a_worker_whose_clock_was_set_back_is_there_again_with_its_next_beat(
    now: datetime,
) -> None:
    beat("w1", now)
    back = now - timedelta(hours=1)
    beat("w1", back)
    begun(back, "w1")
    assert take_up_again(back + 5 * SECOND) == 0


def test_a_job_killed_as_often_as_any_is_tried_stays_failed_with_its_reason(
    now: datetime,
) -> None:
    job = begun(now, *("w1", "w2", "w3")[:MOST_ATTEMPTS])
    assert take_up_again(now) == 0
    assert (again(job).status, job.exception_class_path) == ("FAILED", KILLED)
    assert "killed" in job.traceback
    assert take_up_again(now + timedelta(days=1)) == 0
    assert again(job).status == "FAILED"


def test_what_failed_is_tried_again_later_and_later_and_then_stays_failed(now: datetime) -> None:
    job = begun(now, "w1", status="FAILED")
    assert take_up_again(now) == 1
    assert again(job).run_after == now + timedelta(minutes=1)
    job.status, job.worker_ids = "FAILED", ["w1", "w1"]
    job.save()
    assert take_up_again(now) == 1
    assert again(job).run_after == now + timedelta(minutes=2)
    job.status, job.worker_ids = "FAILED", ["w1", "w1", "w1"]
    job.save()
    assert take_up_again(now) == 0
    assert again(job).status == "FAILED"


def test_several_schedulers_take_a_job_up_once(committed: None, now: datetime) -> None:
    begun(now, "gone")
    outcomes = at_once([lambda: take_up_again(now) for _ in range(6)])
    assert [one.fault for one in outcomes if one.fault] == []
    assert sum(one.result or 0 for one in outcomes) == 1


def test_doing_a_job_by_hand_settles_what_had_failed(now: datetime) -> None:
    begun(now, "w1", "w1", "w1", status="FAILED")
    assert settle(sweep_results.module_path) == 1
    assert settle(sweep_results.module_path) == 0


def test_how_long_work_waits_counts_what_could_be_done(now: datetime) -> None:
    assert waiting_since(now) is None
    job = begun(now, status="READY")
    assert waiting_since(now) == job.enqueued_at
    job.run_after = now + timedelta(minutes=5)
    job.save()
    assert waiting_since(now) is None
    assert waiting_since(now + timedelta(minutes=6)) == now + timedelta(minutes=5)


def test_the_sweep_clears_what_is_long_done_and_workers_long_gone(now: datetime) -> None:
    beat("old", now - timedelta(days=2))
    beat("new", now)
    job = begun(now, "old", status="SUCCESSFUL")
    job.finished_at = now - timedelta(days=15)
    job.save()
    assert sweep_results.call() == 2
    assert sweep_results.call() == 0
    assert [worker.pk for worker in Worker.objects.all()] == ["new"]
