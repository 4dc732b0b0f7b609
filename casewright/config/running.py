"""Setting up and running: `setup`, `worker` and `routes`; `serve` stands in `starting.py`."""

import os
import socket
from collections.abc import Iterator

import click
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from casewright.clocks.actions import load_rules
from casewright.config.open_doors import OPEN_DOORS
from casewright.foundation import working
from casewright.foundation.commands import answer, json_flag
from casewright.security.actions import ensure_intake_team, lay_out_roles


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
@click.option(
    "--name", default=None, help="What this worker is called; one name is one worker at a time."
)
def worker(name: str | None) -> None:
    """Do what is in the queue until stopped. `serve` starts one; more may run beside it."""
    working.work(name or f"{socket.gethostname()[:40]}-{os.getpid()}")


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
