"""The databases that are measured: one for each size, grown from the next smaller one.

In a folder that is kept they are found again, brought up to date and measured as they are; what is
missing is made.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bars.postgres import Postgres

HERE = Path(__file__).resolve().parents[1]
SEED = ("-m", "casewright", "seed", "--seed", "7", "--people")
# A server of PostgreSQL as it comes, but that it may write more between two checkpoints.
SERVER = "-c max_connections=60 -c shared_buffers=256MB -c max_wal_size=4GB"
# What has nothing to lose need not reach the disk.
NOTHING_TO_LOSE = " -c fsync=off -c full_page_writes=off -c autovacuum=off"
Environment = dict[str, str]


class Server(Postgres):
    """A PostgreSQL server in a folder of its own, which stays when it ends."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.options = SERVER

    def __enter__(self) -> "Server":
        if (self.place / "data").exists():
            self.start()
        else:
            super().__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop("fast", may_fail=True)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = f"-k {self.place} -p {self.port} -c listen_addresses=127.0.0.1 {self.options}"
        data, log = f"{self.place}/data", f"{self.place}/log"
        self._do("pg_ctl", "-D", data, "-w", "-t", "300", "-l", log, "-o", options, "start")

    def start_again(self, options: str) -> None:
        """Start it with other options."""
        self.stop("fast")
        self.options = options
        self.start()

    def has(self, name: str) -> bool:
        """Whether there is a database of this name."""
        return self._ask(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == "1"  # noqa: S608 - names of ours

    def make(self, name: str, after: str = "template1") -> None:
        """Make a database like another, which is left as it is."""
        self._ask(f"CREATE DATABASE {name} TEMPLATE {after}")

    def drop(self, name: str) -> None:
        """Have no database of this name."""
        self._ask(f"DROP DATABASE IF EXISTS {name}")

    def _ask(self, words: str) -> str:
        line = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "casewright", "-tAc", words]
        told = subprocess.run(
            [*line, "postgres"], check=True, capture_output=True, text=True, cwd=self.place
        )
        return told.stdout.strip()


class Houses:
    """The databases of one vendor, by number of people, each with a home of its own."""

    def __init__(self, vendor: str, place: Path, seeded: int, server: Server | None) -> None:
        self.vendor, self.place, self.seeded, self.server = vendor, place, seeded, server
        self.seen: set[int] = set()

    def of(self, people: int) -> Environment:
        """What a process needs to know to work in the database with so many people."""
        home = self.home(people)
        if not (home / "ready").exists():
            self._make(people)
        environment = self.environment(home, f"people_{people}")
        if people not in self.seen:
            # One that was kept may be older than the program.
            with told(f"{self.vendor}: {people:,} people are ready"):
                run(environment, "-m", "casewright", "setup")
            self.seen.add(people)
        return environment

    def empty(self) -> Environment:
        """The same for one without anything in it."""
        home = self.place / "scratch"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        if self.server:
            self.server.drop("scratch")
            self.server.make("scratch")
        return self.environment(home, "scratch")

    def home(self, people: int) -> Path:
        """Where the database with so many people keeps its files."""
        return self.place / f"{self.vendor.lower()}-{people}"

    def environment(self, home: Path, name: str) -> Environment:
        """The variables by which a process finds a database."""
        found = {
            **os.environ,
            "CASEWRIGHT_HOME": str(home),
            "CASEWRIGHT_SECRET_KEY": "only-for-measuring-and-nothing-else-0123456789-abcdefghijk",
            "CASEWRIGHT_TLS": "0",
            "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
        }
        found.pop("CASEWRIGHT_DATABASE_URL", None)
        if self.server:
            found["CASEWRIGHT_DATABASE_URL"] = self.server.address(database=name)
        return found

    def _make(self, people: int) -> None:
        """Make one: the seed of the smallest, or the next smaller one with copies beside it."""
        home, name = self.home(people), f"people_{people}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        smaller = self.seeded if people > self.seeded else 0
        if smaller:
            self.of(smaller)
        if self.server:
            self.server.start_again(SERVER + NOTHING_TO_LOSE)
            self.server.drop(name)
            self.server.make(name, f"people_{smaller}" if smaller else "template1")
        elif smaller:
            shutil.copy(self.home(smaller) / "casewright.sqlite3", home)
        environment = self.environment(home, name)
        with told(f"{self.vendor}: {people:,} people"):
            run(environment, "-m", "casewright", "setup")
            if smaller:
                copies = ("1", str(people // self.seeded))
                run(environment, "-m", "bench.grow", *copies, is_heard=True)
            else:
                run(environment, *SEED, str(people))
        if self.server:
            self.server.start_again(SERVER)
        (home / "ready").touch()


@contextmanager
def houses(vendor: str, place: Path, seeded: int) -> Iterator[Houses]:
    """The databases of one vendor in a folder, with their server while it is needed."""
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    if vendor == "SQLite":
        yield Houses(vendor, place, seeded, None)
        return
    (place / "server").mkdir(exist_ok=True)
    with Server(place / "server") as server:
        yield Houses(vendor, place, seeded, server)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say how long something took."""
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def run(environment: Environment, *arguments: str, is_heard: bool = False) -> str:
    """Run a part in a process of its own; its words come back, `is_heard` says its progress."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=HERE,
        check=False,
        stdout=subprocess.PIPE,
        stderr=None if is_heard else subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: {(done.stderr or '')[-2000:]}")
    return done.stdout
