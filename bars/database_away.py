"""The PostgreSQL server goes away and comes back; the line to it is slow, cut, refused, silent.

Somebody goes on asking for pages and signing notes. A note that was acknowledged is there at the
end, a refused one is not; no request takes longer than ten seconds; nothing is started again.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db import connection

from bars.figures import Figure
from bars.postgres import Line, Postgres
from bars.served import Answer, Caller, Served, kept_notes, note, people, session_of

DATABASES = ("PostgreSQL",)
NOT_TESTED = ("A standby server that takes over.", "A PostgreSQL server across a real network.")
LONGEST, READY_WITHIN, BACK_WITHIN = 10.0, 5.0, 15.0
CALLERS = 3


class Work:
    """What several people do at once, and what came of it."""

    def __init__(self, ask: Caller, served: list[str]) -> None:
        self.ask, self.served = ask, served
        # Whatever watches over a server has no session.
        self.watcher = Caller(ask.port)
        self.answers: list[Answer] = []
        self.taken: set[str] = set()
        self.refused: set[str] = set()
        self.health: list[Answer] = []
        self.stop = threading.Event()
        self.threads = [
            *(threading.Thread(target=self._work) for _ in range(CALLERS)),
            threading.Thread(target=self._watch),
        ]

    def __enter__(self) -> "Work":
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for one in self.threads:
            one.join()

    def _work(self) -> None:
        while not self.stop.is_set():
            text = f"away {uuid4()}"
            for answer in (
                self.ask.get("/"),
                self.ask.get(f"/people/{self.served[0]}/"),
                sent := self.ask.post(f"/people/{self.served[0]}/note/", note(text)),
            ):
                self.answers.append(answer)
            (self.taken if sent.status == 302 else self.refused).add(text)
            time.sleep(0.05)

    def _watch(self) -> None:
        while not self.stop.wait(0.3):
            self.health.append(self.watcher.get("/healthz"))


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Each fault in turn, so many times."""
    began = time.monotonic()
    with Postgres() as postgres:
        line = Line(postgres.port)
        os.environ["CASEWRIGHT_DATABASE_URL"] = postgres.address(line.port)
        settings.DATABASES["default"]["HOST"] = "127.0.0.1"
        settings.DATABASES["default"]["PORT"] = line.port
        connection.close()
        connection.settings_dict.update(HOST="127.0.0.1", PORT=line.port)
        subprocess.run(
            [sys.executable, "-m", "casewright", "setup"], check=True, stdout=subprocess.DEVNULL
        )
        served = people()
        ask_with = session_of("amara")
        with Served() as server, Work(Caller(server.port, ask_with), served) as work:
            told = [
                fault_and_back(work, *fault)
                for _ in range(1 if quick else 3)
                for fault in faults(postgres, line)
            ]
        lost = work.taken - kept_notes("away ")
        doubled = work.refused & kept_notes("away ")
        connection.close()
        line.set("refused")
        line.cut()
    wrong = {
        "over 10 s": sum(one.seconds > LONGEST for one in work.answers),
        "without an answer": sum(one.status == 0 for one in work.answers),
        "of 500": sum(one.status == 500 for one in work.answers),
        "times /healthz failed": sum(one.status != 200 for one in work.health),
        "notes lost": len(lost),
        "faults after which it did not come back": sum(not one[0] for one in told),
        "times /readyz did not say so in 5 s": sum(not one[1] for one in told),
    }
    slowest = max(one.seconds for one in work.answers)
    return Figure(
        name="database_away",
        tried=len(work.answers),
        wrong=sum(wrong.values()),
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{len(told)} faults (stopped, killed, slow, cut, refused, silent) under work: "
            + ", ".join(f"{number} {what}" for what, number in wrong.items())
            + f"; slowest {slowest:.1f} s; {len(work.taken)} notes acknowledged, "
            f"{len(work.refused)} refused, of which {len(doubled)} were kept all the same "
            "(the answer was lost, not the note)"
        ),
        passed=not any(wrong.values()),
    )


Fault = tuple[str, Callable[[], None], Callable[[], None], bool]


def faults(postgres: Postgres, line: Line) -> list[Fault]:
    """Name, how it begins, how it ends, and whether nothing can be done meanwhile."""

    def silent_no_more() -> None:
        line.cut()
        line.set("open")

    def refused() -> None:
        line.set("refused")
        line.cut()

    return [
        ("stopped", lambda: postgres.stop("fast"), postgres.start, True),
        ("killed", lambda: postgres.stop("immediate"), postgres.start, True),
        ("slow", lambda: line.set("slow"), lambda: line.set("open"), False),
        ("cut", line.cut, lambda: None, False),
        ("refused", refused, lambda: line.set("open"), True),
        ("silent", lambda: line.set("silent"), silent_no_more, True),
    ]


def fault_and_back(
    work: Work,
    name: str,
    begin: Callable[[], None],
    end: Callable[[], None],
    nothing_works: bool,  # noqa: FBT001 - from the table above
) -> tuple[bool, bool]:
    """Let one fault come and go: whether all came back, and whether `/readyz` said so in time."""
    time.sleep(3)
    begin()
    said = True
    if nothing_works:
        ready = work.watcher.get("/readyz")
        said = ready.status == 503 and ready.seconds <= READY_WITHIN
        print(f"  {name}: /readyz {ready.status} in {ready.seconds:.1f} s", file=sys.stderr)
    time.sleep(6 if nothing_works else 2)
    end()
    began = time.monotonic()
    while time.monotonic() - began < BACK_WITHIN:
        text = f"away {uuid4()}"
        sent = work.ask.post(f"/people/{work.served[0]}/note/", note(text))
        work.answers.append(sent)
        if sent.status == 302:
            work.taken.add(text)
            return True, said
        work.refused.add(text)
        time.sleep(0.2)
    return False, said
