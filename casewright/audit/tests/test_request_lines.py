"""A line in the log for each request: its route, by whose key, how it ended, and nothing typed."""

import json
import logging

import pytest
from django.test import Client

from casewright.audit.models import Entry
from casewright.foundation.logs import Line
from casewright.people.models import Person
from conftest import Staff

pytestmark = pytest.mark.django_db


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [
        json.loads(Line().format(record))
        for record in caplog.records
        if record.name == "casewright.request"
    ]


def test_a_request_is_told_with_the_id_that_stands_in_the_trail(
    staff: Staff, case: object, rosa: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "casewright.request")
    client = Client()
    client.force_login(staff.amara)
    answer = client.get(f"/people/{rosa.pk}/?why=her+daughter")
    (line,) = lines(caplog)
    assert line["route"] == "person"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["user"] == str(staff.amara.pk)
    assert isinstance(line["ms"], float)
    assert line["request_id"] == answer["X-Request-Id"]
    assert Entry.objects.filter(request_id=line["request_id"]).exists()
    text = json.dumps(line)
    for secret in ("Rosa", "daughter", str(rosa.pk), "Amara", "/people/"):
        assert secret not in text


def test_whoever_watches_over_the_server_fills_no_log(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "casewright.request")
    for path in ("/healthz", "/readyz", "/metrics"):
        Client().get(path)
    assert lines(caplog) == []
    Client().get("/nowhere/")
    assert [(line["status"], line["user"]) for line in lines(caplog)] == [(404, "")]
