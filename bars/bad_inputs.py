"""What nobody should send: every address, every method, hostile values; signed in and signed out.

Most of it goes through the whole application in this process, some thousands over real HTTP, where
headers and bodies may be such as no library would send. Nothing may answer with a fault of ours,
take five seconds, or make the program grow.
"""

import contextlib
import random
import re
import resource
import socket
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import URLPattern

from bars.figures import Figure
from bars.served import Served, people, session_of
from casewright.config.running import addresses
from casewright.contacts.models import Contact
from casewright.people.models import Statement
from casewright.security.models import User
from casewright.tasks.models import Task

NOT_TESTED = ("FHIR and HL7 files of a hostile shape: fhir_bad and adt try those.",)
HOW_MANY, HOW_MANY_QUICK = 20_000, 1_500
OVER_HTTP, OVER_HTTP_QUICK = 3_000, 300
LONGEST, MOST_GROWTH_MB = 5.0, 200
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "NONSENSE")
WEIGHTS = (6, 10, 1, 1, 1, 1, 1, 1, 1)
MEGABYTE = "m" * 1_000_000
DEEP = "[" * 50_000 + "]" * 50_000

# Kinds of values, each with what it says; the large ones are rarer.
VALUES: dict[str, tuple[str, ...]] = {
    "empty": ("", " ", "\t", "\r\n"),
    "NUL": ("\0", "Rosa\0Delgado", "%00", "\x01\x02\x7f"),
    "surrogates": ("\ud800", "a\udfff", "\ud83d", "\udcff\udcfe"),
    "right to left": ("\u202egnp.exe", "\u0645\u0631\u062d\u0628\u0627", "\u2066a\u2069\u200f"),
    "Unicode": ("\ufeff", "a" + "\u0301" * 300, "\ufdfa" * 40, "\uff07 OR 1=1", "\U0001f9d1" * 50),
    "dates": (
        *("2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "-1", "2026-11-01T01:30"),
        *("0001-01-01", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "24:61"),
        *("2026-13-45T99:99", "1e9", "2027-03-14T02:30", "today", "2026-W53-7"),
    ),
    "numbers": (
        *("-1", "0", "1e309", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "\u0663", "\u00b2"),
        *(str(2**31), str(2**63), str(-(2**63) - 1), "9" * 5000, "1" + "0" * 400, "00", "1.5"),
    ),
    "keys": (
        "None",
        "null",
        "undefined",
        str(uuid4()),
        "{" + "0" * 36 + "}",
        "0" * 32,
        "urn:uuid:x",
    ),
    "SQL": (
        *("' OR '1'='1", "'; DROP TABLE people_person;--", '" OR ""="', "1) UNION SELECT NULL--"),
        *("%' AND 1=CAST((SELECT 1) AS int)--", "\\' OR 1=1#", "sort_name); SELECT pg_sleep(9)--"),
        *("-id", "person__birth_date", "?", "id__in", "%", "_", "%%%s"),
    ),
    "HTML": (
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)"),
        *("{{7*7}}", "{% debug %}", "${7*7}", "<svg/onload=alert(1)>", "]]>", "&#0;", "\"'><"),
    ),
    "paths": ("../../etc/passwd", "..\\..\\x", "//evil.example", "file:///etc/passwd", "/" * 3000),
    "slow patterns": (
        *("a" * 30_000 + "!", "(" * 5000, "1" * 30_000 + "x", " " * 50_000, "-" * 20_000),
        *(("a@" * 9000), "555-" * 9000, "+" * 9000 + "1"),
    ),
    "deep": (DEEP, '{"a":' * 9000 + "1" + "}" * 9000),
    "large": (MEGABYTE, "\U0001f9d1" * 250_000),
}
RARE = {"large": 0.15, "deep": 0.3, "slow patterns": 0.6}
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Target": "\u00e9\u00ff", "HX-Current-URL": "http://[::bad"},
    {"HX-Request": "nonsense", "HX-Trigger": "<x>", "HX-Prompt": "%ff%fe", "HX-Nonsense": "1"},
    {"HX-Request": "true", "HX-Current-URL": "%E0%A4%A", "HX-Current-URL-URI-AutoEncoded": "true"},
    {"HX-Boosted": "true", "HX-History-Restore-Request": "true"},
    {"Accept": "application/json;q=x, */*;q=9" + "," * 200, "Accept-Language": "x" * 4000},
    {"Accept-Language": "ar,zz-ZZ-zz;q=0.0001,*", "Range": "bytes=9-1,-", "If-Match": "*"},
    {"Accept-Encoding": "gzip;q=\u00bd, br, nonsense", "If-Modified-Since": "never"},
    {"X-Forwarded-For": "' OR 1=1", "X-Forwarded-Proto": "gopher", "Referer": "\u0000"},
    {"X-Background": "\u00ff", "Origin": "null", "Content-Length": "-5"},
    {"Host": "evil.example"},
    {"Host": "a b", "X-CSRFToken": "\u00e9" * 32},
    {"Cookie": "c=" + "x" * 60_000},
    {"Cookie": "casewright-session=\u00ff\u00fe; sessionid=; colors=<x>; ;;=;=="},
)
KINDS = (
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json"),
    *("text/plain; charset=nonsense", "multipart/form-data", "application/xml", "", "/;=;"),
    *("multipart/form-data; boundary=" + "b" * 300, "application/x-www-form-urlencoded; charset=x"),
)
FIELDS = (
    *("kind", "reached", "reached_name", "minutes", "started_at", "text", "time_kind", "next_step"),
    *("title", "due_on", "when", "act", "due_time", "why", "owner", "reason", "words", "language"),
    *("translation", "said_on", "q", "year", "page", "from", "next", "version", "filter", "sort"),
    *("name", "birth_date", "gender", "phone", "email", "tasks", "task", "ids", "deed", "colors"),
    *("keys", "csrfmiddlewaretoken", "login", "password", "code", "rule", "start", "start_on"),
    *("summary", "acuity", "program", "team", "manager", "to", "user", "until", "day", "person"),
)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Send them all; the same ones every time."""
    began = time.monotonic()
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "casewright.config.urls"
    people()
    tally = Tally()
    maker = Maker(random.Random(20261124))  # noqa: S311 - the same ones every time
    maker.learn_keys()
    senders = signed_in_and_out()
    for number in range(200):
        tally.count(maker.in_process(senders[number % len(senders)]))
    before = grown_mb()
    for number in range(HOW_MANY_QUICK if quick else HOW_MANY):
        tally.count(maker.in_process(senders[number % len(senders)]))
    growth = grown_mb() - before
    sessions = ["", *(session_of(name) for name in WHO)]
    with Served() as server:
        for number in range(OVER_HTTP_QUICK if quick else OVER_HTTP):
            tally.count(maker.over_http(server.port, sessions[number % len(sessions)]))
        still_there = raw(server.port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    dead = not still_there.startswith(b"HTTP/1.1 200")
    wrong = tally.faults + tally.late + dead + (growth > MOST_GROWTH_MB)
    for line in sorted(tally.worst)[:20]:
        print(f"  {line}", file=sys.stderr)
    return Figure(
        name="bad_inputs",
        tried=tally.tried,
        wrong=wrong,
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{tally.tried:,} bad requests to {len(maker.routes)} addresses, {tally.over_http:,} "
            f"of them over HTTP: {tally.faults} answers of 5xx, {tally.late} over {LONGEST:.0f} s "
            f"(slowest {tally.slowest:.1f} s), memory grew {max(0, growth):.0f} MB; statuses "
            + ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.statuses.items()))
            + (f"; first faults: {'; '.join(sorted(tally.worst)[:3])}" if tally.worst else "")
        ),
        passed=not wrong,
    )


WHO = ("amara", "carmen", "dev", "ada", "bo")
# What was sent where, what came back, how long it took, and whether it went over HTTP.
Sent = tuple[str, int, float, bool]


class Tally:
    """What came back."""

    def __init__(self) -> None:
        self.tried = self.faults = self.late = self.over_http = 0
        self.slowest = 0.0
        self.statuses: Counter[int] = Counter()
        self.worst: set[str] = set()

    def count(self, sent: Sent) -> None:
        """Count one answer."""
        what, status, seconds, over_http = sent
        self.tried += 1
        self.over_http += over_http
        self.statuses[status] += 1
        self.slowest = max(self.slowest, seconds)
        if status >= 500:
            self.faults += 1
            self.worst.add(f"{status} {what}")
        if seconds > LONGEST:
            self.late += 1
            self.worst.add(f"{seconds:.0f} s {what}")


def signed_in_and_out() -> list[Client]:
    """Everybody of the house, and somebody who has not signed in."""
    senders = [Client(raise_request_exception=False)]
    for name in WHO:
        client = Client(raise_request_exception=False)
        user = User.objects.get(username=name)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        senders.append(client)
    return senders


class Maker:
    """Makes bad requests, by chance that always falls alike."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.routes: list[tuple[str, URLPattern]] = [
            (path, view) for path, view in addresses() if "logout" not in path
        ]
        self.keys: list[str] = []

    def learn_keys(self) -> None:
        """Keys of records that are there: a bad value is to reach the form behind them."""
        for model in (Task, Contact, Statement):
            self.keys += [str(key) for key in model._default_manager.values_list("pk", flat=True)]
        self.people = [str(pk) for pk in Task.objects.values_list("person_id", flat=True)]
        self.keys += self.people

    def value(self) -> str:
        """One hostile value."""
        while True:
            kind = self.draw.choice(tuple(VALUES))
            if self.draw.random() < RARE.get(kind, 1):
                return self.draw.choice(VALUES[kind])

    def address(self) -> str:
        """The path of some route, its keys those of records or of nothing at all."""
        path, _ = self.draw.choice(self.routes)

        def fill(_: re.Match[str]) -> str:
            if self.draw.random() < 0.8 and self.keys:
                about = self.people if "/people/" in path else self.keys
                return self.draw.choice(about or self.keys)
            return quote(self.value()[:200].encode("utf-8", "replace"), safe="")

        return re.sub(r"<[^>]+>|\(\?P<.*?>.*?\)", fill, path).replace("$", "").replace("\\Z", "")

    def fields(self) -> list[tuple[str, str]]:
        """A form: a few fields, some twice, with one or more hostile values."""
        names = self.draw.sample(FIELDS, self.draw.randint(1, 12))
        made = [
            (name, self.value() if self.draw.random() < 0.5 else self.plain(name)) for name in names
        ]
        if self.draw.random() < 0.1:
            made += made
        if self.draw.random() < 0.02:
            made = [(f"f{number}", "x") for number in range(2000)]
        return made

    def plain(self, name: str) -> str:
        """What the field should hold, so that the others are reached."""
        good = {
            "kind": "call",
            "reached": "person",
            "minutes": "10",
            "started_at": datetime.now(tz=UTC).isoformat(),
            "text": "Slept well.",
            "time_kind": "with_person",
            "title": "Ask the clinic",
            "due_on": "2027-06-01",
            "when": "date",
            "act": "do",
            "reason": "reached",
            "words": "I want to walk.",
            "version": "1",
        }
        return good.get(name, self.draw.choice(self.keys) if name in ("tasks", "ids") else "1")

    def body(self) -> tuple[bytes, str]:
        """What is sent, and what it says it is: not always the same."""
        kind = self.draw.choice(KINDS) if self.draw.random() < 0.4 else KINDS[0]
        shape = self.draw.random()
        if shape < 0.7:
            fields = self.fields()
            if "boundary=b" in kind and shape < 0.35:
                return multipart(fields, self.draw), kind
            text = urlencode([(name, lone(value)) for name, value in fields])
            return text.encode(), kind
        if shape < 0.8:
            return b"%ff%fe%zz=%&&=&=%00%", kind
        if shape < 0.9:
            return self.draw.randbytes(self.draw.randint(1, 5000)), kind
        return self.value().encode("utf-8", "surrogatepass"), kind

    def in_process(self, client: Client) -> Sent:
        """One request through the whole application."""
        method = self.draw.choices(METHODS, WEIGHTS)[0]
        path = self.address()
        headers = self.draw.choice(HEADERS) if self.draw.random() < 0.5 else {}
        query = ""
        if self.draw.random() < 0.5:
            query = urlencode([(name, lone(value[:3000])) for name, value in self.fields()][:4])
        body, kind = self.body() if method in ("POST", "PUT", "PATCH") else (b"", KINDS[0])
        sent: Any = {
            f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()
        }
        sent.pop("HTTP_COOKIE", None)
        sent.pop("HTTP_CONTENT_LENGTH", None)
        began = time.monotonic()
        answer = client.generic(method, path, body, kind, QUERY_STRING=query, **sent)
        told = f"{method} {path[:80]}?{query[:120]} {kind[:30]} {body[:160]!r}"
        return told, answer.status_code, time.monotonic() - began, False

    def over_http(self, port: int, session: str) -> Sent:
        """One request as bytes on a connection: it may be none at all."""
        method = self.draw.choices(METHODS, WEIGHTS)[0]
        path = self.address()
        path += "?" + urlencode([(name, lone(value[:500])) for name, value in self.fields()][:3])
        token = "t" * 32
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}
        body, kind = self.body() if method in ("POST", "PUT", "PATCH") else (b"", "")
        lines = {
            "Host": f"127.0.0.1:{port}",
            "Cookie": "; ".join(f"{name}={text}" for name, text in cookies.items()),
            "X-CSRFToken": token,
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **(self.draw.choice(HEADERS) if self.draw.random() < 0.5 else {}),
            "Connection": "close",
        }
        head = f"{method} {path} HTTP/1.1\r\n".encode("utf-8", "replace")
        if self.draw.random() < 0.03:
            head = self.draw.randbytes(40) + b"\r\n"
        head += b"".join(
            f"{name}: {text}\r\n".encode("latin-1", "replace") for name, text in lines.items()
        )
        began = time.monotonic()
        answer = raw(port, head + b"\r\n" + body)
        status = int(answer[9:12]) if answer[9:12].isdigit() else 0
        return f"HTTP {method} {path[:200]} {kind[:30]}", status, time.monotonic() - began, True


def lone(text: str) -> bytes:
    """Text as bytes, lone surrogates and all."""
    return text.encode("utf-8", "surrogatepass")


def multipart(fields: list[tuple[str, str]], draw: random.Random) -> bytes:
    """A form in parts, now and then broken off or without its end."""
    parts = []
    for name, value in fields:
        file = '; filename="../x\\0.exe"' if draw.random() < 0.2 else ""
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        parts.append(head.encode() + lone(value) + b"\r\n")
    whole = b"".join(parts) + b"--b--\r\n"
    return whole[: draw.randint(0, len(whole))] if draw.random() < 0.4 else whole


def raw(port: int, sent: bytes) -> bytes:
    """The first bytes of the answer; none where the server hung up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        with contextlib.suppress(OSError):
            line.sendall(sent)
        try:
            return line.recv(4096)
        except OSError:
            return b""


def grown_mb() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
