"""A listener on a port that the kernel chooses, and peers that speak to it, well or badly."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread

from django.db import connection

from casewright.hl7.listening.answering import Answerer, Terms
from casewright.hl7.listening.frames import Frame
from casewright.hl7.listening.listener import Limits, Listener
from casewright.hl7.listening.neighbors import Neighbors
from casewright.hl7.listening.sending import ask
from casewright.hl7.reading.framing import frame
from casewright.hl7.reading.header import salvage_header
from casewright.hl7.reading.writing import Answer, acknowledge
from conftest import NOW

LOOPBACK = "127.0.0.1"
SECONDS = 20
EVERYBODY = Neighbors()


def terms(
    *,
    most_bytes: int = 100_000,
    neighbors: Neighbors = EVERYBODY,
    register: bool = False,
) -> Terms:
    return Terms("feed", register, most_bytes, neighbors)


class Keeper(Answerer):
    """Keeps messages as ever, and gives its connection back for the tables to be cleared."""

    def answer_in_thread(self, arrived: Frame, address: str) -> bytes:
        try:
            return super().answer_in_thread(arrived, address)
        finally:
            connection.close()


class Nodder(Answerer):
    """Says AA to everything and keeps nothing: for tests of the conversation alone. While `hold`
    is not set it is busy."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self.hold = Event()
        self.hold.set()
        self.is_busy = Event()
        self.seen: list[bytes] = []

    def answer(self, arrived: Frame, address: str) -> bytes:
        self.is_busy.set()
        self.hold.wait(SECONDS)
        self.seen.append(arrived.body)
        header = salvage_header(arrived.body)
        return frame(acknowledge(header, Answer.ACCEPTED, at=NOW, control_id="1"))


@dataclass
class Running:
    """A listener that runs in a thread of its own."""

    port: int
    listener: Listener
    loop: asyncio.AbstractEventLoop

    def connect(self) -> socket.socket:
        return socket.create_connection((LOOPBACK, self.port), timeout=SECONDS)

    def say(self, message: bytes) -> tuple[str, str]:
        """Send one message over a connection of its own; gives MSA-1 and MSA-3."""
        with self.connect() as there:
            return ask(there, message)

    def stop(self) -> None:
        """What SIGTERM does; nothing where it has stopped already."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.listener.stop.set)


@contextmanager
def running(
    answerer: Answerer, limits: Limits | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Running]:
    """Listen for as long as the block lasts."""
    listener = Listener(answerer, limits or Limits(), tls)
    here: list[Running] = []
    is_ready = Event()

    def ready(port: int) -> None:
        here.append(Running(port, listener, asyncio.get_running_loop()))
        is_ready.set()

    thread = Thread(target=lambda: asyncio.run(listener.listen(LOOPBACK, 0, ready=ready)))
    thread.start()
    assert is_ready.wait(SECONDS)
    try:
        yield here[0]
    finally:
        here[0].stop()
        thread.join(SECONDS)
        assert not thread.is_alive()


def is_left(there: socket.socket) -> bool:
    """Whether the other side has ended the connection, without another word."""
    try:
        return there.recv(1) == b""
    except ConnectionError:
        return True
