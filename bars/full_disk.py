"""The disk is full: the database, the home folder with its cache, and the log, all on one disk.

On SQLite the home folder lies on a small disk in memory; on PostgreSQL the database lies in a
tablespace on one. It is filled, work goes on, room is made again. Nothing is started anew.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connection

from bars.figures import Figure
from bars.postgres import Postgres
from bars.served import Answer, Caller, Served, kept_notes, note, people, session_of
from casewright.audit.queries import faults, head

NOT_TESTED = (
    "PostgreSQL whose write-ahead log has no room: that server stops by itself until there is.",
)
READY_WITHIN, BACK_WITHIN = 5.0, 10.0
REFUSED_IN_WORDS = {503, 507}
BLOCK = b"\0" * 65_536


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Fill the disk, work, make room; so many times."""
    began = time.monotonic()
    place = Path(tempfile.mkdtemp(prefix="bar-full-"))
    with small_disk(place) as can_mount:
        if not can_mount:
            return figure(began, 0, {"could not mount a small disk": 1}, "")
        with database_on(place):
            return fill_and_work(place, began, rounds=1 if quick else 4)


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A disk in memory; False where this user may not mount one."""
    line = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=777", "tmpfs", str(place)]
    mounted = subprocess.run(line, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        connection.close()
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=False)
        with contextlib.suppress(OSError):
            place.rmdir()


@contextmanager
def database_on(place: Path) -> Iterator[None]:
    """Let the database of this process and of those it starts lie on the small disk."""
    connection.close()
    if connection.vendor == "sqlite":
        home = place / "home"
        os.environ["CASEWRIGHT_HOME"] = str(home)
        connection.settings_dict["NAME"] = str(home / "casewright.sqlite3")
        set_up()
        yield
        return
    with Postgres() as postgres:
        connection.settings_dict.update(HOST="127.0.0.1", PORT=postgres.port)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLESPACE small LOCATION '{postgres_place(place)}'")
            cursor.execute("CREATE DATABASE on_small TEMPLATE template0 TABLESPACE small")
        connection.close()
        os.environ["CASEWRIGHT_DATABASE_URL"] = postgres.address(database="on_small")
        connection.settings_dict["NAME"] = "on_small"
        set_up()
        yield
        connection.close()


def postgres_place(place: Path) -> Path:
    """A folder there that the server's own user may write."""
    folder = place / "tablespace"
    folder.mkdir()
    if os.getuid() == 0:
        subprocess.run(["chown", "postgres", str(folder)], check=True)
    return folder


def set_up() -> None:
    """Prepare the database where it lies now."""
    line = [sys.executable, "-m", "casewright", "setup"]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)


def fill_and_work(place: Path, began: float, rounds: int) -> Figure:
    """The rounds themselves, and what is counted at the end."""
    served = people()
    session = session_of("amara")
    taken: set[str] = set()
    answers: list[tuple[str, Answer]] = []
    wrong = {"did not come back": 0, "/readyz late or not 503": 0, "/healthz not 200": 0}
    before = head()
    with Served() as server:
        ask, watcher = Caller(server.port, session), Caller(server.port)
        for _ in range(rounds):
            fill(place)
            refused = write_until_refused(ask, served, taken, answers)
            full = work_when_full(ask, served, taken)
            answers += full
            ready, alive = watcher.get("/readyz"), watcher.get("/healthz")
            wrong["/readyz late or not 503"] += ready.status != 503 or ready.seconds > READY_WITHIN
            wrong["/healthz not 200"] += alive.status != 200
            wrong["did not come back"] += not refused
            (place / "filler").unlink()
            wrong["did not come back"] += not comes_back(ask, served, taken)
    wrong["notes lost"] = len(taken - kept_notes("full "))
    wrong["faults in the trail"] = len(faults([before]))
    refused_badly = [(what, one) for what, one in answers if not is_in_words(one)]
    wrong["answers not in words"] = len(refused_badly)
    lists = [one for what, one in answers if what == "list"]
    looks = [one for what, one in answers if what == "look"]
    wrong["pages not shown"] = sum(one.status != 200 for one in [*lists, *looks])
    says = (
        f"{len(taken)} notes acknowledged; full {rounds} times: lists went on {len(lists)} times, "
        f"a person's page was shown {sum(one.status == 200 for one in looks)} of {len(looks)} "
        f"times (their lines in the trail wait for room), statuses "
        f"{sorted({one.status for _, one in answers})}"
    )
    return figure(began, len(answers) + len(taken), wrong, says)


def fill(place: Path) -> None:
    """Write until there is no room for a byte more."""
    with contextlib.suppress(OSError), (place / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(BLOCK)
    with contextlib.suppress(OSError), (place / "filler").open("ab", buffering=0) as filler:
        while True:
            filler.write(b"\0" * 512)


def write_until_refused(
    ask: Caller, served: list[str], taken: set[str], answers: list[tuple[str, Answer]]
) -> bool:
    """Long notes into the room that the tables still have, until one is refused."""
    for number in range(400):
        text = f"full {uuid4()} " + "".join(str(uuid4()) for _ in range(200))
        sent = ask.post(f"/people/{served[number % len(served)]}/note/", note(text))
        answers.append(("note", sent))
        if sent.status != 302:
            return True
        taken.add(text)
    return False


def work_when_full(ask: Caller, served: list[str], taken: set[str]) -> list[tuple[str, Answer]]:
    """Everything somebody may try now."""
    answers = []
    for number in range(20):
        person = served[number % len(served)]
        text = f"full {uuid4()} " + "x" * 9000
        sent = ask.post(f"/people/{person}/note/", note(text))
        if sent.status == 302:
            taken.add(text)
        task = {"title": f"Ask {uuid4()}", "due_on": "2027-06-01", "when": "date", "act": "do"}
        answers += [
            ("note", sent),
            ("task", ask.post(f"/people/{person}/tasks/", task)),
            ("list", ask.get("/")),
            ("look", ask.get(f"/people/{person}/")),
        ]
    tried = {"login": "carmen", "password": "not this one at all"}
    answers.append(("sign in", Caller(ask.port).post("/accounts/login/", tried)))
    return answers


def comes_back(ask: Caller, served: list[str], taken: set[str]) -> bool:
    """Whether a note is taken soon after there is room, and the server says that it is ready."""
    began = time.monotonic()
    while time.monotonic() - began < BACK_WITHIN:
        text = f"full {uuid4()}"
        sent = ask.post(f"/people/{served[0]}/note/", note(text))
        if sent.status == 302:
            taken.add(text)
            return Caller(ask.port).get("/readyz").status == 200
        time.sleep(0.2)
    return False


def is_in_words(answer: Answer) -> bool:
    """Done, or refused with a page that says so."""
    if answer.status in REFUSED_IN_WORDS:
        return b"was not saved" in answer.body
    return answer.status in (200, 302, 429)


def figure(began: float, tried: int, wrong: dict[str, int], says: str) -> Figure:
    """The figure, with what was wrong in words."""
    told = ", ".join(f"{number} {what}" for what, number in wrong.items())
    return Figure(
        name="full_disk",
        tried=tried,
        wrong=sum(wrong.values()),
        database="",
        seconds=time.monotonic() - began,
        says=f"{says}; {told}" if says else told,
        passed=tried > 0 and not any(wrong.values()),
    )
