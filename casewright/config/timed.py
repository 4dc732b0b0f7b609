"""`casewright jobs`: what timed work there is, how it went, and doing it now."""

from datetime import datetime
from typing import Any

import click

from casewright.foundation.commands import answer, json_flag
from casewright.foundation.jobs import JOBS, Job, JobFailed
from casewright.foundation.models import JobRun
from casewright.foundation.moments import local
from casewright.foundation.working import settle


@click.group()
def jobs() -> None:
    """Timed work: what there is, how it went, and doing it now."""


@jobs.command("list")
@json_flag
def list_jobs(*, as_json: bool) -> None:
    """Every job: when it last ran, what it did, when it runs next."""
    runs = JobRun.objects.in_bulk()
    rows = [_row(JOBS[name], runs.get(name)) for name in sorted(JOBS)]
    answer({"jobs": rows}, words=[_words(row) for row in rows], as_json=as_json)


@jobs.command("run")
@click.argument("name")
@json_flag
def run_job(name: str, *, as_json: bool) -> None:
    """Do one job here and now. It may run twice and does no harm."""
    if name not in JOBS:
        raise click.BadParameter(f"There is no job {name!r}. There are: {', '.join(sorted(JOBS))}.")
    try:
        did = int(JOBS[name].task.call())
    except JobFailed as fault:
        why = f"{name} broke off: {fault}"
        answer({"job": name, "refused": why}, words=[why], as_json=as_json, refused=True)
        return
    settle(JOBS[name].task.module_path)
    answer({"job": name, "did": did}, words=[f"{name}: done, {did}."], as_json=as_json)


def _row(job: Job, run: JobRun | None) -> dict[str, Any]:
    return {
        "job": job.name,
        "title": job.title,
        "last": _when(run.ended_at if run else None),
        "next": _when(job.next_turn(run.started_at) if run else None),
        "did": run.did if run else 0,
        "failures": run.failures if run else 0,
        "fault": run.fault if run else "",
    }


def _when(moment: datetime | None) -> str | None:
    return local(moment).isoformat(timespec="seconds") if moment else None


def _words(row: dict[str, Any]) -> str:
    last = row["last"] or "never"
    fault = f"  FAILED: {row['fault']}" if row["fault"] else ""
    return f"{row['job']}  last {last}  next {row['next'] or 'soon'}  did {row['did']}{fault}"
