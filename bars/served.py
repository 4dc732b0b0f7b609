"""A server of our own for a bar: started as the documentation says, called over real HTTP."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from bars.ports import free_port
from casewright.contacts.models import Contact
from casewright.people.models import Person
from casewright.security.models import User

READY_SECONDS = 30
LISTENING = "0A"


@dataclass(frozen=True)
class Answer:
    """What came back: 0 and no body where nothing did."""

    status: int
    seconds: float
    body: bytes = b""
    fault: str = ""


class Served:
    """`casewright serve` on a port that the kernel chose, with the environment of this process."""

    def __init__(self, more: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.environment = {**os.environ, **(more or {})}
        # Whatever it says is kept, to be shown when it does not come up.
        self.log = Path(self.environment["CASEWRIGHT_HOME"]).parent / f"serve-{self.port}.log"

    def __enter__(self) -> "Served":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "casewright", "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.ready_after = self.wait_until_it_answers()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=20)

    def wait_until_it_answers(self) -> float:
        """Seconds until `/healthz` answers from a listener that is our own."""
        began = time.monotonic()
        while time.monotonic() - began < READY_SECONDS:
            if self.process.poll() is not None:
                break
            if Caller(self.port).get("/healthz", patience=2).status == 200:
                if not is_ours(self.port, self.process.pid):
                    raise RuntimeError(f"port {self.port} is another process's")
                return time.monotonic() - began
            time.sleep(0.05)
        words = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RuntimeError(f"the server does not answer: {words}")


class Caller:
    """Somebody with a browser: a session, if any, and a form token; a new connection each time."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.token = secrets.token_hex(16)
        cookies = {settings.CSRF_COOKIE_NAME: self.token}
        if session:
            cookies[settings.SESSION_COOKIE_NAME] = session
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def get(self, path: str, *, patience: float = 30) -> Answer:
        """Look at a page."""
        return self._ask("GET", path, None, {}, patience)

    def post(self, path: str, fields: Mapping[str, str], *, patience: float = 30) -> Answer:
        """Send a form."""
        more = {"X-CSRFToken": self.token, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), more, patience)

    def _ask(
        self, method: str, path: str, body: bytes | None, more: dict[str, str], patience: float
    ) -> Answer:
        began = time.monotonic()
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            asked.request(method, path, body=body, headers={**self.headers, **more})
            answer = asked.getresponse()
            read = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            return Answer(0, time.monotonic() - began, fault=type(fault).__name__)
        finally:
            asked.close()
        return Answer(answer.status, time.monotonic() - began, read)


def is_ours(port: int, parent: int) -> bool:
    """Whether the listener on a port belongs to a process or one that it started."""
    inodes = set()
    for row in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
        fields = row.split()
        if int(fields[1].split(":")[1], 16) == port and fields[3] == LISTENING:
            inodes.add(f"socket:[{fields[9]}]")
    return any(
        link in inodes
        for process in family(parent)
        for link in _open_files(Path("/proc") / process)
    )


def family(parent: int) -> list[str]:
    """A process and everything that it started, by number."""
    parents: dict[str, str] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[entry.parent.name] = entry.read_text().rsplit(") ", 1)[1].split()[1]
        except (OSError, IndexError):
            continue
    found = [str(parent)]
    for one in found:
        found += [child for child, whose in parents.items() if whose == one]
    return found


def _open_files(process: Path) -> list[str]:
    try:
        return [os.readlink(link) for link in (process / "fd").iterdir()]
    except OSError:
        return []


def people(on: str = "") -> list[str]:
    """The house of the journeys, made in this database; the keys of the people served.

    `on` is the day on which it is made, where that is not today.
    """
    made_on = {"CASEWRIGHT_FREEZE": on} if on else {}
    line = [sys.executable, "-m", "tests.journeys.house"]
    subprocess.run(line, check=True, env={**os.environ, **made_on})
    return sorted(str(key) for key in Person.objects.values_list("pk", flat=True))


def session_of(username: str) -> str:
    """The session of somebody who has just signed in."""
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    connection.close()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def note(text: str) -> dict[str, str]:
    """The form of a note about a call, with a text of its own."""
    return {
        "kind": "call",
        "reached": "person",
        "minutes": "0",
        "started_at": datetime.now(tz=UTC).isoformat(),
        "text": text,
        "time_kind": "with_person",
    }


def kept_notes(prefix: str) -> set[str]:
    """The texts of the signed notes that begin so."""
    rows: Any = Contact.objects.filter(text__startswith=prefix).values_list("text", flat=True)
    return set(rows)
