"""Setting up and running: `setup`, `serve` and `routes`."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import URLPattern, URLResolver, get_resolver

from casewright.clocks.actions import load_rules
from casewright.config.open_doors import OPEN_DOORS
from casewright.foundation.commands import answer, json_flag
from casewright.foundation.jobs import enqueue_due
from casewright.foundation.moments import now
from casewright.security.actions import ensure_intake_team, lay_out_roles

SCHEDULE_EVERY_SECONDS = 30
WAIT_FOR_CHILDREN_SECONDS = 10


def prepare(*, static: bool = True) -> dict[str, int]:
    """Bring the database, the roles, the deadline rules and the static files up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    permits, rules = lay_out_roles(), load_rules()
    ensure_intake_team()
    if static:
        call_command("collectstatic", verbosity=0, interactive=False)
    return {"new_permits": permits, "deadline_rules": rules}


@click.command()
@json_flag
def setup(*, as_json: bool) -> None:
    """Prepare the database and everything a start needs; safe to run again."""
    facts = prepare()
    answer(facts, words=[f"Ready: {facts['deadline_rules']} deadline rules."], as_json=as_json)


@click.command()
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option(
    "--port", type=int, envvar="CASEWRIGHT_PORT", default=8000, help="The port to listen on."
)
@click.option("--workers", type=int, default=2, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the web server and the worker until stopped; when one of them ends, all do."""
    if MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    ):
        raise click.ClickException("The database is not prepared. Run `casewright setup` first.")
    connection.close()
    run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Keep the web server, the worker and the schedule going together."""
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, leave)
    children = [subprocess.Popen(line) for line in _lines(host, port, workers)]  # noqa: S603 - ours
    click.echo(f"Casewright answers at http://{host}:{port}/")
    waited = SCHEDULE_EVERY_SECONDS
    while not stop.wait(1) and all(child.poll() is None for child in children):
        waited += 1
        if waited >= SCHEDULE_EVERY_SECONDS:
            enqueue_due(now())
            waited = 0
    _end(children)


def _lines(host: str, port: int, workers: int) -> Iterator[list[str]]:
    yield [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "4", "--backlog", "1024", "--respawn-failed-workers"),
        *("--no-access-log", "--log-level", "warning"),
        "casewright.config.wsgi:application",
    ]
    yield [sys.executable, "-m", "django", "db_worker", "--verbosity", "0"]


def _end(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(WAIT_FOR_CHILDREN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    ended_badly = [child.returncode for child in children if child.returncode not in (0, -15)]
    if ended_badly:
        raise click.ClickException("A part of the server ended by itself; see its last lines.")


@click.command()
@json_flag
def routes(*, as_json: bool) -> None:
    """Every address: its path, its permit, and why it is open where it has none."""
    rows = [_row(path, pattern) for path, pattern in addresses()]
    words = [f"{row['path']}  {row['permit'] or 'open: ' + str(row['why_open'])}" for row in rows]
    answer({"routes": rows, "debug": settings.DEBUG}, words=words, as_json=as_json)


def addresses(
    resolver: URLResolver | None = None, before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, path)
        else:
            yield path, entry


def _row(path: str, pattern: URLPattern) -> dict[str, object]:
    view = pattern.callback
    permit = getattr(view, "permit", "")
    why = getattr(view, "open_because", "") or OPEN_DOORS.get(pattern.name or "", "")
    methods = getattr(view, "methods", ["GET", "POST"])
    return {
        "path": path,
        "name": pattern.name,
        "methods": sorted(methods),
        "permit": permit,
        "open": not permit,
        "why_open": why,
    }
