"""Somebody with fifty times the history: what their page costs, in units of what it cost before,
measured beside the page of somebody else whose history stays as it is.

Runs in a process of its own on a seeded database, in which nothing of it stays. Prints one JSON
object: the ratio, and the rows that were added.
"""

import gc
import json
import os
import statistics
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import django

TIMES, PAIRS = 50, 7
DAYS_BETWEEN = 400
Keys = dict[tuple[UUID, int], UUID]


def main() -> None:
    """Measure the page, make the history longer, measure it again, and take it back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()

    from django.conf import settings
    from django.db import transaction
    from django.test import Client
    from django.test.utils import setup_test_environment

    from bench.measure import expect, server_process, whom

    settings.ROOT_URLCONF = "bench.urls"
    setup_test_environment(debug=False)
    user, people, _ = whom()
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    backend = server_process()

    def page() -> None:
        expect(client.get(f"/people/{people[0]}/"), 200)

    def other() -> None:
        expect(client.get(f"/people/{people[1]}/"), 200)

    gc.collect()
    gc.freeze()
    with transaction.atomic():
        before = beside_another(page, other, backend)
        added = lengthen(UUID(people[0]))
        after = beside_another(page, other, backend)
        transaction.set_rollback(True)
    print(
        json.dumps({"ratio": round(after / before, 2), "before": before, "after": after, **added})
    )


def beside_another(
    page: Callable[[], None], other: Callable[[], None], backend: int | None
) -> float:
    """The page in units of that of somebody with a usual history, in turn: the median."""
    from bench.measure import cpu

    for _ in range(4):
        page()
        other()
    pairs = [cpu(page, backend) / cpu(other, backend) for _ in range(PAIRS)]
    return round(statistics.median(pairs), 3)


def lengthen(person: UUID) -> dict[str, int]:
    """Give somebody what happened to them so many times, each time a year earlier."""
    from casewright.contacts.models import Contact
    from casewright.tasks.models import Task
    from casewright.transitions.models import Stay, StayEvent
    from casewright.worklog.models import WorkEntry

    notes = again(Contact.objects.filter(person=person), "started_at", "signed_at")
    closed = Task.objects.filter(person=person).exclude(closed_at=None)
    tasks = again(closed, "due_at", "closed_at", "opened_at")
    minutes = again(WorkEntry.objects.filter(person=person), "starts_at", "ends_at")
    stays = again(Stay.objects.filter(person=person), "admitted_at", "discharged_at", "heard_at")
    heard = StayEvent.objects.filter(stay__person=person)
    events = again(heard, "occurred_at", "recorded_at", "heard_at", stays=stays)
    found = {"notes": notes, "tasks": tasks, "minutes": minutes, "stays": stays, "events": events}
    return {name: len(made) for name, made in found.items()}


def again(found: Any, *moments: str, stays: Keys | None = None) -> Keys:
    """Copy rows so many times, their moments so much earlier, and those of a stay beside its own
    copy; gives the key of each copy by that of its original and its number."""
    model, rows = found.model, list(found.order_by("pk"))
    keys: Keys = {}
    made = []
    for number in range(1, TIMES):
        for row in rows:
            values = values_of(row, number)
            for moment in moments:
                if values[moment]:
                    values[moment] -= timedelta(days=DAYS_BETWEEN * number)
            if stays:
                values["stay_id"] = stays[row.stay_id, number]
            keys[row.pk, number] = values["id"]
            made.append(model(**values))
    model._default_manager.bulk_create(made, batch_size=500)
    return keys


def values_of(row: Any, number: int) -> dict[str, Any]:
    """The values of a row, with a key of its own and without what there may be only one of."""
    fields = row._meta.concrete_fields
    values = {field.attname: getattr(row, field.attname) for field in fields}
    for name in {"visit", "source_key"} & values.keys():
        if isinstance(values[name], str):
            values[name] = f"{values[name]}-{number}"
    return {
        **values,
        **{name: None for name in ("form_key", "focus_key") if name in values},
        "id": uuid4(),
    }


if __name__ == "__main__":
    main()
