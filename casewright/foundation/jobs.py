"""Timed work: which room does what how often, and whose turn it is now.

A room registers a job in its `jobs.py`. The work itself runs in the worker through the kept task
library; each job may run twice and do no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from casewright.foundation.models import JobRun


@dataclass(frozen=True)
class Job:
    """One piece of timed work: `enqueue` puts it in the worker's queue."""

    name: str
    every: timedelta
    enqueue: Callable[[], object]


JOBS: dict[str, Job] = {}


def job(name: str, *, every: timedelta, enqueue: Callable[[], object]) -> None:
    """Register timed work."""
    JOBS[name] = Job(name, every, enqueue)


def enqueue_due(at: datetime) -> list[str]:
    """Enqueue every job whose time has come; gives their names. One scheduler wins each."""
    started = []
    for name, one in sorted(JOBS.items()):
        with transaction.atomic():
            if _claim(one, at):
                one.enqueue()
                started.append(name)
    return started


def _claim(one: Job, at: datetime) -> bool:
    if not JobRun.objects.filter(pk=one.name).exists():
        try:
            with transaction.atomic():
                JobRun.objects.create(name=one.name, started_at=at)
        except IntegrityError:
            return False
        return True
    return bool(
        JobRun.objects.filter(pk=one.name, started_at__lte=at - one.every).update(started_at=at)
    )
