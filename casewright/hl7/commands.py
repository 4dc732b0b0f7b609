"""`casewright adt replay`."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from casewright.foundation.commands import answer, json_flag
from casewright.foundation.moments import now
from casewright.hl7.replay import files_of, replay
from casewright.security.actions import ensure_service

SERVICE = "adt-feed"


@click.group()
def adt() -> None:
    """HL7 v2 ADT messages."""


@adt.command("replay")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, readable=True)
)
@click.option(
    "--register",
    is_flag=True,
    help="Register people nobody matches, as a hospital's own feed would have it.",
)
@json_flag
def replay_files(paths: tuple[Path, ...], *, register: bool, as_json: bool) -> None:
    """Read messages from files or folders: any line ending, batches, MLLP frames.

    May be stopped and run again: what was done is not done twice.
    """
    service = ensure_service(name=SERVICE, title="ADT messages", at=now())
    size = sum(path.stat().st_size for path in files_of(paths))
    with click.progressbar(length=size, label="Reading", file=sys.stderr) as bar:
        tally = replay(paths, by=service, register=register, at=now(), progress=bar.update)
    counts = {name: value for name, value in asdict(tally).items() if name != "reasons"}
    answer(
        {**counts, "reasons": tally.reasons},
        words=[", ".join(f"{value} {name.replace('_', ' ')}" for name, value in counts.items())],
        as_json=as_json,
    )
