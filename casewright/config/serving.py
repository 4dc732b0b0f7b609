"""What `serve` does while it runs: the parts are watched, and started again when they end.

A part that is killed comes back after a moment; what a killed worker had begun is taken up again.
When the web part cannot be kept, everything ends with a sentence, so that whatever started the
server notices.
"""

import logging
import signal
import threading
from time import monotonic
from types import FrameType

import click
from django.db import DatabaseError, close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor

from casewright.config.parts import Part, worker_part
from casewright.foundation.jobs import enqueue_due
from casewright.foundation.moments import now
from casewright.foundation.working import leave, take_up_again

logger = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.25
SCHEDULE_EVERY_SECONDS = 30


def demand_a_prepared_database() -> None:
    """Refuse to serve a database of another version."""
    executor = MigrationExecutor(connection)
    is_behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if is_behind:
        raise click.ClickException("The database is not prepared. Run `casewright setup` first.")


def run(web: Part) -> None:
    """Keep the web server, the worker and the schedule going together until told to stop."""
    stop = threading.Event()

    def leave_now(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, leave_now)
    worker = worker_part(release)
    worker.start()
    keep([web, worker], stop)


def keep(parts: list[Part], stop: threading.Event) -> None:
    """Watch the parts and take the turns of the schedule; in the end every part is ended."""
    turn_at = monotonic()
    while not stop.wait(LOOK_EVERY_SECONDS):
        for part in parts:
            part.watch()
        if any(part.is_lost for part in parts):
            break
        if monotonic() >= turn_at:
            turn()
            turn_at = monotonic() + SCHEDULE_EVERY_SECONDS
    for part in parts:
        part.end()
    if any(part.is_lost for part in parts):
        raise click.ClickException("A part of the server ended by itself; see its last lines.")


def turn() -> list[str]:
    """Enqueue what is due and take up what a killed worker left; gives the names of the jobs.

    A database that does not answer is waited for: the next turn comes soon.
    """
    try:
        close_old_connections()
        take_up_again(now())
        return enqueue_due(now())
    except DatabaseError as fault:
        logger.warning("no turn of timed work", extra={"facts": {"fault": type(fault).__name__}})
        connection.close()
        return []


def release(worker: str) -> None:
    """A worker that is known to have ended is silent at once: what it had begun is free."""
    try:
        close_old_connections()
        leave(worker)
        take_up_again(now())
    except DatabaseError:
        connection.close()
