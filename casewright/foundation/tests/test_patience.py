"""A connection that is silent for too long is hung up; one in time is left alone."""

import socket
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from casewright.foundation import patience
from casewright.foundation.patience import Patience, Watch


@pytest.fixture(autouse=True)
def _no_network(socket_enabled: None) -> None:
    """Two ends of one line inside this process."""


def connection_over(line: socket.socket) -> SimpleNamespace:
    """As far as it matters here: where the driver keeps its socket."""
    below = SimpleNamespace(pgconn=SimpleNamespace(socket=line.fileno()))
    return SimpleNamespace(connection=below)


def test_whoever_waits_on_a_silent_line_is_woken() -> None:
    here, there = socket.socketpair()
    here.settimeout(10)
    with here, there, Watch().over(connection_over(here), seconds=0):
        # Without the watch this waits for ever: nothing is ever sent.
        assert here.recv(1) == b""


def test_a_line_in_time_stays_open() -> None:
    here, there = socket.socketpair()
    with here, there:
        watch = Watch()
        with watch.over(connection_over(here), seconds=60):
            there.send(b"a")
            assert here.recv(1) == b"a"
        assert watch.waiting == {}
        there.send(b"b")
        assert here.recv(1) == b"b"


def test_whoever_is_answered_has_all_the_time_anew() -> None:
    here, there = socket.socketpair()
    with here, there:
        watch, one = Watch(), connection_over(here)
        with watch.over(one, seconds=60) as answered:
            key = next(iter(watch.waiting))
            watch.waiting[key] = (0.0, one)
            assert answered(lambda *asked: asked, "SELECT 1", ()) == ("SELECT 1", ())
            assert watch.waiting[key][0] > 0


def test_a_connection_that_was_never_opened_is_no_fault() -> None:
    patience._hang_up(SimpleNamespace(connection=None))


@pytest.mark.django_db(transaction=True)
def test_a_page_keeps_its_connection_and_a_look_at_the_health_leaves_none() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file: nothing is waited for.")
    through = Patience(lambda _request: HttpResponse())
    for path, is_kept in (("/", True), ("/readyz", False)):
        connection.ensure_connection()
        through(RequestFactory().get(path))
        assert (connection.connection is not None) is is_kept
