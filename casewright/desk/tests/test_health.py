"""For whatever watches over the server."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings


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
