"""The worker is killed with -9 at its work: the job is taken up again, and nothing is done twice.

The work is real: clocks that ran out are noted in the history of their promises. Each must be
noted once, with its line in the trail; no job may be lost or stay running for ever.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection
from django_tasks_db.models import DBTaskResult

from bars.figures import Figure
from bars.served import Served, family, people
from casewright.audit import queries as trail
from casewright.audit.models import Entry
from casewright.foundation.jobs import JOBS
from casewright.foundation.models import Worker
from casewright.foundation.moments import now
from casewright.foundation.working import Result
from casewright.security.models import User
from casewright.tasks.actions import Promise, open_task
from casewright.tasks.models import TaskEvent

JOB = "tasks.note_clocks_that_ran_out"
CLOCKS_A_ROUND = 150
READY_WITHIN = 10.0
# Not the same moments at every run; nothing here is a secret.
ANY = random.Random()  # noqa: S311 - a choice of what to try, no secret
DONE_WITHIN = 60.0
NOT_TESTED = ("A worker on another machine that is cut off and goes on working.",)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Kill the worker so many times while it works, then count."""
    began, rounds = time.monotonic(), 3 if quick else 20
    people()
    with Served() as server:
        wait_for(lambda: worker_of(server.process.pid) is not None)
        at_work, unfinished = 0, 0
        made: list[UUID] = []
        waits: list[float] = []
        for _ in range(rounds):
            keys, wait, was_at_work, is_done = kill(server)
            made += keys
            waits.append(wait)
            at_work += was_at_work
            unfinished += not is_done
    noted = list(
        TaskEvent.objects.filter(task__in=made, what="ran_out").values_list("task", flat=True)
    )
    told = Entry.objects.filter(event="tasks.ran_out").count()
    stuck = DBTaskResult.objects.exclude(status__in=("SUCCESSFUL", "READY")).count()
    missing, twice = len(set(made) - set(noted)), len(noted) - len(set(noted))
    half, faults = abs(told - len(noted)), trail.faults([])
    slow = [wait for wait in waits if wait > READY_WITHIN]
    connection.close()
    wrong = missing + twice + half + stuck + unfinished + len(slow) + len(faults)
    return Figure(
        name="kill_worker",
        tried=rounds,
        wrong=wrong,
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{rounds} rounds of kill -9 ({at_work} in the middle of a job), {len(made)} things to "
            f"do: {missing} not done, {twice} done twice, {half} half done, "
            f"{stuck + unfinished} jobs lost, {len(faults)} faults of the trail; a new worker "
            f"after {max(waits):.1f} s at most"
        ),
        passed=not wrong and at_work >= rounds // 2,
    )


def kill(server: Served) -> tuple[list[UUID], float, bool, bool]:
    """Give the worker something to do and kill it meanwhile.

    Gives the promises whose clocks ran out, the seconds until another worker was there, whether
    the first was in the middle of its job, and whether the job was done in the end.
    """
    amara, moment = User.objects.get(username="amara"), now()
    late = Promise(title=f"Late {uuid4().hex}", due_at=moment - timedelta(hours=1), nature="clock")
    keys = [open_task(by=amara, promise=late, at=moment).pk for _ in range(CLOCKS_A_ROUND)]
    job = DBTaskResult.objects.get(pk=JOBS[JOB].task.enqueue().id)
    old = set(Worker.objects.values_list("seen_at", flat=True))
    wait_for(lambda: status_of(job) != "READY")
    time.sleep(ANY.uniform(0, 0.2))
    victim = worker_of(server.process.pid)
    was_at_work = status_of(job) == "RUNNING"
    if victim is not None:
        os.kill(victim, signal.SIGKILL)
    began = time.monotonic()
    wait_for(
        lambda: (
            not old & set(Worker.objects.values_list("seen_at", flat=True))
            and Worker.objects.exists()
        )
    )
    wait = time.monotonic() - began
    is_done = wait_for(lambda: status_of(job) == "SUCCESSFUL")
    return keys, wait, was_at_work, is_done


def status_of(job: Result) -> str:
    """Where a job stands now."""
    return str(DBTaskResult.objects.values_list("status", flat=True).get(pk=job.pk))


def wait_for(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so; says whether it became so in time."""
    end = time.monotonic() + DONE_WITHIN
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def worker_of(parent: int) -> int | None:
    """The worker's process."""
    for pid in family(parent):
        try:
            line = (Path("/proc") / pid / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"worker" in line and b"casewright" in line:
            return int(pid)
    return None
