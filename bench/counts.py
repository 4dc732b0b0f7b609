"""P1, P2 and P11: statements and bytes of a page at 10, 50 and 200 rows, and what a table costs.

Runs in a process of its own on a seeded database, in which it makes three case managers with so
many people each. Prints one JSON object.
"""

import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

SIZES = (10, 50, 200)
PAIRS, RENDERS = 7, 20
PLAIN_TABLE = """<table>
<thead><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}<tr id="t{{ row.id }}">
<td><a href="/tasks/{{ row.id }}/">{{ row.title }}</a></td>
<td><a href="/people/{{ row.person }}/">{{ row.name }}</a></td><td>{{ row.due }}</td>
<td>{{ row.owner }}</td><td>{{ row.why }}</td></tr>{% endfor %}</tbody></table>"""


def main() -> None:
    """Make the three, look at their pages, print what was counted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    counted: dict[str, dict[str, Any]] = {}
    for rows in SIZES:
        user, person = house_of(rows)
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        for name, ask in pages(client, str(person.pk)).items():
            ask()
            counted.setdefault(name, {})[str(rows)] = looked_at(ask)
        if rows == 50:
            counted["table"] = {"50": table(client, user)}
            counted["fragment"] = {"50": fragment(client, user)}
    print(json.dumps(counted))


def house_of(rows: int) -> tuple[Any, Any]:
    """A case manager with so many people, a promise today for each, and one with so many notes."""
    from casewright.cases.actions import open_case
    from casewright.contacts.actions import sign_note
    from casewright.contacts.rules import Note
    from casewright.foundation.moments import now
    from casewright.people.actions import register_person
    from casewright.people.facts import NameFact, PersonFacts
    from casewright.security.actions import add_team, add_user
    from casewright.security.models import User
    from casewright.tasks.actions import Promise, open_task

    at = now() - timedelta(hours=2)
    by = User.objects.get(username="seed7-administrator-1")
    mark = uuid4().hex[:6]
    team = add_team(by=by, name=f"Bench {rows} {mark}")
    user = add_user(
        by=by,
        username=f"bench-{rows}-{mark}",
        full_name=f"Bench {rows}",
        roles=["case_manager"],
        teams=[team],
        password=None,
        at=at,
    )
    people, cases = [], []
    for number in range(rows):
        facts = PersonFacts(names=(NameFact(family=f"Bench{mark}", given=f"Rowan {number}"),))
        people.append(register_person(by=user, facts=facts, at=at))
        case = open_case(
            by=user, person=people[-1], program="Complex care", team=team, manager=user, at=at
        )
        cases.append(case)
        promise = Promise(title=f"Ask about the ride {number}", due_at=now() + timedelta(minutes=5))
        open_task(by=user, person=people[-1], case=case, promise=promise, at=at)
    for number in range(rows):
        note = Note(
            kind="call",
            reached="person",
            started_at=at,
            minutes=0,
            time_kind="with_person",
            text=f"Slept well, and the scale says the same as last week. {number}",
        )
        sign_note(by=user, person=people[0], note=note, at=at + timedelta(seconds=number))
    return user, people[0]


def pages(client: Any, person: str) -> dict[str, Callable[[], Any]]:
    """Each page as one request."""
    from casewright.people.models import Person

    family = Person.objects.get(pk=person).sort_name.split(" ")[0].strip(",")

    def note() -> Any:
        form = {
            "kind": "call",
            "reached": "person",
            "minutes": "0",
            "started_at": datetime.now(tz=UTC).isoformat(),
            "text": f"Slept well. {uuid4()}",
            "time_kind": "with_person",
        }
        return client.post(f"/people/{person}/note/", form)

    def task() -> Any:
        form = {"title": f"Ask {uuid4()}", "due_on": "2027-06-01", "when": "date", "act": "do"}
        return client.post(f"/people/{person}/tasks/", form)

    return {
        "search": lambda: client.get("/people/", {"q": family}),
        "person": lambda: client.get(f"/people/{person}/"),
        "today": lambda: client.get("/"),
        "note": note,
        "task": task,
    }


def looked_at(ask: Callable[[], Any]) -> dict[str, Any]:
    """Statements of one request, BEGIN and COMMIT among them, and the bytes of its page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    return {
        "status": answer.status_code,
        "statements": len(asked),
        "bytes": len(answer.content),
        "gzip": len(gzip.compress(answer.content, 6)),
    }


def fragment(client: Any, user: Any) -> dict[str, int]:
    """What comes back for one changed row, pinned and so still there: its own bytes."""
    from casewright.tasks.models import Task

    task = Task.objects.filter(owner_user=user).order_by("pk")[0]
    answer = client.post(
        f"/tasks/{task.pk}/pin/",
        {"reason": "Asked for this first"},
        headers={"HX-Request": "true", "HX-Target": f"t-{task.pk}"},
    )
    if answer.status_code != 200 or task.title not in answer.content.decode():
        sys.exit(f"a changed row answered {answer.status_code}")
    return {"bytes": len(answer.content), "gzip": len(gzip.compress(answer.content, 6))}


def table(client: Any, user: Any) -> dict[str, float]:
    """CPU to render Today with its 50 rows, in units of a plain Jinja2 table of the same rows."""
    from django.template.backends.jinja2 import Template
    from jinja2 import Environment

    from casewright.tasks.models import Task

    rendered: list[tuple[Any, Any, Any]] = []
    render = Template.render

    def remember(self: Any, context: Any = None, request: Any = None) -> Any:
        rendered.append((self, context, request))
        return render(self, context, request)

    Template.render = remember  # type: ignore[method-assign] # to have its context again
    client.get("/")
    Template.render = render  # type: ignore[method-assign] # as it was
    page, context, request = rendered[-1]
    hers = Task.objects.filter(owner_user=user).select_related("person").order_by("pk")[:50]
    rows = [
        {
            "id": str(task.pk),
            "person": str(task.person_id),
            "title": task.title,
            "name": task.person.display_name if task.person else "",
            "due": f"{task.due_at:%a %d %b %H:%M}",
            "owner": user.full_name,
            "why": task.why,
        }
        for task in hers
    ]
    plain = Environment(autoescape=True).from_string(PLAIN_TABLE)
    names = ("What", "Who", "When", "Whose", "Why")

    def ours() -> None:
        render(page, dict(context or {}), request)

    def theirs() -> None:
        plain.render(rows=rows, names=names)

    ours()
    theirs()
    pairs = [(cpu(ours), cpu(theirs)) for _ in range(PAIRS)]
    return {
        "ratio": round(statistics.median(one / other for one, other in pairs), 2),
        "ms": round(statistics.median(one for one, _ in pairs) * 1000, 2),
        "plain_ms": round(statistics.median(other for _, other in pairs) * 1000, 2),
    }


def cpu(work: Callable[[], None]) -> float:
    """CPU seconds of one rendering, over several."""
    start = time.process_time()
    for _ in range(RENDERS):
        work()
    return (time.process_time() - start) / RENDERS


if __name__ == "__main__":
    main()
