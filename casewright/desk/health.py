"""Whether this server can do its work: what stands in the way, in words for whoever runs it."""

import tempfile
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor


def what_is_missing() -> list[str]:
    """Every reason why work cannot be done; empty when all is well."""
    return [words for check in (_database, _disk) for words in check()]


def _database() -> Iterator[str]:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database is older than this program: run the command 'casewright setup'."
    except DatabaseError:
        yield "The database does not answer."
    except InconsistentMigrationHistory:
        yield "The database was made by another version of this program."


def _disk() -> Iterator[str]:
    try:
        with tempfile.TemporaryFile(dir=settings.HOME) as file:
            file.write(b"room to write")
            file.flush()
    except OSError:
        yield "The home folder cannot be written to: the disk is full or it is read-only."
