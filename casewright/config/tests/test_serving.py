"""The parts that serve: started again when they end, given up when they cannot be kept."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import click
import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from casewright.config import parts, serving, starting
from casewright.config.parts import MOST_FALLS, Part, web_part, worker_part
from casewright.config.serving import release, turn
from casewright.foundation.jobs import sweep_results
from casewright.foundation.models import Worker
from casewright.foundation.working import beat

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture(autouse=True)
def _the_connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction lives in it."""
    monkeypatch.setattr(serving, "close_old_connections", lambda: None)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of the parts' own, which a test turns."""
    at = [100.0]
    monkeypatch.setattr(parts, "monotonic", lambda: at[0])
    return at


@pytest.fixture
def part() -> Iterator[Part]:
    one = Part("web", SLEEPS, can_be_missed=False)
    yield one
    if one.process is not None:
        one.process.kill()
        one.process.wait()


def ended(part: Part) -> None:
    assert part.process is not None
    part.process.wait()


def test_a_part_that_is_killed_is_started_again_at_once_however_often(
    part: Part, clock: list[float]
) -> None:
    part.start()
    for _ in range(MOST_FALLS + 2):
        assert part.process is not None
        before = part.process.pid
        part.process.send_signal(signal.SIGKILL)
        ended(part)
        part.watch()
        assert part.process is not None
        assert part.process.pid != before
        clock[0] += 1
    assert not part.is_lost


def test_a_part_that_ends_by_itself_waits_longer_each_time_and_is_given_up(
    part: Part, clock: list[float]
) -> None:
    part.line = ENDS
    part.start()
    starts = 1
    while not part.is_lost:
        ended(part)
        part.watch()
        assert part.process is None  # it waits a little
        clock[0] += 0.5
        part.watch()
        assert part.process is None
        clock[0] += parts.MOST_SECONDS_BETWEEN
        part.watch()
        starts += part.process is not None
    assert starts == MOST_FALLS
    assert part.process is None


def test_a_part_that_can_be_missed_is_never_given_up(part: Part, clock: list[float]) -> None:
    part.line, part.can_be_missed = ENDS, True
    part.start()
    for _ in range(MOST_FALLS + 3):
        ended(part)
        part.watch()
        clock[0] += parts.MOST_SECONDS_BETWEEN
        part.watch()
        assert part.process is not None


def test_a_part_that_stood_firmly_begins_anew(part: Part, clock: list[float]) -> None:
    part.line = ENDS
    part.start()
    for _ in range(MOST_FALLS + 3):
        ended(part)
        clock[0] += parts.FIRM_AFTER_SECONDS
        part.watch()
        assert part.process is not None
    assert not part.is_lost


def test_what_a_worker_that_ended_had_begun_is_free_at_once(
    db: None, part: Part, clock: list[float], now: datetime
) -> None:
    part.worker, part.can_be_missed, part.on_fall = "w1", True, release
    beat("w1", now)
    job = DBTaskResult.objects.get(pk=sweep_results.enqueue().id)
    job.status, job.started_at, job.worker_ids = "RUNNING", now, ["w1"]
    job.save()
    part.start()
    assert part.process is not None
    part.process.kill()
    ended(part)
    part.watch()
    job.refresh_from_db()
    assert job.status == "READY"
    assert not Worker.objects.exists()


def test_a_database_that_does_not_answer_is_waited_for(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_at: datetime) -> int:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(serving, "take_up_again", gone)
        patch.setattr(serving, "connection", type("Closed", (), {"close": lambda self: None})())
        assert turn() == []
    assert "foundation.sweep_results" in turn()


def test_web_and_worker_are_the_parts_and_each_worker_has_a_name_of_its_own() -> None:
    web, worker = web_part("127.0.0.1", 8000, 2), worker_part(release)
    assert (web.can_be_missed, worker.can_be_missed) == (False, True)
    assert worker.worker in worker.line
    assert worker_part(release).worker != worker.worker


@pytest.mark.parametrize(
    ("code", "rooms"),
    [
        ("import casewright.config.starting", "casewright.people.models"),
        ("import casewright.config.web", "casewright.people.models"),
        ("import casewright.config.commands", "django"),
    ],
)
def test_no_room_is_opened_before_the_web_server_is_started(code: str, rooms: str) -> None:
    told = f"{code}, sys; sys.exit('{rooms}' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], check=False)  # noqa: S603 - words of ours
    assert done.returncode == 0


def test_what_cannot_be_served_ends_the_web_server_that_was_started_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = Part("web", SLEEPS, can_be_missed=False)
    monkeypatch.setattr(starting, "web_part", lambda *_: started)

    def behind() -> None:
        raise click.ClickException("The database is not prepared.")

    monkeypatch.setattr(serving, "demand_a_prepared_database", behind)
    told = CliRunner().invoke(starting.serve, [])
    assert told.exit_code == 1
    assert "not prepared" in told.output
    assert started.process is not None
    assert started.process.poll() is not None
