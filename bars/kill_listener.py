"""The listener for hospital messages is killed with -9 while three feeds send to it.

Every message that was answered AA must be there afterwards, applied once and whole. A feed does
what a hospital's does: what was not answered it sends again after it connects again.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count

from bars.figures import Figure
from casewright.audit import queries as trail
from casewright.hl7.listening.sending import ask
from casewright.hl7.models import Fate, Message
from casewright.transitions.models import StayEvent

FEEDS = 3
ANSWER_SECONDS = 30.0
# Not the same moments at every run; nothing here is a secret.
ANY = random.Random()  # noqa: S311 - a choice of what to try, no secret
NOT_TESTED = ("A listener killed by loss of power: the disk's own promise is not tried.",)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Send while the listener is killed so many times, then count."""
    began, rounds = time.monotonic(), 4 if quick else 20
    listener = Listening()
    feeds = [Feed(name, listener) for name in ("ST-ANNE", "ST-BRIGID", "MERCY")[:FEEDS]]
    listener.start()
    for feed in feeds:
        feed.start()
    for _ in range(rounds):
        answered = sum(len(feed.acknowledged) for feed in feeds)
        until = time.monotonic() + ANSWER_SECONDS
        while sum(len(feed.acknowledged) for feed in feeds) == answered:
            time.sleep(0.01)
            if time.monotonic() > until:
                break
        time.sleep(ANY.uniform(0, 0.5))
        listener.kill()
        listener.start()
    time.sleep(1)
    for feed in feeds:
        feed.stop.set()
    for feed in feeds:
        feed.join(ANSWER_SECONDS)
    ended = listener.end()
    acknowledged = [key for feed in feeds for key in feed.acknowledged]
    lost, half = count(acknowledged)
    faults = trail.faults([])
    wrong = len(lost) + half + len(faults) + (ended != 0)
    return Figure(
        name="kill_listener",
        tried=rounds,
        wrong=wrong,
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{rounds} rounds of kill -9, {len(acknowledged)} messages acknowledged: "
            f"{len(lost)} lost, {half} half applied, {len(faults)} faults of the trail; "
            f"{sum(feed.again for feed in feeds)} were sent again"
        ),
        passed=not wrong and len(acknowledged) >= rounds,
    )


def count(acknowledged: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    """The acknowledged messages that are not there applied once, and what is there by half."""
    connection.close()
    applied = Message.objects.filter(fate=Fate.APPLIED).order_by("pk")
    keys = {(sender, number): pk for pk, sender, number in applied.values_list(*COLUMNS)}
    heard = dict(
        StayEvent.objects.order_by()
        .values("source_key")
        .annotate(times=Count("pk"))
        .values_list("source_key", "times")
    )
    lost = [one for one in acknowledged if heard.get(f"hl7:{keys.get(one)}") != 1]
    half = sum(heard.get(f"hl7:{key}") != 1 for key in keys.values())
    half += len(set(heard) - {f"hl7:{key}" for key in keys.values()})
    half += len(acknowledged) - len(set(acknowledged))
    return lost, half


COLUMNS = ("pk", "sender", "control_id")


@dataclass
class Listening:
    """`casewright adt listen` on the port that the kernel chose for its first start."""

    port: int = 0
    ready: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        line = ("-m", "casewright", "adt", "listen", "--register", "--port", str(self.port))
        self.log = (Path(settings.HOME) / "listener.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *line],
            env=os.environ,
            stdout=self.log,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        for said in self.process.stderr:
            if "Listening" in said:
                self.port = int(said.rstrip(".\n").rsplit(" ", 1)[1])
                break
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.ready.set()

    def kill(self) -> None:
        self.ready.clear()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(ANSWER_SECONDS)

    def end(self) -> int:
        """Stop it as an operator does; gives how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(ANSWER_SECONDS)


class Feed(threading.Thread):
    """A hospital: admits and discharges one person after the other, over one connection."""

    def __init__(self, name: str, listener: Listening) -> None:
        super().__init__(daemon=True)
        self.sender, self.listener = name, listener
        self.stop, self.acknowledged, self.again = threading.Event(), list[tuple[str, str]](), 0

    def run(self) -> None:
        number = 1
        while not self.stop.is_set():
            self.listener.ready.wait(ANSWER_SECONDS)
            try:
                with socket.create_connection(
                    ("127.0.0.1", self.listener.port), timeout=ANSWER_SECONDS
                ) as there:
                    while not self.stop.is_set():
                        code, _words = ask(there, self.message(number))
                        if code == "AA":
                            self.acknowledged.append((self.sender, str(number)))
                            number += 1
            except (OSError, EOFError):
                self.again += 1
                time.sleep(0.02)

    def message(self, number: int) -> bytes:
        """An admission with an odd number, the discharge from it with the even one."""
        who, event = (number + 1) // 2, "A01" if number % 2 else "A03"
        stamp = f"202611{1 + number % 20:02}{number % 24:02}00"
        lines = (
            rf"MSH|^~\&|ADT|{self.sender}|CW|HV|{stamp}||ADT^{event}|{number}|P|2.5.1",
            f"EVN|{event}|{stamp}",
            f"PID|1||{self.sender}-{who}^^^{self.sender}^MR||Kill{who}^Made-Up||19500101|F",
            f"PV1|1|I|6B^{who}^1||||||||||||||||V{who}",
        )
        return "\r".join(lines).encode() + b"\r"
