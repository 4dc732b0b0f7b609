"""The parts that serve: web and worker are started, watched, and started again when they end.

A part that is killed comes back after a moment; what a killed worker had begun is taken up again.
When the web part cannot be kept, everything ends with a sentence, so that whatever started the
server notices.
"""

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType

import click
from django.db import DatabaseError, close_old_connections, connection

from casewright.config.together import SERVED, end_with_parent
from casewright.foundation.jobs import enqueue_due
from casewright.foundation.moments import now
from casewright.foundation.working import leave, take_up_again

logger = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.25
SCHEDULE_EVERY_SECONDS = 30
WAIT_FOR_CHILDREN_SECONDS = 10
# A part that lived so long stood firmly; one that sooner ends by itself, so often in a row, cannot
# be kept. One that is killed from outside is started again whatever happens.
FIRM_AFTER_SECONDS = 10
MOST_FALLS = 5
MOST_SECONDS_BETWEEN = 4


@dataclass
class Part:
    """One process of the server, its command line, and how often it fell in a row."""

    name: str
    line: list[str]
    can_be_missed: bool
    worker: str = ""
    falls: int = 0
    own_falls: int = 0
    started: float = 0.0
    again_at: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, to end with us whatever becomes of us."""
        self.started = monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command lines
            self.line,
            env={**os.environ, SERVED: "1"},
            preexec_fn=end_with_parent,
        )

    def watch(self) -> None:
        """Notice that it ended, and start it again when its time has come."""
        if self.process is not None and self.process.poll() is not None:
            self._fell(self.process.returncode)
        if self.process is None and monotonic() >= self.again_at and not self.is_lost:
            self.start()

    def _fell(self, code: int) -> None:
        firm = monotonic() - self.started >= FIRM_AFTER_SECONDS
        self.falls = 1 if firm else self.falls + 1
        self.own_falls = 0 if code < 0 else 1 if firm else self.own_falls + 1
        # Killed from outside it did nothing wrong: it comes back at once.
        wait = 0 if code < 0 or firm else min(2 ** (self.falls - 1), MOST_SECONDS_BETWEEN)
        self.process, self.again_at = None, monotonic() + wait
        facts = {"part": self.name, "code": code, "falls": self.falls, "again_in_seconds": wait}
        logger.warning("a part of the server ended", extra={"facts": facts})
        if self.worker:
            _release(self.worker)

    @property
    def is_lost(self) -> bool:
        """It ended again and again at once: starting it once more would help nobody."""
        return not self.can_be_missed and self.own_falls >= MOST_FALLS

    def end(self) -> None:
        """Ask it to end, and wait; then it is ended."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(WAIT_FOR_CHILDREN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run(host: str, port: int, workers: int) -> None:
    """Keep the web server, the worker and the schedule going together until told to stop."""
    stop = threading.Event()

    def leave_now(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, leave_now)
    parts = parts_of(host, port, workers)
    for part in parts:
        part.start()
    click.echo(f"Casewright answers at http://{host}:{port}/")
    turn_at = monotonic()
    while not stop.wait(LOOK_EVERY_SECONDS):
        for part in parts:
            part.watch()
        if any(part.is_lost for part in parts):
            break
        if monotonic() >= turn_at:
            turn()
            turn_at = monotonic() + SCHEDULE_EVERY_SECONDS
    for part in parts:
        part.end()
    if any(part.is_lost for part in parts):
        raise click.ClickException("A part of the server ended by itself; see its last lines.")


def turn() -> list[str]:
    """Enqueue what is due and take up what a killed worker left; gives the names of the jobs.

    A database that does not answer is waited for: the next turn comes soon.
    """
    try:
        close_old_connections()
        take_up_again(now())
        return enqueue_due(now())
    except DatabaseError as fault:
        logger.warning("no turn of timed work", extra={"facts": {"fault": type(fault).__name__}})
        connection.close()
        return []


def _release(worker: str) -> None:
    """A worker that is known to have ended is silent at once: what it had begun is free."""
    try:
        close_old_connections()
        leave(worker)
        take_up_again(now())
    except DatabaseError:
        connection.close()


def parts_of(host: str, port: int, workers: int) -> list[Part]:
    """The web server and the worker, with their command lines."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "rsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--backlog", "1024", "--respawn-failed-workers"),
        *("--respawn-interval", "0.5"),
        *("--no-access-log", "--log-level", "warning"),
        "casewright.config.door:application",
    ]
    worker = f"{socket.gethostname()[:40]}-{secrets.token_hex(4)}"
    work = [sys.executable, "-m", "casewright", "worker", "--name", worker]
    return [
        Part("web", web, can_be_missed=False),
        Part("worker", work, can_be_missed=True, worker=worker),
    ]
