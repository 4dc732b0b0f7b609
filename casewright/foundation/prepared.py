"""Statements that the ORM writes once and that are asked many times.

For a page of many small tables Django spends more time writing its SQL anew for every request than
the database spends answering it. Here the ORM still writes every word of it, with marks in place
of the keys; what is kept is the text, and each request puts its own keys in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=Model)
Asked = UUID | datetime | str
Parts = tuple[Sequence[QuerySet[Any, Any]], str]
MOST_KEPT = 64
# Values of one statement: SQLite takes at most 32,766, PostgreSQL 65,535.
MOST_VALUES = 10_000
# One mark for each key a statement may ask by; no record has one of these as its own.
KEYS = {
    "person": UUID("00000000-0000-4000-8000-00000000c0de"),
    "viewer": UUID("00000000-0000-4000-8000-00000000c1de"),
}
MOMENT = datetime(1001, 1, 1, 1, 1, 1, tzinfo=UTC)
# The first instant of the organization's present day, for what also asks by that.
DAY = datetime(1001, 1, 1, 1, 1, 2, tzinfo=UTC)
# Words somebody typed: a statement may ask for each as it stands, or for what begins with it.
TEXTS = {f"text{number}": f"\ue000{number:02}" for number in range(96)}
MARKS: Mapping[str, Asked] = {**KEYS, "moment": MOMENT, "day": DAY, **TEXTS}


@dataclass(frozen=True)
class _Text:
    """A statement as the database is asked it, and the names of the marks among its values."""

    sql: str
    values: tuple[Any, ...]
    spots: tuple[str, ...]
    compiler: Any
    converters: Any


class PreparedRows:
    """Rows of one or several lists, glued together: every part has the same columns.

    `write` gives the parts, with `MARKS` in place of what is asked for; each may have its own order
    and its own limit, which Django does not let a part of a union have on SQLite. Beside the parts
    `write` gives what stands behind the last of them: the order of all, by number of column.
    """

    def __init__(self, write: Callable[..., Parts]) -> None:
        self.write = write
        self.texts: dict[tuple[Any, ...], _Text] = {}

    def rows(self, shape: tuple[Any, ...] = (), **asked: Asked) -> list[tuple[Any, ...]]:
        """The rows for these keys. `shape` is handed to `write`: what changes the text itself."""
        key = (connection.vendor, *shape)
        text = self.texts.get(key)
        if text is None:
            if len(self.texts) >= MOST_KEPT:
                self.texts.clear()
            text = self.texts[key] = _glued(*self.write(*shape))
        return _ask(text, asked)


class PreparedRecords(Generic[M]):
    """Records of one list, with what they are read together with (`select_related`)."""

    def __init__(self, write: Callable[..., QuerySet[M]]) -> None:
        self.write = write
        self.texts: dict[tuple[Any, ...], _Text] = {}

    def records(self, shape: tuple[Any, ...] = (), **asked: Asked) -> list[M]:
        """The records for these keys, in the list's own order, with what they are annotated with.

        `shape` is handed to `write`: what changes the text itself.
        """
        key = (connection.vendor, *shape)
        text = self.texts.get(key)
        if text is None:
            if len(self.texts) >= MOST_KEPT:
                self.texts.clear()
            text = self.texts[key] = _glued([self.write(*shape)], "")
        info = text.compiler.klass_info
        model, db = info["model"], connection.alias
        columns = info["select_fields"]
        start, end = columns[0], columns[-1] + 1
        names = [column[0].target.attname for column in text.compiler.select[start:end]]
        # The stubs are of a later Django, in which this takes one value more.
        beside = get_related_populators(info, text.compiler.select, db)  # type: ignore[call-arg]  # see above
        added = text.compiler.annotation_col_map or {}
        found: list[M] = []
        for row in _ask(text, asked):
            one = model.from_db(db, names, row[start:end])
            for populator in beside:
                populator.populate(row, one)
            for name, place in added.items():
                setattr(one, name, row[place])
            found.append(one)
        return found


def _glued(parts: Sequence[QuerySet[Any, Any]], order: str) -> _Text:
    """Have the ORM write each part, and put them together."""
    compilers = [part.query.get_compiler(connection=connection) for part in parts]
    written = [compiler.as_sql() for compiler in compilers]
    if len(written) == 1 and not order:
        sql = written[0][0]
    else:
        glue = " UNION ALL "
        parts_of_it = [
            f"SELECT * FROM ({text}) AS part{n}"  # noqa: S608 - the ORM's own text, with marks
            for n, (text, _) in enumerate(written)
        ]
        sql = glue.join(parts_of_it)
    values = [value for _, params in written for value in params]
    marks = {_as_asked(mark): name for name, mark in MARKS.items()}
    sql, values = _settled(f"{sql} {order}".strip(), values, marks)
    first = compilers[0]
    return _Text(
        sql=sql,
        values=tuple(values),
        spots=tuple(_spot(value, marks) for value in values),
        compiler=first,
        converters=first.get_converters([column[0] for column in first.select]),
    )


def _settled(sql: str, values: list[Any], marks: Mapping[Any, str]) -> tuple[str, list[Any]]:
    """For PostgreSQL, with all that is always the same written into the text.

    What is left out of a text that is planned once for all, the plan cannot reckon with: which
    states are open, say, and so which index of open tasks it may use.
    """
    if connection.vendor != "postgresql":
        return sql, values
    texts = sql.split("%s")
    written, left = [texts[0]], []
    for value, text in zip(values, texts[1:], strict=True):
        if _spot(value, marks):
            left.append(value)
            written += ("%s", text)
        else:
            literal = connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]  # psycopg's
            written += (literal.replace("%", "%%"), text)
    return "".join(written), left


def _ask(text: _Text, asked: Mapping[str, Asked]) -> list[tuple[Any, ...]]:
    ready = {name: _as_asked(value) for name, value in asked.items()}
    ready |= {f"{name}%": f"{value}%" for name, value in asked.items() if name in TEXTS}
    values = [
        ready[spot] if spot else value for spot, value in zip(text.spots, text.values, strict=True)
    ]
    with _cursor() as cursor:
        cursor.execute(text.sql, values)
        rows: Iterable[Any] = cursor.fetchall()
    if text.converters:
        rows = map(tuple, text.compiler.apply_converters(rows, text.converters))
    return list(rows)


def _cursor() -> Any:
    """A cursor that leaves the values apart from the text: PostgreSQL then plans a statement that
    it is asked again and again once for each connection, and not each time anew."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    driver = connection.connection
    usual, driver.cursor_factory = driver.cursor_factory, ServerBindingCursor
    try:
        return connection.cursor()
    finally:
        driver.cursor_factory = usual


def _as_asked(value: Asked) -> Any:
    """A key, a moment or a word as this database is handed it."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value if connection.features.has_native_uuid_field else value.hex


def _spot(value: Any, marks: Mapping[Any, str]) -> str:
    """The name of the mark a value is; `name%` where it stands for what begins with a word."""
    if not isinstance(value, (str, UUID, datetime)):
        return ""
    if isinstance(value, str) and value.endswith("%") and value[:-1] in marks:
        return f"{marks[value[:-1]]}%"
    return marks.get(value, "")


class PreparedInsert(Generic[M]):
    """New rows of one table in one statement, which the ORM writes once for each number of rows.

    Every column is given by the record, its key among them: tables whose keys the database
    itself counts up are not for this.
    """

    def __init__(self, model: type[M]) -> None:
        self.model = model
        self.texts: dict[str, tuple[str, str]] = {}

    def add_rows(self, *rows: M) -> None:
        """Insert records that are not kept yet; afterwards they are as if each had been saved."""
        fields = self.model._meta.concrete_fields
        at_once = MOST_VALUES // len(fields)
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            first, more = self._text(some[0])
            values = [
                field.get_db_prep_save(field.pre_save(row, add=True), connection)
                for row in some
                for field in fields
            ]
            with _cursor() as cursor:
                cursor.execute(first + more * (len(some) - 1), values)
            for row in some:
                row._state.adding, row._state.db = False, connection.alias

    def _text(self, row: M) -> tuple[str, str]:
        """The statement for one row, and what stands in it for each further one."""
        text = self.texts.get(connection.vendor)
        if text is None:
            query = InsertQuery(self.model)
            query.insert_values(list(self.model._meta.concrete_fields), [row])
            first = query.get_compiler(connection=connection).as_sql()[0][0]
            values = first[first.index(" VALUES ") + len(" VALUES ") :]
            text = self.texts[connection.vendor] = (first, f", {values}")
        return text
