"""`casewright demo` and `casewright seed`: made-up people, to look at and to test with."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from shutil import rmtree
from typing import Any

import click
from django.conf import settings

from casewright.demo.actions import clear_demo
from casewright.demo.loading import Progress, book_of, load, text_of
from casewright.demo.queries import holds_demo, holds_somebody, loaded_for, people_by_team
from casewright.demo.rules.canaries import MOST_PEOPLE
from casewright.demo.seeding import check_may_seed, seed_organization
from casewright.foundation.commands import answer, json_flag
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local, now, organization_zone
from casewright.security.commands import operator

OPENS_AT = time(9)
INBOX = "demo-inbox"
# What speaks of the demo that was here before: its messages, its trail's heads, counted sign-ins.
GONE_WITH_IT = (INBOX, "heads", "cache")
SERVICE = "service"


@click.command()
@click.option("--serve/--no-serve", default=True, help="Start the server when it is loaded.")
@click.option(
    "--freeze",
    metavar="DATE",
    envvar="CASEWRIGHT_FREEZE",
    help="Let it stand at nine in the morning of this day.",
)
@click.option(
    "--scale", type=click.IntRange(1, 500), default=1, help="So many times as many neighbors."
)
@click.option("--reset", is_flag=True, help="Clear the demo away and load it again.")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option("--port", type=int, envvar="CASEWRIGHT_PORT", default=8000, help="The port.")
@json_flag
@click.pass_context
def demo(
    ctx: click.Context,
    *,
    serve: bool,
    freeze: str | None,
    scale: int,
    reset: bool,
    host: str,
    port: int,
    as_json: bool,
) -> None:
    """Harbor Valley Community Care: an organization in which nobody is real.

    Loads it where it is not loaded yet, prints who can sign in, and starts the server.
    """
    try:
        day = date.fromisoformat(freeze) if freeze else None
    except ValueError as fault:
        raise click.BadParameter("Write the day as 2026-11-24.", param_hint="--freeze") from fault
    try:
        if reset or not holds_demo():
            _load(ctx, day=day, scale=scale, reset=reset)
        else:
            _check_same(day, scale)
            _sibling(ctx, "setup")
    except Refused as refusal:
        answer({"reasons": [str(refusal)]}, words=[str(refusal)], as_json=as_json, refused=True)
    _answer(as_json=as_json, address=f"http://{host}:{port}/")
    if serve:
        _sibling(ctx, "serve", host=host, port=port, workers=2)


def _load(ctx: click.Context, *, day: date | None, scale: int, reset: bool) -> None:
    """Load the demo into an empty house, or one that held it before."""
    if holds_demo() and reset:
        clear_demo()
    _check_empty()
    home = Path(settings.HOME)
    for folder in GONE_WITH_IT:
        rmtree(home / folder, ignore_errors=True)
    (home / "demo").write_text(_logins(), encoding="utf-8")
    _freeze(home, day)
    _sibling(ctx, "setup")
    book = book_of(now(), scale=scale)
    with _counting(book.people, "Telling lives") as progress:
        load(by=operator(), book=book, inbox=home / INBOX, progress=progress)


def _logins() -> str:
    """Who may be tried, for the sign-in page: name, role and password, a line each."""
    texts = text_of("organization")
    shown = [one for one in texts["staff"] if one.get("shown")]
    return "".join(f"{one['name']}\t{one['work']}\t{texts['password']}\n" for one in shown)


def _check_empty() -> None:
    """Refuse where somebody works already: no demo is mixed with real people."""
    if holds_somebody():
        raise Refused(
            "This home holds an organization that is not the demo. Nothing was changed: name "
            "another folder with CASEWRIGHT_HOME, or another database."
        )


def _check_same(day: date | None, scale: int) -> None:
    """What is loaded stays; whoever asks for another one is told how to have it."""
    frozen: datetime | None = settings.FROZEN_AT
    asks_other_day = day is not None and (frozen is None or frozen.date() != day)
    if asks_other_day or scale > 1:
        raise Refused("The demo is loaded already. Add --reset to load it for another day or size.")


def _freeze(home: Path, day: date | None) -> None:
    """Let the clock stand at a day, for this process and every later one of this home."""
    marker = home / "frozen"
    marker.unlink(missing_ok=True)
    settings.FROZEN_AT = None
    if day:
        marker.write_text(f"{day.isoformat()}\n", encoding="utf-8")
        settings.FROZEN_AT = datetime.combine(day, OPENS_AT, tzinfo=organization_zone())


def _sibling(ctx: click.Context, name: str, **values: Any) -> None:
    """Run another command of the house; `config` has it, and lies on a floor above."""
    group = ctx.find_root().command
    command = group.get_command(ctx, name) if isinstance(group, click.Group) else None
    if command:
        ctx.invoke(command, **values)


@contextmanager
def _counting(length: int, label: str) -> Iterator[Progress]:
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _answer(*, as_json: bool, address: str) -> None:
    texts, people = text_of("organization"), people_by_team(viewer=operator())
    told_for = local(loaded_for())
    names = {team["key"]: team["name"] for team in texts["teams"]} | {"intake": "Intake"}
    staff = [
        {
            "name": one["name"],
            "full_name": one["full_name"],
            "password": texts["password"],
            "role": one["role"],
            "team": ", ".join(names[key] for key in one.get("teams", [])),
        }
        for one in texts["staff"]
    ]
    words = [
        f"{texts['name']}, as told for {told_for:%A %d %B %Y, %H:%M}.",
        *(
            []
            if told_for.date() == local(now()).date()
            else ["Add --reset to have it as of today."]
        ),
        f"Nobody here is real: {len(people)} people.",
        f"Address: {address}",
        f"Password of everybody: {texts['password']}",
        *(
            f"  {one['name']:<9}{one['full_name']}, {one['work']}"
            for one in texts["staff"]
            if one.get("shown")
        ),
    ]
    answer({"people": people, "users": staff, "address": address}, words=words, as_json=as_json)


@click.command()
@click.option("--seed", "number", type=int, required=True, help="The same seed, the same people.")
@click.option(
    "--people", type=click.IntRange(1, MOST_PEOPLE - 1), required=True, help="How many of them."
)
@click.option(
    "--caseload", type=click.IntRange(1), default=60, help="Active people a case manager has."
)
@json_flag
@click.pass_context
def seed(ctx: click.Context, *, number: int, people: int, caseload: int, as_json: bool) -> None:
    """A synthetic organization for load and security tests; every text holds a word of its own."""
    try:
        _sibling(ctx, "setup")
        check_may_seed(number)
        with _counting(people, "Making people up") as progress:
            seeded = seed_organization(
                by=operator(),
                seed=number,
                people=people,
                at=now(),
                caseload=caseload,
                progress=progress,
            )
    except Refused as refusal:
        answer({"reasons": [str(refusal)]}, words=[str(refusal)], as_json=as_json, refused=True)
        return
    users = [
        {
            "name": one.name,
            "password": "" if one.role == SERVICE else seeded.password,
            "role": one.role,
            "team": one.team,
        }
        for one in seeded.members
    ]
    rows = sum(seeded.counts.values())
    click.echo(f"{people} people, {len(users)} users, {rows} rows.", err=as_json)
    if as_json:
        click.echo(f'{{"users": {json.dumps(users)}, "people": [{", ".join(seeded.people)}]}}')
