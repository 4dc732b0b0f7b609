"""Measure the pages of one prepared database: CPU a request, in turn with the empty page.

Runs in a process of its own whose settings name the database. Prints one JSON object: for each
page the median over pairs of (CPU of the page) / (CPU of the empty page), and the CPU itself.
CPU is this process's and, on PostgreSQL, its server process's.
"""

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

PAIRS = 15
REQUESTS = 6


def main() -> None:
    """Sign a case manager in and measure what she does most."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()

    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    settings.ROOT_URLCONF = "bench.urls"
    setup_test_environment(debug=False)
    (user, people, words), (writer, writers) = whom(), who_writes()
    client, other = Client(), Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    other.force_login(writer, backend=settings.AUTHENTICATION_BACKENDS[0])
    backend = server_process()
    pages = {**looks_of(client, people, words), **deeds_of(other, writers)}
    empty: Callable[[], None] = lambda: expect(client.get("/bench-hello/"), 200)  # noqa: E731 - passed on as it is
    empty()
    # As in the web server's processes.
    gc.collect()
    gc.freeze()
    print(json.dumps({name: ratio(page, empty, backend) for name, page in pages.items()}))


def whom() -> tuple[Any, list[str], list[str]]:
    """A case manager as the seed made them, people of hers, and words to search by."""
    return _with_people(_case_managers("load", "username"))


def who_writes() -> tuple[Any, list[str]]:
    """Another one, to whom measuring gives promises and notes: her day grows with each run."""
    user, people, _ = _with_people(_case_managers("-load", "-username"))
    return user, people


def _case_managers(*order: str) -> Any:
    """The first of those whom the seed gave people, by the promises they keep."""
    from django.db.models import Count, Q

    from casewright.security.models import User

    live = Q(tasks__status__in=["requested", "in-progress"])
    seeded = User.objects.filter(
        roles__name="case_manager", is_active=True, username__startswith="seed"
    )
    return seeded.annotate(load=Count("tasks", filter=live)).filter(load__gt=0).order_by(*order)[0]


def _with_people(user: Any) -> tuple[Any, list[str], list[str]]:
    from casewright.people.models import Person

    hers = Person.objects.filter(cases__manager=user, cases__closed_at=None).order_by("pk")[:50]
    return user, [str(p.pk) for p in hers], [own_word(p.sort_name)[:5] for p in hers]


def own_word(sort_name: str) -> str:
    """The part of a seeded name that no other person has: its canary."""
    return max(sort_name.split(" "), key=lambda word: (word.startswith("zq"), len(word)))


def looks_of(client: Any, people: list[str], words: list[str]) -> dict[str, Callable[[], None]]:
    """What she looks at most, each as one request; `box` is the command box while she types, and
    `near` the same with a letter too many."""
    turn = iter(range(10**9))

    def get(address: str, **headers: str) -> None:
        expect(client.get(address, headers=headers), 200)

    def word() -> str:
        return words[next(turn) % len(words)]

    part = {"HX-Request": "true"}
    return {
        "search": lambda: get(f"/people/?q={word()}"),
        "person": lambda: get(f"/people/{people[next(turn) % len(people)]}/"),
        "today": lambda: get("/"),
        "box": lambda: get(f"/find/?q={word()}", **part),
        "near": lambda: get(f"/find/?q={slipped(word())}", **part),
    }


def slipped(word: str) -> str:
    """A word with its third letter struck twice."""
    return f"{word[:3]}{word[2:]}"


def deeds_of(client: Any, people: list[str]) -> dict[str, Callable[[], None]]:
    """What is written most, each as one request."""
    turn = iter(range(10**9))

    def note() -> None:
        answer = client.post(
            f"/people/{people[next(turn) % len(people)]}/note/",
            {
                "kind": "call",
                "reached": "person",
                "minutes": "0",
                "started_at": datetime.now(tz=UTC).isoformat(),
                "text": f"Slept well. {uuid4()}",
                "time_kind": "with_person",
            },
        )
        expect(answer, 302)

    def task() -> None:
        answer = client.post(
            f"/people/{people[next(turn) % len(people)]}/tasks/",
            {
                "title": f"Ask the clinic {uuid4()}",
                "due_on": "2027-06-01",
                "when": "date",
                "act": "do",
            },
        )
        expect(answer, 302)

    return {"note": note, "task": task}


def expect(answer: Any, status: int) -> None:
    """A page that answers otherwise is not measured."""
    if answer.status_code != status:
        sys.exit(f"answered {answer.status_code}, not {status}")


def server_process() -> int | None:
    """The database server's process for our connection; None where the database is a file."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def ratio(
    page: Callable[[], None], empty: Callable[[], None], backend: int | None
) -> dict[str, float]:
    """The median over pairs, page and empty page in turn."""
    page()
    pairs = [(cpu(page, backend), cpu(empty, backend)) for _ in range(PAIRS)]
    return {
        "ratio": round(statistics.median(one / unit for one, unit in pairs), 2),
        "ms": round(statistics.median(one for one, _ in pairs) * 1000, 2),
        "unit_ms": round(statistics.median(unit for _, unit in pairs) * 1000, 2),
    }


def cpu(work: Callable[[], None], backend: int | None) -> float:
    """CPU seconds of one request, over several."""
    start, server = time.process_time(), server_seconds(backend)
    for _ in range(REQUESTS):
        work()
    return (time.process_time() - start + server_seconds(backend) - server) / REQUESTS


def server_seconds(backend: int | None) -> float:
    """CPU seconds the database server's process has used so far, as the scheduler counts them: in
    nanoseconds, where `stat` counts in hundredths of a second, longer than most statements take."""
    if backend is None:
        return 0.0
    spent = Path(f"/proc/{backend}/schedstat").read_text(encoding="utf-8").split()[0]
    return int(spent) / 1e9


if __name__ == "__main__":
    main()
