"""How long a request waits for a database that has fallen silent: not for ever.

A server that is stopped, or a network that swallows what is sent, answers nothing at all; the
driver itself would wait until the other end speaks. One thread looks at every request that waits
and closes the connection of one that waited too long: the request then ends with an error, which
is told in words, and the next one connects anew.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg import OperationalError

# With at most 3.5 seconds in the queue of the door, and two to connect anew, no request takes
# longer than ten, and `/readyz` no longer than five.
WORK_SECONDS, HEALTH_SECONDS = 4.0, 1.5
LOOK_EVERY_SECONDS = 0.25


class Watch:
    """The connections in use, each with the moment until which it is waited for."""

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[float, Any]] = {}
        self.lock = threading.Lock()
        self.looks = False

    @contextmanager
    def over(self, one: Any, seconds: float) -> Iterator[Callable[..., Any]]:
        """Look at a connection for as long as this lasts.

        Gives what is to stand around every statement: whoever is answered has all the time anew,
        so that a busy machine is not taken for a silent one.
        """
        key = threading.get_ident()

        def answered(execute: Callable[..., Any], *statement: Any) -> Any:
            self.waiting[key] = (time.monotonic() + seconds, one)
            found = execute(*statement)
            self.waiting[key] = (time.monotonic() + seconds, one)
            return found

        with self.lock:
            self.waiting[key] = (time.monotonic() + seconds, one)
            if not self.looks:
                self.looks = True
                threading.Thread(target=self._look, name="patience", daemon=True).start()
        try:
            yield answered
        finally:
            with self.lock:
                self.waiting.pop(key, None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            moment = time.monotonic()
            with self.lock:
                late = [key for key, (until, _) in list(self.waiting.items()) if until < moment]
                for key in late:
                    _hang_up(self.waiting.pop(key)[1])


def _hang_up(one: Any) -> None:
    """Close what lies below the connection: the thread that waits for it wakes with an error."""
    below: Any = getattr(one, "connection", None)
    # Closed already, or never opened: then nobody waits for it.
    with contextlib.suppress(AttributeError, OSError, OperationalError):
        line = socket.socket(fileno=os.dup(below.pgconn.socket))
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.close()


WATCH = Watch()


class Patience:
    """Let no request wait for a silent PostgreSQL server beyond its time. SQLite is never silent:
    it has a limit of its own for the one that writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":
            return self.get_response(request)
        is_health = request.path in ("/healthz", "/readyz")
        seconds = HEALTH_SECONDS if is_health else WORK_SECONDS
        try:
            with WATCH.over(connection, seconds) as answered, connection.execute_wrapper(answered):
                return self.get_response(request)
        finally:
            # One that is kept must be asked first whether it still lives; that would take the time
            # in which `/readyz` has to answer.
            if is_health and not connection.in_atomic_block:
                connection.close()
