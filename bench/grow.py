"""Make a seeded organization several times as large, inside the database.

    python -m bench.grow FROM TO     (copies FROM to TO - 1 of what was seeded)

Pouring a hundred thousand people row by row takes a quarter of an hour; copying takes a few
minutes. Every copy has keys of its own (their first four digits say which copy it is), staff and
teams of its own, and words of its own: the canaries of copy n begin with other letters. So no
table is larger for one person than it was, and every table is as much larger as there are copies.

Each table is copied by one statement, with its plain indexes and (on SQLite) its triggers taken
away before and made again after it. Until this has ended the database is a throw-away: nothing
would be left of it after a fall. On PostgreSQL keys are not looked up in the tables they point to,
which only a superuser may switch off.
"""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

# Instead of the letters that every canary begins with; no other text has them.
MARK = "zq"
MARKS = tuple(a + b for a in "bcdfghjkl" for b in "bcdfghjklmn")
# Texts that must differ and hold no canary: they get the copy's number behind them.
NUMBERED = {"control_id", "username", "name", "source_key"}
# What stands in every statement for the copy that is made.
COPY, HEX, LETTERS = "copies.number", "copies.hex", "copies.letters"
QUICKLY = {
    "sqlite": (
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA cache_size = -1000000",
        "PRAGMA threads = 2",
    ),
    "postgresql": (
        "SET synchronous_commit = off",
        "SET session_replication_role = replica",
        "SET maintenance_work_mem = '512MB'",
    ),
}
# What hangs on a table and keeps no rule of its own while copies are made: its plain indexes, and
# on SQLite the triggers too (the copies of rows that keep a rule keep it among themselves).
HANGING = {
    "sqlite": (
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s AND (type = 'trigger' "
        "OR (type = 'index' AND sql LIKE 'CREATE INDEX%%'))"
    ),
    "postgresql": (
        "SELECT 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) "
        "FROM pg_index i WHERE i.indrelid = %s::regclass AND NOT i.indisunique AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
    ),
}
AS_BEFORE = {
    # SQLite keeps no counts of rows unless it is told to, and here nobody tells it.
    "sqlite": ("PRAGMA journal_mode = WAL", "PRAGMA wal_checkpoint(TRUNCATE)"),
    "postgresql": ("VACUUM ANALYZE", "CHECKPOINT"),
}


def main() -> None:
    """Copy everything so many times, and say after each table how many rows and seconds it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()

    from django.db import connection

    from casewright.security.models import Team

    intake = str(Team.objects.get(is_intake=True).pk)
    first, last = int(sys.argv[1]), int(sys.argv[2])
    with connection.cursor() as cursor:
        for statement in QUICKLY[connection.vendor]:
            cursor.execute(statement)
        for statement in copies(first, last):
            cursor.execute(statement)
        for model, statement in statements(intake, connection.vendor):
            grow(cursor, model._meta.db_table, statement)
    connection.close()
    with connection.cursor() as cursor:
        for statement in AS_BEFORE[connection.vendor]:
            cursor.execute(statement)


def grow(cursor: Any, table: str, statement: str) -> None:
    """Copy one table, without what hangs on it until it is done."""
    from django.db import connection

    began = time.monotonic()
    cursor.execute(HANGING[connection.vendor], [table])
    hanging = cursor.fetchall()
    for kind, name, _ in hanging:
        cursor.execute(f'DROP {kind} "{name}"')
    cursor.execute(statement)
    rows = cursor.rowcount
    for _, _, made in hanging:
        cursor.execute(made)
    took = time.monotonic() - began
    print(f"  {table}: {rows:,} rows more, {took:.1f} s", file=sys.stderr, flush=True)


def copies(first: int, last: int) -> Iterator[str]:
    """A table of the copies to make: the number of each, as four digits of a key, its letters."""
    yield "CREATE TEMPORARY TABLE copies (number integer, hex text, letters text)"
    for number in range(first, last):
        yield f"INSERT INTO copies VALUES ({number}, '{number:04x}', '{MARKS[number]}')"  # noqa: S608 - numbers


def statements(intake: str, vendor: str) -> Iterator[tuple[Any, str]]:
    """One INSERT for each table."""
    from casewright.demo.actions.pouring.rows import ORDER
    from casewright.security.models import Membership, Team, User

    for model in (Team, User, User.roles.through, Membership, *ORDER):
        which = originals(model, intake, vendor)
        if which:
            yield model, statement_of(model, which, intake, vendor)


def statement_of(model: Any, which: str, intake: str, vendor: str) -> str:
    """Copy the original rows of one table; the intake team and services stay one for all."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.get_internal_type() in ("BigAutoField", "AutoField"):
            continue
        columns.append(f'"{field.column}"')
        values.append(value_of(field, intake, vendor))
    table = model._meta.db_table
    # Words with a letter left out are kept as well: two of them may become the same word.
    twice = " ON CONFLICT DO NOTHING" if table == "people_searchkey" else ""
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} '  # noqa: S608 - names of our models
        f'FROM copies CROSS JOIN "{table}" AS seeded WHERE {which}{twice}'
    )


def originals(model: Any, intake: str, vendor: str) -> str:
    """Which rows are copied: those of the seed, not copies, not what set-up made; "" for a table
    in which the two cannot be told apart."""
    from casewright.security.models import Membership, Team, User

    if model is Team:
        return f"seeded.name LIKE 'Seed %' AND {is_original('id', vendor)}"
    if model is User:
        return (
            f"seeded.username LIKE 'seed%' AND seeded.kind = 'staff' AND "
            f"{is_original('id', vendor)}"
        )
    if model is User.roles.through:
        staff = "SELECT id FROM security_user WHERE username LIKE 'seed%' AND kind = 'staff'"
        return f"seeded.user_id IN ({staff}) AND {is_original('user_id', vendor)}"
    if model is Membership:
        return f"{is_original('id', vendor)} AND {different('seeded.team_id', intake, vendor)}"
    fields = model._meta.concrete_fields
    counted = [f'seeded."{f.column}" IS NULL' for f in fields if is_counted(f)]
    key = next((f.column for f in fields if not is_counted(f) and is_key(f) and not f.null), "")
    return " AND ".join([is_original(key, vendor), *counted]) if key else ""


def is_key(field: Any) -> bool:
    """Whether it is a random key, its own or that of what it points to."""
    target = field.target_field if field.is_relation else field
    is_one = field.primary_key or field.is_relation
    return bool(is_one and target.get_internal_type() == "UUIDField")


def is_counted(field: Any) -> bool:
    """Whether it points to a row by a number that the database counts up: it cannot be copied."""
    kinds = ("BigAutoField", "AutoField")
    return bool(field.is_relation and field.target_field.get_internal_type() in kinds)


def is_original(column: str, vendor: str) -> str:
    """No copy's key: the seed's are random (version 4), those of copies are not (version 8)."""
    text, place = key_of(f'seeded."{column}"', vendor)
    return f"substr({text}, {place}, 1) = '4'"


def key_of(column: str, vendor: str) -> tuple[str, int]:
    """A key as text, and where in it the version stands: PostgreSQL writes it with hyphens."""
    return (f"{column}::text", 15) if vendor == "postgresql" else (column, 13)


def different(column: str, key: str, vendor: str) -> str:
    """Not this key."""
    plain = key if vendor == "postgresql" else key.replace("-", "")
    return f"{column} <> '{plain}'"


def value_of(field: Any, intake: str, vendor: str) -> str:
    """How a column of a copy follows from that of the original."""
    from casewright.security.models import Team, User

    column, kind = f'seeded."{field.column}"', field.get_internal_type()
    target = field.target_field.get_internal_type() if field.is_relation else kind
    about = field.related_model if field.is_relation else None
    if target == "UUIDField" and getattr(about, "__name__", "") != "DeadlineRule":
        text, place = key_of(column, vendor)
        new = f"{HEX} || substr({text}, 5, {place - 5}) || '8' || substr({text}, {place + 1})"
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
    return text_of(field, column, vendor)


def text_of(field: Any, column: str, vendor: str) -> str:
    """How a text of a copy follows: with other canaries, or with the copy's number."""
    if field.is_relation:
        return column
    if field.name == "digest":
        return f"{HEX} || substr({column}, 5)"
    if field.name in NUMBERED:
        return f"{column} || '-' || {COPY}"
    if field.get_internal_type() == "JSONField" and vendor == "postgresql":
        return f"replace({column}::text, '{MARK}', {LETTERS})::jsonb"
    if field.get_internal_type() in ("CharField", "TextField", "EmailField", "JSONField"):
        return f"replace({column}, '{MARK}', {LETTERS})"
    return column


if __name__ == "__main__":
    main()
