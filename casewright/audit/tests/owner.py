"""Whoever owns the database can take its guards down; what they do then must be found."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.guards.flushing import add_only


@contextmanager
def as_owner() -> Iterator[None]:
    """The trail's table without its guard, for as long as somebody is at it."""
    ((guard, table),) = [pair for pair in add_only() if pair[1] == "audit_entry"]
    with connection.cursor() as cursor:
        for statement in guard.unmake(table, connection.vendor):
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in guard.make(table, connection.vendor):
            cursor.execute(statement)
