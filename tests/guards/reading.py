"""A page that is only read changes nothing: what a GET may write, and how it is noticed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

# The look itself stands in the trail, and looking keeps the session awake. Whether the disk of a
# PostgreSQL server has room is tried with a temporary table of which nothing stays.
MAY_BE_WRITTEN = frozenset({"audit_entry", "security_session", "room_to_write"})
WRITES = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+\"?(\w+)",
    re.IGNORECASE,
)


def table_written(statement: str) -> str:
    """The table that a statement writes to; an empty text when it only reads."""
    found = WRITES.match(statement)
    return found.group(1).lower() if found else ""


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collect the tables written to meanwhile, but those that a look may write."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        table = table_written(sql)
        if table and table not in MAY_BE_WRITTEN:
            written.append(table)
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        yield written


def guard(patch: pytest.MonkeyPatch) -> None:
    """Let every GET and HEAD of the test client fail that writes anything else."""
    answer = Client.request

    def request(client: Client, **environment: Any) -> Any:
        if environment.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return answer(client, **environment)
        with watched() as written:
            response = answer(client, **environment)
        if written:
            pytest.fail(f"GET {environment.get('PATH_INFO')} wrote to {sorted(set(written))}.")
        return response

    patch.setattr(Client, "request", request)
