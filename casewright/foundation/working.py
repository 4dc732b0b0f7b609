"""Workers: they say that they are there, and what a killed one had begun is taken up again.

The kept task library leaves a job whose worker was killed as running for ever. Each worker here
says every few seconds that it is there; what a silent one had begun goes back into the queue, at
most a few times. Work may therefore run twice, and every job is made so that this does no harm.
"""

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from casewright.foundation.models import Worker
from casewright.foundation.moments import now

logger = logging.getLogger(__name__)
BEAT_EVERY_SECONDS = 10
# Six beats missed in a row: it was killed, or its machine is gone.
SILENT_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 3
# What failed is tried again: after this time, the next time after twice as long.
TRY_AGAIN_AFTER = timedelta(minutes=1)
# The kept library wants a kind of fault and its text where a job has failed.
KILLED = "casewright.foundation.working.Killed"

Result = DBTaskResult[..., Any]


def work(name: str) -> None:
    """Do what is in the queue until told to stop, saying all the while that one is there."""
    beat(name, now())
    over = threading.Event()
    threading.Thread(target=_keep_beating, args=(name, over), daemon=True).start()
    try:
        call_command("db_worker", worker_id=name, startup_delay=False, verbosity=0)
    finally:
        over.set()
        leave(name)


def beat(name: str, at: datetime) -> None:
    """Note that a worker is there."""
    if not Worker.objects.filter(pk=name).update(seen_at=at):
        Worker.objects.create(name=name, started_at=at, seen_at=at)


def leave(name: str) -> None:
    """Note that a worker has gone. Without a database nothing is noted: it falls silent."""
    try:
        Worker.objects.filter(pk=name).delete()
    except DatabaseError:
        logger.warning("a worker left while the database did not answer")


def _keep_beating(name: str, over: threading.Event) -> None:
    while not over.wait(BEAT_EVERY_SECONDS):
        try:
            beat(name, now())
        except DatabaseError:
            logger.warning("a worker could not say that it is there")
        connection.close()


def take_up_again(at: datetime) -> int:
    """Put back into the queue what killed workers had begun and what failed; gives how many.

    What was tried often enough stays failed, for whoever looks after this server to see.
    """
    there = set(
        Worker.objects.filter(
            seen_at__gte=at - SILENT_AFTER, seen_at__lte=at + SILENT_AFTER
        ).values_list("pk", flat=True)
    )
    taken = 0
    for job in DBTaskResult.objects.filter(status="RUNNING"):
        if not job.worker_ids or job.worker_ids[-1] not in there:
            taken += _after_a_kill(job, at)
    for job in DBTaskResult.objects.filter(status="FAILED").exclude(exception_class_path=KILLED):
        if len(job.worker_ids) < MOST_ATTEMPTS:
            wait = TRY_AGAIN_AFTER * 2 ** (len(job.worker_ids) - 1)
            taken += _again(job, at + wait)
    return taken


@transaction.atomic
def _after_a_kill(job: Result, at: datetime) -> int:
    logger.warning(
        "a worker was killed at its work",
        extra={"facts": {"job": job.task_path, "attempts": len(job.worker_ids)}},
    )
    if len(job.worker_ids) < MOST_ATTEMPTS:
        return _again(job, job.run_after)
    _same(job).update(
        status="FAILED",
        finished_at=at,
        exception_class_path=KILLED,
        traceback="Its worker was killed each time it was tried.",
    )
    return 0


def _again(job: Result, run_after: datetime) -> int:
    """Back into the queue, unless another scheduler or the worker itself was quicker."""
    return int(
        _same(job).update(status="READY", started_at=None, finished_at=None, run_after=run_after)
    )


def settle(task_path: str) -> int:
    """What had failed of a job before is settled by doing it; gives how many failures."""
    gone, _ = DBTaskResult.objects.filter(task_path=task_path, status="FAILED").delete()
    return int(gone)


def _same(job: Result) -> QuerySet[Result]:
    """The row if it still is as it was read."""
    return DBTaskResult.objects.filter(pk=job.pk, status=job.status, started_at=job.started_at)


def waiting_since(at: datetime) -> datetime | None:
    """Since when the first piece of work that could be done waits for a worker."""
    ready = DBTaskResult.objects.filter(status="READY", run_after__lte=at)
    # What was put in the queue to be done at once has the last of all days as its moment.
    at_once = DBTaskResult.objects.filter(status="READY", run_after__gt=at + timedelta(days=3650))
    moments = [
        ready.order_by("run_after").values_list("run_after", flat=True).first(),
        at_once.order_by("enqueued_at").values_list("enqueued_at", flat=True).first(),
    ]
    return min((moment for moment in moments if moment is not None), default=None)
