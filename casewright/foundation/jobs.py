"""Timed work: which room does what how often, and whose turn it is now.

A room registers a job in its `jobs.py` with `timed`. The work itself runs in the worker through the
kept task library. Each job may run twice, or be killed at any line, and does no harm.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import wraps
from time import monotonic
from types import TracebackType
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from casewright.foundation.models import JobRun, Worker
from casewright.foundation.moments import local, now, organization_zone

logger = logging.getLogger(__name__)
DAY = timedelta(days=1)
# How long what became of a piece of work is kept.
RESULTS_KEPT_DAYS = 14
# Of a clock set back further than this, jobs that seem to have started in the future are due.
CLOCK_MAY_DIFFER = timedelta(minutes=1)

# Does the work as of a moment, and says how many things it did.
Work = Callable[[datetime], int]


@dataclass(frozen=True)
class Job:
    """One piece of timed work: its turn comes `every` so often, or each day at `daily_at`."""

    name: str
    title: str
    task: Any
    every: timedelta = DAY
    daily_at: time | None = None

    def next_turn(self, started_at: datetime) -> datetime:
        """When it is to start next, having last started at a moment."""
        if self.daily_at is None:
            return started_at + self.every
        here = local(started_at)
        day = here.date() if here.time() < self.daily_at else here.date() + DAY
        return datetime.combine(day, self.daily_at, tzinfo=organization_zone())


JOBS: dict[str, Job] = {}


class JobFailed(Exception):  # noqa: N818 - a state of affairs, told to whoever looks after it
    """A piece of timed work broke off: the kind of fault and its place, never its text."""


def timed(*, every: timedelta = DAY, daily_at: time | None = None) -> Callable[[Work], Any]:
    """Register timed work, under its room's name and its own."""

    def keep(work: Work) -> Any:
        name = f"{work.__module__.split('.')[1]}.{work.__name__}"

        @wraps(work)
        def run() -> int:
            return run_now(name, work)

        title = (work.__doc__ or name).strip().splitlines()[0]
        JOBS[name] = Job(name, title, task()(run), every, daily_at)
        return JOBS[name].task

    return keep


def run_now(name: str, work: Work) -> int:
    """Do the work of a job and keep how it went."""
    with _Watched(name) as watched:
        watched.did = work(watched.began_at)
    return watched.did


class _Watched:
    """Keeps when a job ran, what it did, and the kind and place of what stopped it."""

    def __init__(self, name: str) -> None:
        self.name, self.did = name, 0

    def __enter__(self) -> "_Watched":
        self.began_at, self.began = now(), monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and not issubclass(kind, Exception):
            return
        words = _kind_and_place(kind, trace) if kind else ""
        _note(self.name, self.began_at, did=self.did, fault=words)
        facts = {"job": self.name, "did": self.did, "ms": int(1000 * (monotonic() - self.began))}
        if words:
            logger.error("job failed: %s", words, extra={"facts": facts})
            # The fault's own text may hold a person's words: it goes no further.
            raise JobFailed(words) from None
        logger.info("job done", extra={"facts": facts})


def _kind_and_place(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The innermost line of ours, so that whoever reads it knows where to look."""
    place = "?"
    while trace:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("casewright.") or place == "?":
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{kind.__name__} at {place}"[:200]


def _note(name: str, began_at: datetime, *, did: int, fault: str) -> None:
    kept = {"began_at": began_at, "ended_at": now(), "did": did, "fault": fault}
    failures = F("failures") + 1 if fault else 0
    if not JobRun.objects.filter(pk=name).update(**kept, failures=failures):
        JobRun.objects.create(name=name, started_at=began_at, failures=int(bool(fault)), **kept)


def enqueue_due(at: datetime) -> list[str]:
    """Enqueue every job whose time has come; gives their names. One scheduler wins each.

    A job that still waits or runs is not put in the queue a second time.
    """
    started = []
    for name, one in sorted(JOBS.items()):
        with transaction.atomic():
            if _claim(one, at):
                one.task.enqueue()
                started.append(name)
    return started


def _claim(one: Job, at: datetime) -> bool:
    run = JobRun.objects.filter(pk=one.name).first()
    if run is None:
        try:
            with transaction.atomic():
                JobRun.objects.create(name=one.name, started_at=at)
        except IntegrityError:
            return False
        return True
    if not _is_due(one, run, at) or in_queue(one):
        return False
    mine = JobRun.objects.filter(pk=one.name, started_at=run.started_at)
    return bool(mine.update(started_at=at))


def _is_due(one: Job, run: JobRun, at: datetime) -> bool:
    """Its turn has come; or the clock was set back, and it would wait for the clock to catch up."""
    return at >= one.next_turn(run.started_at) or run.started_at > at + CLOCK_MAY_DIFFER


def in_queue(one: Job) -> bool:
    """Whether a job waits for the worker or runs now."""
    waiting = DBTaskResult.objects.filter(task_path=one.task.module_path)
    return bool(waiting.filter(status__in=("READY", "RUNNING")).exists())


@timed(daily_at=time(3, 30))
def sweep_results(at: datetime) -> int:
    """Clear away what became of work long done, and workers long gone."""
    before = DBTaskResult.objects.count()
    call_command("prune_db_task_results", min_age_days=RESULTS_KEPT_DAYS, verbosity=0)
    gone, _ = Worker.objects.filter(seen_at__lt=at - DAY).delete()
    return int(before - DBTaskResult.objects.count() + gone)
