"""Clearing the tables after a committed test: the add-only guards stand aside for it alone.

Tests with several writers commit for real, and afterwards the tables are emptied, which the
guards refuse as they should. So the statements that empty the tables are put between taking the
guards down and putting them up again, by the same operations that the migrations are made of.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from casewright.foundation.tables import AddOnly


@cache
def add_only() -> tuple[tuple[AddOnly, str], ...]:
    """Every add-only guard of the house, with its table."""
    return tuple(_guards())


def _guards() -> Iterator[tuple[AddOnly, str]]:
    for (room, _), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        for operation in migration.operations:
            if isinstance(operation, AddOnly):
                yield operation, apps.get_model(room, operation.model)._meta.db_table


def taken_down(vendor: str) -> list[str]:
    """The statements that take every guard down."""
    return [line for one, table in add_only() for line in one.unmake(table, vendor)]


def put_up(vendor: str) -> list[str]:
    """The statements that put every guard up again."""
    return [line for one, table in add_only() for line in one.make(table, vendor)]


def guard(patch: pytest.MonkeyPatch) -> None:
    """Let the flush between committed tests pass the guards, and nothing else."""
    operations: Any = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(ops: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements: list[str] = flush(ops, *args, **kwargs)
        vendor = connection.vendor
        return [*taken_down(vendor), *statements, *put_up(vendor)] if statements else []

    patch.setattr(operations, "sql_flush", sql_flush)
