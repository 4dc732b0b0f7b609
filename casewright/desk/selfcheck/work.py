"""Timed work: the workers, each job, and the queue."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from casewright.desk.health import QUEUE_MAY_WAIT
from casewright.desk.selfcheck.finding import Finding
from casewright.foundation.jobs import JOBS, Job
from casewright.foundation.models import JobRun, Worker
from casewright.foundation.moments import local
from casewright.foundation.working import MOST_ATTEMPTS, SILENT_AFTER, waiting_since

# No job takes so long; one that does hangs.
LONGEST = timedelta(hours=1)
# A job may be late by so much before somebody should look.
MAY_BE_LATE = timedelta(hours=1)


def workers(at: datetime) -> Iterator[Finding]:
    """Somebody does the work."""
    if not Worker.objects.filter(seen_at__gte=at - SILENT_AFTER).exists():
        yield Finding("worker", "No worker has said that it is there.", "casewright serve")


def jobs(at: datetime) -> Iterator[Finding]:
    """Each job has run when its turn came, and well."""
    runs = JobRun.objects.in_bulk()
    given_up = _given_up()
    for name, job in sorted(JOBS.items()):
        run = runs.get(name)
        if name in given_up:
            yield _failed(name, given_up[name])
        elif run is not None and run.failures:
            yield _failed(name, run.fault)
        elif run is None or run.ended_at is None:
            yield Finding(f"job {name}", "It has never run.", f"casewright jobs run {name}")
        elif at > job.next_turn(run.started_at) + MAY_BE_LATE:
            yield _late(job, run)


def _failed(name: str, why: str) -> Finding:
    return Finding(f"job {name}", f"It failed: {why}.", f"casewright jobs run {name}")


def _late(job: Job, run: JobRun) -> Finding:
    turn = f"{local(job.next_turn(run.started_at)):%Y-%m-%d %H:%M}"
    return Finding(
        f"job {job.name}", f"Its turn was {turn} and it has not run since.", "casewright serve"
    )


def _given_up() -> dict[str, str]:
    """Jobs that were tried as often as any is, by name, with the kind of what stopped them."""
    paths = {job.task.module_path: job.name for job in JOBS.values()}
    failed = DBTaskResult.objects.filter(status="FAILED", task_path__in=list(paths))
    return {
        paths[one.task_path]: f"{one.exception_class_path.rpartition('.')[2]}, tried "
        f"{len(one.worker_ids)} times"
        for one in failed.order_by("finished_at")
        if len(one.worker_ids) >= MOST_ATTEMPTS
    }


def queue(at: datetime) -> Iterator[Finding]:
    """Nothing waits long, and nothing hangs."""
    since = waiting_since(at)
    if since is not None and at - since > QUEUE_MAY_WAIT:
        minutes = int((at - since).total_seconds() // 60)
        yield Finding(
            "queue", f"Work has waited for {minutes} minutes.", "casewright worker (or serve)"
        )
    hanging = DBTaskResult.objects.filter(status="RUNNING", started_at__lt=at - LONGEST)
    for one in hanging.order_by("started_at"):
        yield Finding(
            "queue",
            f"{one.task_path.rpartition('.')[2]} has run for more than an hour: it hangs.",
            "Restart casewright serve: it is taken up again",
        )
