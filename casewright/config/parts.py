"""The processes that `serve` keeps: started, watched, and started again when they end.

Nothing here needs the rooms: the web part is started before they are opened.
"""

import logging
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from casewright.config.together import SERVED, end_with_parent

logger = logging.getLogger(__name__)
WAIT_FOR_CHILDREN_SECONDS = 10
# A part that lived so long stood firmly; one that sooner ends by itself, so often in a row, cannot
# be kept. One that is killed from outside is started again whatever happens.
FIRM_AFTER_SECONDS = 10
MOST_FALLS = 5
MOST_SECONDS_BETWEEN = 4


@dataclass
class Part:
    """One process of the server, its command line, and how often it fell in a row.

    `on_fall` is handed the name of the worker that fell, where it is one; `also` are variables it
    is told.
    """

    name: str
    line: list[str]
    can_be_missed: bool
    worker: str = ""
    also: dict[str, str] = field(default_factory=dict)
    on_fall: Callable[[str], None] = field(default=lambda _worker: None, repr=False)
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
            env={**os.environ, SERVED: "1", **self.also},
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
            self.on_fall(self.worker)

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


def web_part(host: str, port: int, workers: int) -> Part:
    """The web server."""
    line = [
        *(sys.executable, "-m", "casewright.config.web", "--interface", "rsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--backlog", "1024", "--respawn-failed-workers"),
        *("--respawn-interval", "0.5"),
        *("--no-access-log", "--log-level", "warning"),
        "casewright.config.door:application",
    ]
    return Part("web", line, can_be_missed=False)


def worker_part(on_fall: Callable[[str], None]) -> Part:
    """The worker, under a name of its own."""
    worker = f"{socket.gethostname()[:40]}-{secrets.token_hex(4)}"
    line = [sys.executable, "-m", "casewright", "worker", "--name", worker]
    return Part("worker", line, can_be_missed=True, worker=worker, on_fall=on_fall)
