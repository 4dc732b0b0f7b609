"""Sending messages over MLLP, as a hospital's interface would: for trying a feed, and for sending
again what was not acknowledged."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casewright.foundation.errors import Refused
from casewright.hl7.listening.frames import Frames
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.framing import Kind, frame, split
from casewright.hl7.reading.message import MOST_BYTES, read

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Sent:
    """One message and what was answered: MSA-1, or "" where no answer could be read."""

    file: str
    position: int
    code: str
    words: str


def send(
    paths: Iterable[Path], host: str, port: int, *, seconds: float, tls: ssl.SSLContext | None
) -> Iterator[Sent]:
    """Send every message of the files, each after the answer to the one before."""
    try:
        with socket.create_connection((host, port), timeout=seconds) as plain:
            there = tls.wrap_socket(plain, server_hostname=host) if tls else plain
            for path in paths:
                with path.open("rb") as stream:
                    for run in split(stream):
                        if run.kind != Kind.WRAPPER:
                            code, words = ask(there, run.raw)
                            yield Sent(path.name, run.position, code, words)
    except (OSError, EOFError) as trouble:
        raise Refused(
            f"{host} port {port} does not answer ({type(trouble).__name__})."
            " What was not answered must be sent again."
        ) from None


def ask(there: socket.socket, message: bytes) -> tuple[str, str]:
    """Send one message and wait for its answer: MSA-1 and MSA-3.

    Raises EOFError when the other side leaves without one.
    """
    there.sendall(frame(message))
    frames = Frames(MOST_BYTES)
    while True:
        data = there.recv(_CHUNK)
        if not data:
            raise EOFError
        answers = frames.feed(data)
        if answers:
            return _read_answer(answers[0].body)


def _read_answer(body: bytes) -> tuple[str, str]:
    try:
        msa = read(body).first("MSA")
        return msa.text(1), msa.text(3)
    except Unreadable:
        return "", "The answer cannot be read."
