"""What two records hold before and after they are joined: what changed, so that exactly that can
be put back. What somebody changed since stays as they left it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet

from casewright.cases.models import Case
from casewright.chart.models import EVERYTHING
from casewright.contacts.models import Draft
from casewright.people.models import (
    ContactPoint,
    Coverage,
    Identifier,
    Kin,
    Person,
    PersonName,
    SearchKey,
    Statement,
)
from casewright.security.models import Relation
from casewright.tasks.models import Task
from casewright.transitions.models import Stay

Row = dict[str, Any]
# {table: {key of a row: its columns}}
Image = dict[str, dict[str, Row]]
# {table: {"changed": {key: {column: [was, became]}}, "came": [key], "went": {key: its columns}}}
Changes = dict[str, dict[str, Any]]

WHOLE: tuple[type[Model], ...] = (
    *(PersonName, Identifier, ContactPoint, Kin, Coverage, Statement, SearchKey),
    *(Case, Task, Stay, Draft),
)
# A count of changes goes on: going back would hide a change from whoever is writing.
COUNTS = "version"


def image_of(keys: Iterable[UUID]) -> Image:
    """Every row of these records that joining may change, as plain values; of what was received
    only whose it is."""
    whose = list(keys)
    found: list[tuple[type[Model], Q, tuple[str, ...]]] = [
        (Person, Q(pk__in=whose) | Q(merged_into__in=whose), ()),
        (Relation, Q(person_key__in=whose), ()),
        *((model, Q(person__in=whose), ()) for model in WHOLE),
        *((model, Q(person__in=whose), ("id", "person_id")) for model in EVERYTHING),
    ]
    return {
        model._meta.label: _rows(model._default_manager.filter(which), columns)
        for model, which, columns in found
    }


def changes_between(before: Image, after: Image) -> Changes:
    """What was changed, what came and what went from one image to the other."""
    changes: Changes = {}
    for table, rows in after.items():
        was = before[table]
        changed = {
            key: {
                name: [was[key][name], value]
                for name, value in row.items()
                if name != COUNTS and was[key][name] != value
            }
            for key, row in rows.items()
            if key in was
        }
        said = {
            "changed": {key: columns for key, columns in changed.items() if columns},
            "came": sorted(rows.keys() - was.keys()),
            "went": {key: was[key] for key in sorted(was.keys() - rows.keys())},
        }
        if any(said.values()):
            changes[table] = said
    return changes


def put_back(changes: Changes, at: datetime) -> None:
    """Let every row that was changed be as it was, where it still is as it became.

    Places beside the one record that came by the joining end; search words that went come back.
    """
    every: tuple[type[Model], ...] = (Person, *WHOLE, *EVERYTHING, Relation)
    for model in every:
        said = changes.get(model._meta.label)
        if said:
            _put_rows_back(model, said["changed"])
    came = changes.get(Relation._meta.label, {}).get("came", [])
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    Relation.objects.filter(running, pk__in=came).update(ends_at=at)
    words = changes.get(SearchKey._meta.label, {}).get("went", {})
    SearchKey.objects.bulk_create(
        [SearchKey(person_id=row["person_id"], key=row["key"]) for row in words.values()],
        ignore_conflicts=True,
    )


def moved_back(changes: Changes, model: type[Model]) -> list[str]:
    """The keys of the rows of one kind that went from one record to the other."""
    changed = changes.get(model._meta.label, {}).get("changed", {})
    return [key for key, columns in changed.items() if "person_id" in columns]


def _put_rows_back(model: type[Model], changed: dict[str, dict[str, list[Any]]]) -> None:
    """Rows that go back alike are written together."""
    rows = model._default_manager.filter(pk__in=list(changed))
    names = {name for columns in changed.values() for name in columns}
    now = {str(row["id"]): _plain(row) for row in rows.order_by("pk").values("id", *names)}
    alike: dict[str, list[str]] = defaultdict(list)
    for key, columns in changed.items():
        still = {
            name: was
            for name, (was, became) in columns.items()
            if key in now and now[key][name] == became
        }
        if still:
            alike[json.dumps(still, sort_keys=True)].append(key)
    is_counted = any(field.name == COUNTS for field in model._meta.concrete_fields)
    for text, keys in alike.items():
        values: dict[str, Any] = json.loads(text)
        if is_counted:
            values[COUNTS] = F(COUNTS) + 1
        model._default_manager.filter(pk__in=keys).update(**values)


def _rows(rows: QuerySet[Any], columns: tuple[str, ...]) -> dict[str, Row]:
    return {str(row["id"]): _plain(row) for row in rows.order_by("pk").values(*columns)}


def _plain(row: Row) -> Row:
    """A row as JSON holds it."""
    plain: Row = json.loads(json.dumps(row, cls=DjangoJSONEncoder))
    return plain
