"""Requests are counted and timed by the name of their view, over all processes, for nothing."""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from casewright.foundation.measuring import (
    STATIC,
    TOGETHER,
    UNMATCHED,
    Measured,
    requests_in_text,
    turned_away,
)

# Microseconds that counting one request may take; it takes about ten.
MOST_MICROSECONDS = 500


def counted() -> dict[str, float]:
    lines = [one for one in requests_in_text().splitlines() if not one.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def more(before: dict[str, float], name: str) -> float:
    return counted().get(name, 0) - before.get(name, 0)


def test_a_request_is_counted_by_its_view_and_the_class_of_its_status() -> None:
    before = counted()
    Client().get("/healthz")
    Client().post("/healthz")
    one = 'casewright_requests_total{status="%s",view="healthz"}'
    assert (more(before, one % "2xx"), more(before, one % "4xx")) == (1, 1)


def test_how_long_it_took_is_in_every_bucket_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([10.0, 10.3])
    monkeypatch.setattr("casewright.foundation.measuring.perf_counter", lambda: next(moments))
    before = counted()
    Client().get("/healthz")
    bucket = 'casewright_request_seconds_bucket{le="%s",view="healthz"}'
    assert [more(before, bucket % least) for least in ("0.1", "0.2", "0.5", "10.0", "+Inf")] == [
        *(0, 0, 1, 1, 1),
    ]
    took = more(before, 'casewright_request_seconds_sum{view="healthz"}')
    assert took == pytest.approx(0.3)


def test_whatever_somebody_asks_for_makes_no_new_name() -> None:
    Client().get("/no/such/Rosa-Delgado")
    Client().get("/wp-admin.php")
    names = {line.split('view="')[1].split('"')[0] for line in counted() if 'view="' in line}
    assert UNMATCHED in names
    assert not {name for name in names if "Rosa" in name or "wp" in name}
    measured = Measured(lambda _request: HttpResponse(status=304))
    before = counted()
    request: HttpRequest = RequestFactory().get("/static/desk/tokens.css")
    request.resolver_match = None
    measured(request)
    assert more(before, f'casewright_requests_total{{status="3xx",view="{STATIC}"}}') == 1


def test_whoever_was_turned_away_is_counted() -> None:
    before = counted()
    turned_away(503)
    assert more(before, 'casewright_requests_turned_away_total{status="503"}') == 1


@pytest.mark.django_db
def test_counting_asks_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as statements:
        Client().get("/healthz")
        requests_in_text()
    assert len(statements) == 0


def test_counting_takes_less_than_anybody_would_notice() -> None:
    measured = Measured(lambda _request: HttpResponse())
    request: HttpRequest = RequestFactory().get("/no/such")
    request.resolver_match = None
    measured(request)
    began = perf_counter()
    for _ in range(1000):
        measured(request)
    assert (perf_counter() - began) * 1000 < MOST_MICROSECONDS


COUNT_TWO = """
import django; django.setup()
from django.http import HttpResponse
from django.test import RequestFactory
from casewright.foundation.measuring import Measured
measured = Measured(lambda _request: HttpResponse())
request = RequestFactory().get("/no/such")
request.resolver_match = None
measured(request), measured(request)
"""
SAY = "import django; django.setup(); from casewright.foundation.measuring import *; import sys; "
SAY += "sys.stdout.write(requests_in_text())"


def test_several_processes_are_counted_together_and_those_that_ended_as_well(
    tmp_path: Path,
) -> None:
    told = {**os.environ, TOGETHER: str(tmp_path)}
    for _ in range(3):
        subprocess.run([sys.executable, "-c", COUNT_TWO], check=True, env=told)  # noqa: S603 - ours
    said = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", SAY], check=True, env=told, capture_output=True, text=True
    ).stdout
    assert 'casewright_requests_total{status="2xx",view="unmatched"} 6.0' in said
    assert 'casewright_request_seconds_count{view="unmatched"} 6.0' in said
