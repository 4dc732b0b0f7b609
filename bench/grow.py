"""Make a seeded organization several times as large, inside the database.

    python -m bench.grow FROM TO     (copies FROM to TO - 1 of what was seeded)

Pouring a hundred thousand people row by row takes a quarter of an hour; copying takes two minutes.
Every copy has keys of its own (their first four digits say which copy it is), staff and
teams of its own, and words of its own: the canaries of copy n begin with other letters. So no
table is larger for one person than it was, and every table is as much larger as there are copies.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any

import django

# Instead of the letters that every canary begins with; no other text has them.
MARK = "zq"
MARKS = tuple(a + b for a in "bcdfghjkl" for b in "bcdfghjklmn")
# Texts that must differ and hold no canary: they get the copy's number behind them.
NUMBERED = {"control_id", "username", "name", "source_key"}


def main() -> None:
    """Copy everything so many times."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()

    from django.db import connection, transaction

    from casewright.security.models import Team

    intake = str(Team.objects.get(is_intake=True).pk)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit = off")
        for copy in range(int(sys.argv[1]), int(sys.argv[2])):
            for statement in statements(copy, intake, connection.vendor):
                cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def statements(copy: int, intake: str, vendor: str) -> Iterator[str]:
    """One INSERT for each table."""
    from casewright.demo.actions.pouring.rows import ORDER
    from casewright.security.models import Membership, Team, User

    holds = User.roles.through
    for model in (Team, User, holds, Membership, *ORDER):
        yield statement_of(model, copy, intake, vendor)


def statement_of(model: Any, copy: int, intake: str, vendor: str) -> str:
    """Copy the original rows of one table; the intake team and services stay one for all."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        kind = field.get_internal_type()
        if kind in ("BigAutoField", "AutoField"):
            continue
        columns.append(f'"{field.column}"')
        values.append(value_of(field, copy, intake, vendor))
    table = model._meta.db_table
    # Words with a letter left out are kept as well: two of them may become the same word.
    twice = " ON CONFLICT DO NOTHING" if table == "people_searchkey" else ""
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} '  # noqa: S608 - names of our models
        f'FROM "{table}" WHERE {originals(model, intake, vendor)}{twice}'
    )


def originals(model: Any, intake: str, vendor: str) -> str:
    """Which rows are copied: those of the seed, not copies, not what set-up made."""
    from casewright.security.models import Membership, Team, User

    if model is Team:
        return f"name LIKE 'Seed %' AND {is_original('id', vendor)}"
    if model is User:
        return f"username LIKE 'seed%' AND kind = 'staff' AND {is_original('id', vendor)}"
    if model is User.roles.through:
        staff = "SELECT id FROM security_user WHERE username LIKE 'seed%' AND kind = 'staff'"
        return f"user_id IN ({staff}) AND {is_original('user_id', vendor)}"
    if model is Membership:
        return f"{is_original('id', vendor)} AND {different('team_id', intake, vendor)}"
    key = "id" if model._meta.pk.get_internal_type() == "UUIDField" else "person_id"
    return is_original(key, vendor)


def is_original(column: str, vendor: str) -> str:
    """No copy's key: the seed's are random (version 4), those of copies are not (version 8)."""
    text, place = key_of(column, vendor)
    return f"substr({text}, {place}, 1) = '4'"


def key_of(column: str, vendor: str) -> tuple[str, int]:
    """A key as text, and where in it the version stands: PostgreSQL writes it with hyphens."""
    return (f"{column}::text", 15) if vendor == "postgresql" else (column, 13)


def different(column: str, key: str, vendor: str) -> str:
    """Not this key."""
    plain = key if vendor == "postgresql" else key.replace("-", "")
    return f"{column} <> '{plain}'"


def value_of(field: Any, copy: int, intake: str, vendor: str) -> str:
    """How a column of a copy follows from that of the original."""
    from casewright.security.models import Team, User

    column, kind = f'"{field.column}"', field.get_internal_type()
    target = field.target_field.get_internal_type() if field.is_relation else kind
    about = field.related_model if field.is_relation else None
    if target == "UUIDField" and getattr(about, "__name__", "") != "DeadlineRule":
        text, place = key_of(column, vendor)
        new = (
            f"'{copy:04x}' || substr({text}, 5, {place - 5}) || '8' || substr({text}, {place + 1})"
        )
        if vendor == "postgresql":
            new = f"({new})::uuid"
        if about is Team:
            return f"CASE WHEN {different(column, intake, vendor)} THEN {new} ELSE {column} END"
        if about is User:
            service = (
                "SELECT id FROM security_user WHERE kind <> 'staff' OR username NOT LIKE 'seed%'"
            )
            return f"CASE WHEN {column} IN ({service}) THEN {column} ELSE {new} END"
        return new
    return text_of(field, column, copy, vendor)


def text_of(field: Any, column: str, copy: int, vendor: str) -> str:
    """How a text of a copy follows: with other canaries, or with the copy's number."""
    if field.is_relation:
        return column
    if field.name == "digest":
        return f"'{copy:04x}' || substr({column}, 5)"
    if field.name in NUMBERED:
        return f"{column} || '-{copy}'"
    if field.get_internal_type() == "JSONField" and vendor == "postgresql":
        return f"replace({column}::text, '{MARK}', '{MARKS[copy]}')::jsonb"
    if field.get_internal_type() in ("CharField", "TextField", "EmailField", "JSONField"):
        return f"replace({column}, '{MARK}', '{MARKS[copy]}')"
    return column


if __name__ == "__main__":
    main()
