"""Whether this server can do its work: what stands in the way, in words for whoever runs it."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from casewright.audit.models import Entry
from casewright.foundation.moments import now
from casewright.foundation.room import has_no_room
from casewright.foundation.working import waiting_since
from casewright.transitions.models import Feed

# Work waits for a moment while the worker does other work; not for so long.
QUEUE_MAY_WAIT = timedelta(minutes=15)
# What a clock kept right over the network moves by at most.
CLOCK_MAY_DIFFER = timedelta(minutes=1)


def what_is_missing() -> list[str]:
    """Every reason why work cannot be done; empty when all is well."""
    missing = [*_database(), *_disk()]
    return missing or _asked(_queue)


def what_is_odd() -> list[str]:
    """What somebody should look at although work can be done."""
    return _asked(lambda: [*clock_in_words(now()), *_feeds()])


def _asked(check: Callable[[], Iterable[str]]) -> list[str]:
    """The words of a check that asks the database, which may be gone by now."""
    try:
        return list(check())
    except DatabaseError:
        return ["The database does not answer."]


def _database() -> Iterator[str]:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database is older than this program: run the command 'casewright setup'."
        elif connection.vendor == "postgresql":
            _write_and_take_back()
    except DatabaseError as fault:
        if has_no_room(fault):
            yield "The database cannot be written to: its disk is full."
        else:
            yield "The database does not answer."
    except InconsistentMigrationHistory:
        yield "The database was made by another version of this program."


def _write_and_take_back() -> None:
    """Take a little room where the database keeps its tables; nothing of it stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE room_to_write (kept text) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO room_to_write SELECT md5(n::text) FROM generate_series(1, 400) n"
        )
        transaction.set_rollback(True)


def _disk() -> Iterator[str]:
    try:
        with tempfile.TemporaryFile(dir=settings.HOME) as file:
            file.write(b"room to write")
            file.flush()
    except OSError:
        yield "The home folder cannot be written to: the disk is full or it is read-only."


def _queue() -> Iterator[str]:
    since = waiting_since(now())
    if since is not None and now() - since > QUEUE_MAY_WAIT:
        yield "Timed work waits and nobody does it: is the worker running?"


def clock_in_words(moment: datetime) -> Iterator[str]:
    """What is wrong with this server's clock: set back behind its own trail, or beside that of the
    database. A demo that stands still at one day has no clock to be wrong."""
    if settings.FROZEN_AT is not None:
        return
    last = Entry.objects.order_by("-number").values_list("at", flat=True).first()
    if last is not None and last - moment > CLOCK_MAY_DIFFER:
        yield "The clock of this server was set back: the trail is ahead of it."
    if abs(database_clock(moment) - moment) > CLOCK_MAY_DIFFER:
        yield "The clocks of this server and of its database differ by more than a minute."


def database_clock(ours: datetime) -> datetime:
    """What the database's clock says; SQLite has none but ours."""
    if connection.vendor != "postgresql":
        return ours
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return theirs


def _feeds() -> Iterator[str]:
    if Feed.objects.filter(silent_since__isnull=False).exists():
        yield "A sender of messages has been silent for longer than usual."
