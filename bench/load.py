"""P6, P7 and the first load: the server as documented, under callers of its own, over HTTP.

Runs in a process of its own on a seeded database. Prints one JSON object.
"""

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

PAIRS, SECONDS = 5, 1.5
MIXED = 10_000
LOOKS, DEEDS = ("search", "person", "today"), ("note", "task")
# No library for optimizing, printing or analyzing has a place in a web process.
HEAVY = ("numpy", "scipy", "pandas", "pyvrp", "ortools", "weasyprint", "reportlab", "duckdb")


def main() -> None:
    """Serve, ask, print."""
    mixed = int(sys.argv[1]) if len(sys.argv) > 1 else MIXED
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()

    from bars.served import Served, family
    from bench.measure import who_writes, whom

    (user, people, words), (writer, writers) = whom(), who_writes()
    looks, deeds = cookie_of(user), cookie_of(writer)
    asked = {**looked_at(people, words), **done(writers)}
    found: dict[str, Any] = {"heavy": heavy()}
    with Served() as server:
        spent = sum(seconds_of(int(pid)) for pid in family(server.process.pid))
        found["start"] = {"seconds": round(server.ready_after, 2), "cpu_seconds": round(spent, 2)}
        found["first_load"] = first_load(server.port, looks["cookie"])
        for base, kinds in ((looks, LOOKS), (deeds, DEEDS)):
            warm = [one for kind in kinds for one in asked[kind]]
            ask(server.port, {**base, "callers": 8, "seconds": 2, "asked": warm})
        found["p95"] = {
            name: p95(server.port, deeds if name in DEEDS else looks, asked[name], asked["hello"])
            for name in (*LOOKS, *DEEDS)
        }
        # Her own day stays as long as it was, however much the other one writes.
        both = {
            **{kind: [[*one, looks["cookie"]] for one in asked[kind]] for kind in LOOKS},
            **{kind: asked[kind] for kind in DEEDS},
        }
        found["no_collapse"] = no_collapse(server.port, deeds, both, mixed)
    print(json.dumps(found))


def cookie_of(user: Any) -> dict[str, str]:
    """Somebody's session and form token."""
    from django.conf import settings

    from bars.served import session_of

    token = "t" * 32
    cookies = {
        settings.SESSION_COOKIE_NAME: session_of(user.username),
        settings.CSRF_COOKIE_NAME: token,
    }
    return {"cookie": "; ".join(f"{a}={b}" for a, b in cookies.items()), "token": token}


def looked_at(people: list[str], words: list[str]) -> dict[str, list[list[Any]]]:
    """What is looked at, by kind."""
    return {
        "search": [["GET", f"/people/?q={word}", {}] for word in words],
        "person": [["GET", f"/people/{key}/", {}] for key in people],
        "today": [["GET", "/", {}]],
        "hello": [["GET", "/bench-hello/", {}]],
    }


def done(people: list[str]) -> dict[str, list[list[Any]]]:
    """What is written, by kind."""
    note = {
        "kind": "call",
        "reached": "person",
        "minutes": "0",
        "started_at": datetime.now(tz=UTC).isoformat(),
        "text": "Slept well. {n}",
        "time_kind": "with_person",
    }
    task = {"title": "Ask the clinic {n}", "due_on": "2027-06-01", "when": "date", "act": "do"}
    return {
        "note": [["POST", f"/people/{key}/note/", note] for key in people],
        "task": [["POST", f"/people/{key}/tasks/", task] for key in people],
    }


def seconds_of(process: int) -> float:
    """CPU seconds of a process and of what it started and saw end."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1]
    except OSError:
        return 0.0
    return sum(map(int, told.split()[11:15])) / os.sysconf("SC_CLK_TCK")


def ask(port: int, what: dict[str, Any]) -> dict[str, Any]:
    """Callers in a process of their own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(what, file)
        file.flush()
        line = [sys.executable, "-m", "bench.asking", str(port), file.name]
        done = subprocess.run(line, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def p95(port: int, base: dict[str, Any], page: list[Any], hello: list[Any]) -> dict[str, Any]:
    """The 95th percentile at 8 callers in units of the empty page's, in turn; the median."""
    pairs = [
        tuple(
            ask(port, {**base, "callers": 8, "seconds": SECONDS, "asked": each})
            for each in (page, hello)
        )
        for _ in range(PAIRS)
    ]
    return {
        "ratio": round(statistics.median(one["p95"] / unit["p95"] for one, unit in pairs), 2),
        "ms": statistics.median(one["p95"] for one, _ in pairs),
        "rps": statistics.median(one["rps"] for one, _ in pairs),
        "errors": sum(one["errors"] for one, _ in pairs),
    }


def no_collapse(
    port: int, base: dict[str, Any], asked: dict[str, Any], mixed: int
) -> dict[str, Any]:
    """Mixed requests, writes among them, at 8 and 32 callers in turn."""
    turns = [
        each[number % len(each)]
        for number in range(50)
        for name, each in asked.items()
        if name != "hello"
    ]
    few: list[dict[str, Any]] = []
    many: list[dict[str, Any]] = []
    for _ in range(PAIRS):
        for callers, answers in ((8, few), (32, many)):
            part = {"callers": callers, "requests": mixed // PAIRS // 2, "asked": turns}
            answers.append(ask(port, {**base, **part}))
    return {
        "ratio": round(
            statistics.median(b["rps"] / a["rps"] for a, b in zip(few, many, strict=True)), 2
        ),
        "rps_8": statistics.median(one["rps"] for one in few),
        "rps_32": statistics.median(one["rps"] for one in many),
        "requests": sum(one["requests"] for one in few + many),
        "errors": sum(one["errors"] for one in few + many),
        "first_errors": [words for one in few + many for words in one["first_errors"]][:3],
    }


def first_load(port: int, cookie: str) -> dict[str, int]:
    """Bytes as sent, compressed, and requests of the first load of Today."""
    page, size = fetched(port, "/", cookie)
    found = re.findall(r'(?:src|href)="(/static/[^"#]+)', page)
    files = list(dict.fromkeys(found))
    sizes = [fetched(port, path, cookie)[1] for path in files]
    return {"bytes": size + sum(sizes), "requests": 1 + len(files), "page": size}


def fetched(port: int, path: str, cookie: str) -> tuple[str, int]:
    """What came, and how many bytes of it went over the line."""
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(sent, timeout=30) as answer:  # noqa: S310 - as above
        body: bytes = answer.read()
        zipped = answer.headers.get("Content-Encoding") == "gzip"
    text = gzip.decompress(body) if zipped else body
    return text.decode("utf-8", "replace"), len(body)


def heavy() -> list[str]:
    """Heavy libraries that the web process loads by itself: none."""
    code = (
        "import sys, json, casewright.config.door; from django.urls import get_resolver; "
        "get_resolver().url_patterns; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    return sorted(loaded & set(HEAVY))


if __name__ == "__main__":
    main()
