"""Two hundred slow clients at the documented start line, and somebody who works meanwhile.

A third sends its headers a byte a second, a third its body, a third reads its answer a byte a
second. Normal requests go on: pages, a signed note, `/healthz`.
"""

import contextlib
import socket
import threading
import time
from uuid import uuid4

from bars.figures import Figure
from bars.served import Answer, Caller, Served, kept_notes, note, people, session_of

SLOW = 200
LONGEST = 1.0
NOT_TESTED = ("More than 200 slow clients, and slow clients over TLS.",)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Ask for a while, with everybody slow connected."""
    began = time.monotonic()
    served = people()
    session = session_of("amara")
    with Served() as server:
        ask = Caller(server.port, session)
        stop = threading.Event()
        crowd = Crowd(server.port, ask.headers["Cookie"], served[0])
        thread = threading.Thread(target=crowd.dribble, args=(stop,))
        thread.start()
        time.sleep(2)
        answers, notes = work(ask, served, 12 if quick else 60)
        connected = crowd.connected
        stop.set()
        thread.join()
    slow = [one for one in answers if one.seconds > LONGEST]
    bad = [one for one in answers if one.status not in (200, 302)]
    lost = notes - kept_notes("slow ")
    worst = max(one.seconds for one in answers)
    return Figure(
        name="slow_clients",
        tried=len(answers),
        wrong=len(slow) + len(bad) + len(lost),
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{len(answers)} normal requests beside {connected} slow clients: {len(bad)} errors, "
            f"{len(slow)} over {LONGEST:.0f} s, slowest {worst * 1000:.0f} ms; "
            f"{len(notes)} notes acknowledged, {len(lost)} lost"
        ),
        passed=not slow and not bad and not lost and connected >= SLOW * 0.9,
    )


def work(ask: Caller, served: list[str], seconds: int) -> tuple[list[Answer], set[str]]:
    """What somebody does for so many seconds: every answer, and the notes that were taken."""
    answers: list[Answer] = []
    notes = set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in ("/healthz", "/", f"/people/{served[0]}/", "/people/?q=Ros"):
            answers.append(ask.get(path))
        text = f"slow {uuid4()}"
        answers.append(ask.post(f"/people/{served[0]}/note/", note(text)))
        if answers[-1].status == 302:
            notes.add(text)
        time.sleep(0.1)
    return answers, notes


class Crowd:
    """Slow clients of three kinds; one that is shown the door comes again."""

    def __init__(self, port: int, cookie: str, person: str) -> None:
        self.port = port
        common = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        self.headers = f"GET / HTTP/1.1\r\n{common}".encode() + b"X-Slow: a\r\n" * 2000
        form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
        self.body = f"POST /people/{person}/note/ HTTP/1.1\r\n{common}{form}".encode()
        self.page = f"GET / HTTP/1.1\r\n{common}\r\n".encode()
        self.sockets: dict[int, tuple[socket.socket, int]] = {}

    @property
    def connected(self) -> int:
        """How many of them hold a connection at this moment."""
        return len(self.sockets)

    def dribble(self, stop: threading.Event) -> None:
        """One byte each, every second."""
        second = 0
        while not stop.wait(1):
            for place in range(SLOW):
                self._one(place, second)
            second += 1
        for one, _ in self.sockets.values():
            one.close()

    def _one(self, place: int, second: int) -> None:
        try:
            if place not in self.sockets:
                self.sockets[place] = (self._connect(place), second)
            one, since = self.sockets[place]
            if place % 3 == 0:
                one.send(self.headers[(second - since) % len(self.headers) :][:1])
            elif place % 3 == 1:
                one.send(b"a")
            else:
                with contextlib.suppress(BlockingIOError):
                    one.recv(1)
        except BlockingIOError:
            return
        except OSError:
            self.sockets.pop(place)[0].close() if place in self.sockets else None

    def _connect(self, place: int) -> socket.socket:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        one.settimeout(2)
        one.connect(("127.0.0.1", self.port))
        if place % 3 == 1:
            one.sendall(self.body)
        elif place % 3 == 2:
            one.sendall(self.page)
        one.settimeout(0)
        return one
