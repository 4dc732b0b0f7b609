"""What a table itself refuses, on SQLite and PostgreSQL alike.

Django's constraints cannot say "rows are only added" or "no two spans overlap". These migration
operations say it with triggers, so that no program, ours or another, can do otherwise.
"""

from abc import ABC, abstractmethod
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _Guard(ABC, Operation):
    """A trigger on one model's table, made forwards and taken away backwards."""

    reversible = True
    kind = ""

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self.make(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self.unmake(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    @abstractmethod
    def make(self, table: str, vendor: str) -> list[str]:
        """The statements that put the guard up."""

    @abstractmethod
    def unmake(self, table: str, vendor: str) -> list[str]:
        """The statements that take the guard down."""

    def describe(self) -> str:
        return f"{self.kind} on {self.model}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model], {}


class AddOnly(_Guard):
    """Rows are added, never changed, removed or cleared away."""

    kind = "add_only"

    def make(self, table: str, vendor: str) -> list[str]:
        words = f"Rows of {table} are only added."
        if vendor == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            name = f"{table}_{self.kind}"
            return [
                f"CREATE TRIGGER {name}_{event} BEFORE {event} ON {table} {refuse}"
                for event in ("UPDATE", "DELETE")
            ]
        function = f"{table}_{self.kind}"
        refuse = f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'"
        body = f"LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
        statements = [f"CREATE FUNCTION {function}() RETURNS trigger {body}"]
        for event, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            statements.append(
                f"CREATE TRIGGER {function}_{event} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {function}()"
            )
        return statements

    def unmake(self, table: str, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER {table}_{self.kind}_{e}" for e in ("UPDATE", "DELETE")]
        return [f"DROP FUNCTION {table}_{self.kind}() CASCADE"]


class LiftAddOnly(AddOnly):
    """Take the guard down while a table is made anew; `AddOnly` after it puts it up again."""

    kind = "add_only"

    def make(self, table: str, vendor: str) -> list[str]:
        return super().unmake(table, vendor)

    def unmake(self, table: str, vendor: str) -> list[str]:
        return super().make(table, vendor)


class NoOverlap(_Guard):
    """No two rows of the same `whose` column overlap; a span is half open, [starts, ends)."""

    kind = "no_overlap"

    def __init__(self, model: str, whose: str, starts: str, ends: str) -> None:
        super().__init__(model)
        self.whose, self.starts, self.ends = whose, starts, ends

    def make(self, table: str, vendor: str) -> list[str]:
        if vendor != "sqlite":
            span = f"tstzrange({self.starts}, {self.ends}, '[)')"
            once = f"EXCLUDE USING gist ({self.whose} WITH =, {span} WITH &&)"
            return [
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{self.kind} {once}",
            ]
        clash = (  # names of tables and columns come from the models, never from outside
            f"EXISTS (SELECT 1 FROM {table} AS other WHERE other.{self.whose} = NEW.{self.whose} "
            f"AND other.id <> NEW.id AND other.{self.starts} < NEW.{self.ends} "
            f"AND NEW.{self.starts} < other.{self.ends})"
        )
        return [
            f"CREATE TRIGGER {table}_{self.kind}_{event} BEFORE {event} ON {table} "
            f"WHEN {clash} BEGIN SELECT RAISE(ABORT, 'A minute of {table} is counted once.'); END"
            for event in ("INSERT", "UPDATE")
        ]

    def unmake(self, table: str, vendor: str) -> list[str]:
        if vendor != "sqlite":
            return [f"ALTER TABLE {table} DROP CONSTRAINT {table}_{self.kind}"]
        return [f"DROP TRIGGER {table}_{self.kind}_{e}" for e in ("INSERT", "UPDATE")]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        keywords = {"whose": self.whose, "starts": self.starts, "ends": self.ends}
        return self.__class__.__name__, [self.model], keywords
