"""`casewright audit verify` and `casewright audit heads`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from django.core import signing

from casewright.audit import queries
from casewright.audit.rules import Head
from casewright.foundation.commands import answer, json_flag

SALT = "casewright.audit.head"


@click.group()
def audit() -> None:
    """The trail: is it whole?"""


@audit.command()
@click.option(
    "--heads",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of heads exported earlier; they show a trail whose end was cut.",
)
@json_flag
def verify(heads: Path | None, *, as_json: bool) -> None:
    """Check every entry's hash, the order of all, and the exported heads."""
    exported, spoiled = [], []
    for path, head in _read(heads) if heads else ():
        if head is None:
            spoiled.append(f"{path.name} was not written by this Casewright, or was changed.")
        else:
            exported.append(head)
    faults = spoiled + queries.faults(exported)
    entries = queries.head().count
    answer(
        {"entries": entries, "heads": len(exported), "ok": not faults, "faults": faults},
        words=[f"{entries} entries, {len(exported)} heads.", *(faults or ["The trail is whole."])],
        as_json=as_json,
        refused=bool(faults),
    )


@audit.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="A folder that whoever owns the database cannot write to later.",
)
@json_flag
def heads(folder: Path, *, as_json: bool) -> None:
    """Export the trail's present end, signed, to keep somewhere else."""
    path, head = export_head(folder)
    answer(
        {"file": str(path), **vars(head)},
        words=[f"Entry {head.count} is the last; kept in {path}."],
        as_json=as_json,
    )


def export_head(folder: Path) -> tuple[Path, Head]:
    """Write the trail's present end, signed, into a folder."""
    head = queries.head()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _name(head)
    path.write_text(signing.dumps(vars(head), salt=SALT), encoding="utf-8")
    return path, head


def _read(folder: Path) -> Iterator[tuple[Path, Head | None]]:
    """Every head kept in a folder; None for one that is not ours or lies under another's name."""
    for path in sorted(folder.glob("head-*.json")):
        try:
            head = Head(**signing.loads(path.read_text(encoding="utf-8"), salt=SALT))
        except (signing.BadSignature, UnicodeDecodeError, json.JSONDecodeError, TypeError):
            yield path, None
        else:
            yield path, head if path.name == _name(head) else None


def _name(head: Head) -> str:
    return f"head-{head.count:012d}.json"
