"""`casewright jobs`: a list of timed work, and doing it by hand."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner
from django_tasks_db.models import DBTaskResult

from casewright.config.timed import jobs
from casewright.foundation import jobs as timed_work
from casewright.foundation.jobs import JOBS, Job, sweep_results
from casewright.foundation.models import JobRun

pytestmark = pytest.mark.django_db


def test_every_job_is_listed_with_its_turns(now: datetime) -> None:
    JobRun.objects.create(name="foundation.sweep_results", started_at=now, ended_at=now, did=4)
    done = CliRunner().invoke(jobs, ["list", "--json"])
    rows = {row["job"]: row for row in json.loads(done.stdout.splitlines()[-1])["jobs"]}
    assert set(rows) == set(JOBS)
    row = rows["foundation.sweep_results"]
    assert (row["last"], row["did"]) == ("2026-11-24T09:00:00-05:00", 4)
    assert row["next"] == "2026-11-25T03:30:00-05:00"


def test_a_job_is_done_by_hand_and_settles_what_had_failed(now: datetime) -> None:
    failed = DBTaskResult.objects.get(pk=sweep_results.enqueue().id)
    failed.status, failed.worker_ids = "FAILED", ["a", "b", "c"]
    failed.save()
    done = CliRunner().invoke(jobs, ["run", "foundation.sweep_results", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["did"]) == (0, 0)
    assert not DBTaskResult.objects.exists()
    assert JobRun.objects.get(pk="foundation.sweep_results").ended_at == now


def test_a_job_that_breaks_off_by_hand_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> int:
        return timed_work.run_now("foundation.sweep_results", lambda _at: 1 // 0)

    broken = type("Broken", (), {"call": staticmethod(breaks), "module_path": "x"})
    one = Job("foundation.sweep_results", "Sweep.", broken)
    monkeypatch.setitem(JOBS, one.name, one)
    done = CliRunner().invoke(jobs, ["run", one.name])
    assert done.exit_code == 1
    assert "broke off: ZeroDivisionError at casewright" in done.stdout


def test_an_unknown_job_is_wrong_use() -> None:
    done = CliRunner().invoke(jobs, ["run", "no.such"])
    assert done.exit_code == 2
    assert "There are: audit.export_the_head" in done.output
