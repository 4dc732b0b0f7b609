"""Figures about this server for whatever collects them (Prometheus' text format).

Counts and ages alone, asked for when they are read: no key, no name and no address is ever a label.
What requests take is counted while they are answered (`foundation/measuring.py`).
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Min, Sum

from casewright.foundation.jobs import JOBS
from casewright.foundation.models import JobRun, Worker
from casewright.foundation.working import SILENT_AFTER, waiting_since
from casewright.security.models import Session, User
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.models import Feed

VERIFY = "audit.verify_the_trail"


@dataclass(frozen=True)
class Figure:
    """One figure: its name, what it says, and its values by label."""

    name: str
    words: str
    values: dict[str, float]
    label: str = ""

    def lines(self) -> Iterator[str]:
        """The figure as Prometheus reads it."""
        name = f"casewright_{self.name}"
        yield f"# HELP {name} {self.words}"
        yield f"# TYPE {name} gauge"
        for value, number in sorted(self.values.items()):
            label = f'{{{self.label}="{value}"}}' if self.label else ""
            yield f"{name}{label} {number:g}"


def text_of(figures: Iterator[Figure]) -> str:
    """All figures, as one text."""
    return "\n".join(line for figure in figures for line in figure.lines()) + "\n"


def figures(at: datetime) -> Iterator[Figure]:
    """Every figure as of a moment. One that is not known yet is left out."""
    yield from _work(at)
    yield from _messages(at)
    yield from _trail(at)
    yield _one(
        "sessions", "Signed-in browsers.", Session.objects.filter(expire_date__gt=at).count()
    )
    failed = User.objects.aggregate(all=Sum("failed_sign_ins"))["all"] or 0
    yield _one("failed_sign_ins", "Wrong passwords since each account's last right one.", failed)
    open_tasks = Task.objects.filter(status__in=OPEN)
    yield _one("open_tasks", "Promises still to be kept.", open_tasks.count())
    yield _one(
        "open_tasks_late",
        "Promises whose moment has passed.",
        open_tasks.filter(due_at__lt=at).count(),
    )
    free = shutil.disk_usage(settings.HOME).free
    yield _one("disk_free_bytes", "Room left where the home folder is.", free)


def _one(name: str, words: str, value: float) -> Figure:
    return Figure(name, words, {"": value})


def _work(at: datetime) -> Iterator[Figure]:
    since = waiting_since(at)
    age = (at - since).total_seconds() if since else 0
    yield _one("queue_age_seconds", "How long the first piece of timed work waits.", max(age, 0))
    there = Worker.objects.filter(seen_at__gte=at - SILENT_AFTER).count()
    yield _one("workers", "Workers that said they are there within a minute.", there)
    runs = [run for run in JobRun.objects.all() if run.name in JOBS]
    yield Figure(
        "job_age_seconds",
        "How long ago each job last ended.",
        {run.name: (at - run.ended_at).total_seconds() for run in runs if run.ended_at},
        "job",
    )
    yield Figure(
        "job_failures",
        "How often each job failed one time after another.",
        {run.name: run.failures for run in runs},
        "job",
    )


def _messages(at: datetime) -> Iterator[Figure]:
    """The door for messages is beside this room: its table is asked for by its name."""
    messages = apps.get_model("hl7", "Message")._default_manager
    by_fate = messages.order_by().values_list("fate").annotate(Count("pk"))
    yield Figure("messages", "Messages by what became of them.", dict(by_fate), "fate")
    waiting = messages.filter(fate__in=("received", "unmatched", "quarantined"))
    oldest = waiting.aggregate(first=Min("received_at"))["first"]
    age = (at - oldest).total_seconds() if oldest else 0
    yield _one("oldest_message_waiting_seconds", "How long the first of those waits.", max(age, 0))
    silent = Feed.objects.filter(silent_since__isnull=False).count()
    yield _one("feeds_silent", "Senders silent for longer than usual.", silent)


def _trail(at: datetime) -> Iterator[Figure]:
    verified = JobRun.objects.filter(pk=VERIFY, ended_at__isnull=False).first()
    if verified is not None and verified.ended_at is not None:
        age = (at - verified.ended_at).total_seconds()
        yield _one("trail_verified_age_seconds", "How long ago the trail was checked.", age)
        yield _one("trail_faults", "What that check found wrong.", verified.did)
    if (exported := last_head()) is not None:
        age = at.timestamp() - exported
        yield _one("trail_head_age_seconds", "How long ago the trail's end was exported.", age)


def last_head() -> float | None:
    """When the newest head was exported, as seconds since 1970; None when none was."""
    heads = (Path(settings.HOME) / "heads").glob("head-*.json")
    return max((head.stat().st_mtime for head in heads), default=None)
