"""The web server is killed with -9, its processes and its head by turns, while somebody writes.

Every note and task that was answered with 2xx or 3xx must be there afterwards, once; each with
its line in the trail, and no line without its record.
"""

import itertools
import os
import random
import signal
import threading
import time
from pathlib import Path
from uuid import uuid4

from django.db import connection

from bars.figures import Figure
from bars.served import Caller, Served, family, note, people, session_of
from casewright.audit import queries as trail
from casewright.audit.models import Entry
from casewright.contacts.models import Contact
from casewright.tasks.models import Task

READY_WITHIN = 10.0
# Beside its head.
PROCESSES = 2
# Not the same moments at every run; nothing here is a secret.
ANY = random.Random()  # noqa: S311 - a choice of what to try, no secret
NOT_TESTED = ("A web server killed by loss of power: the disk's own promise is not tried.",)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Write while the server is killed so many times, then count."""
    began, rounds = time.monotonic(), 4 if quick else 20
    served, session = people(), session_of("amara")
    with Served() as server:
        writers = [Writer(server.port, session, key) for key in served[:3]]
        for writer in writers:
            writer.start()
        waits = [kill(server, number) for number in range(rounds)]
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()
    taken = {key for writer in writers for key in writer.taken}
    lost, twice, half = count(taken)
    slow = [wait for wait in waits if wait > READY_WITHIN]
    faults = trail.faults([])
    refused = sum(writer.refused for writer in writers)
    return Figure(
        name="kill_web",
        tried=rounds,
        wrong=lost + twice + half + len(slow) + len(faults),
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{rounds} rounds of kill -9, {len(taken)} writes acknowledged ({refused} not): "
            f"{lost} lost, {twice} kept twice, {half} half done, {len(faults)} faults of the "
            f"trail; ready again after {max(waits):.1f} s at most"
        ),
        passed=not (lost or twice or half or slow or faults) and len(taken) >= rounds,
    )


class Writer(threading.Thread):
    """Somebody who writes a note, then a task, and again, and remembers what was acknowledged."""

    def __init__(self, port: int, session: str, person: str) -> None:
        super().__init__()
        self.ask, self.person = Caller(port, session), person
        self.stop, self.taken, self.refused = threading.Event(), set[str](), 0

    def run(self) -> None:
        for number in itertools.count():
            if self.stop.is_set():
                return
            words = f"kill {uuid4().hex}"
            if number % 2:
                fields = {"title": words, "due_on": "2030-01-02"}
                answer = self.ask.post(f"/people/{self.person}/tasks/", fields, patience=10)
            else:
                answer = self.ask.post(f"/people/{self.person}/note/", note(words), patience=10)
            if answer.status in (201, 204, 302, 303):
                self.taken.add(words)
            else:
                self.refused += 1
                time.sleep(0.05)


def kill(server: Served, number: int) -> float:
    """Kill one of the web server's processes, or by turns its head; seconds until it is ready."""
    time.sleep(ANY.uniform(0.3, 1.5))
    head, *others = wait_for_processes(server)
    # By turns the head and whichever of the others is the oldest: one that falls twice within
    # seconds would be taken for one that cannot start.
    is_head = number % (1 + PROCESSES) == 0
    victim = head if is_head else min(others)
    os.kill(victim, signal.SIGKILL)
    began = time.monotonic()
    asking = Caller(server.port)
    # Without its head the others end as well: what they still answer says nothing.
    gone = [victim, *others] if is_head else [victim]
    while time.monotonic() - began < 3 * READY_WITHIN:
        is_gone = not any(is_web(pid) for pid in gone)
        if is_gone and all(asking.get("/readyz", patience=2).status == 200 for _ in range(4)):
            return time.monotonic() - began
        time.sleep(0.05)
    return time.monotonic() - began


def wait_for_processes(server: Served) -> list[int]:
    """The web server's processes once all are there."""
    end = time.monotonic() + 3 * READY_WITHIN
    while time.monotonic() < end:
        if len(there := web_processes(server.process.pid)) > PROCESSES:
            return there
        time.sleep(0.05)
    raise RuntimeError("the web server did not come back")


def web_processes(parent: int) -> list[int]:
    """The web server's processes, its head first."""
    return [int(pid) for pid in family(parent) if is_web(int(pid))]


def is_web(pid: int) -> bool:
    """Whether a process is there and is one of the web server's; one that only waits to be buried
    has no command line any more."""
    try:
        return b"casewright.config.web" in (Path("/proc") / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False


def count(taken: set[str]) -> tuple[int, int, int]:
    """How many acknowledged writes are lost, kept twice, or only half there."""
    notes = dict(Contact.objects.filter(text__startswith="kill ").values_list("pk", "text"))
    tasks = dict(Task.objects.filter(title__startswith="kill ").values_list("pk", "title"))
    kept = [*notes.values(), *tasks.values()]
    keys = {str(key) for key in (*notes, *tasks)}
    told = set(
        Entry.objects.filter(
            event__in=("contacts.signed", "tasks.opened"), subject_key__in=keys
        ).values_list("subject_key", flat=True)
    )
    events = set(Task.objects.filter(pk__in=tasks, events__what="opened").values_list("pk"))
    half = len(keys - told) + len(tasks) - len(events)
    connection.close()
    return len(taken - set(kept)), len(kept) - len(set(kept)), half
