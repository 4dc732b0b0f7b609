"""For whatever watches over the server."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from time_machine import TimeMachineFixture

from casewright.desk import health
from casewright.foundation.jobs import sweep_results
from casewright.transitions.actions import hear_feed
from casewright.transitions.jobs import watch_feeds
from conftest import Staff


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database's clock runs while that of the tests stands: here both stand."""
    monkeypatch.setattr(health, "database_clock", lambda ours: ours)


def test_alive_looks_at_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as statements:
        response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert len(statements) == 0


@pytest.mark.django_db
def test_ready_when_the_database_is_and_the_disk_takes_a_file() -> None:
    assert Client().get("/readyz").content == b"ready\n"


@pytest.mark.django_db
def test_not_ready_with_a_disk_that_takes_no_file(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "nowhere"
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert b"The home folder cannot be written to" in response.content


@pytest.mark.django_db
def test_not_ready_with_an_older_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one more"])
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert b"casewright setup" in response.content


@pytest.mark.django_db
def test_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.content == b"The database does not answer.\n"


@pytest.mark.django_db
def test_a_clock_beside_that_of_the_database_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for minutes, is_said in ((-2, True), (-1, False), (1, False), (2, True)):
        off = timedelta(minutes=minutes)
        monkeypatch.setattr(health, "database_clock", lambda ours, off=off: ours + off)
        answer = Client().get("/readyz")
        assert answer.status_code == 200
        assert (b"differ by more than a minute" in answer.content) is is_said


@pytest.mark.django_db
def test_not_ready_while_timed_work_waits_for_nobody(now: datetime) -> None:
    job = sweep_results.enqueue()
    assert Client().get("/readyz").content == b"ready\n"
    waits = DBTaskResult.objects.filter(pk=job.id)
    waits.update(enqueued_at=now - timedelta(minutes=16))
    response = Client().get("/readyz")
    assert (response.status_code, b"is the worker running?" in response.content) == (503, True)


@pytest.mark.django_db
def test_ready_and_says_so_when_the_clock_was_set_back_or_a_sender_is_silent(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now - timedelta(hours=9))
    watch_feeds.call()
    time_machine.move_to(now - timedelta(hours=1), tick=False)
    response = Client().get("/readyz")
    assert response.status_code == 200
    ready, *odd = response.content.decode().splitlines()
    assert ready == "ready"
    assert any("clock of this server was set back" in words for words in odd)
    assert any("sender of messages has been silent" in words for words in odd)
    assert "BRIGID" not in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_goes_away_meanwhile_is_said_in_the_same_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(_at: datetime) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(health, "waiting_since", gone)
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
