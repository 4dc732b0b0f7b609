"""What a bar says when it has run, and how it is kept between runs."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One bar's answer: how much was tried, how much of it was wrong or lost, and in words what.

    `seconds` is how long it took; `database` is "SQLite" or "PostgreSQL".
    """

    name: str
    tried: int
    wrong: int
    database: str
    seconds: float
    says: str
    passed: bool


@dataclass(frozen=True)
class Kept:
    """A figure with what it takes to read it later: when, with which command, on what."""

    figure: Figure
    made_at: str
    command: str
    quick: bool
    load: str


def read(path: Path) -> list[Kept]:
    """The figures kept so far; none when there are none."""
    if not path.exists():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Kept(**{**row, "figure": Figure(**row["figure"])}) for row in rows]


def write(path: Path, kept: Iterable[Kept]) -> None:
    """Keep them, one a line, in the order of their names."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in ordered(kept)]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def ordered(kept: Iterable[Kept]) -> list[Kept]:
    """By name, then by database."""
    return sorted(kept, key=lambda one: (one.figure.name, one.figure.database))


def newest(old: Iterable[Kept], new: Iterable[Kept]) -> list[Kept]:
    """Old and new together, one for each bar and database: the newer.

    A quick run that passed does not take the place of a full one: the longer number stands.
    """
    found = {(one.figure.name, one.figure.database): one for one in old}
    for one in new:
        key = (one.figure.name, one.figure.database)
        before = found.get(key)
        longer = before is not None and before.figure.passed and one.figure.passed
        if longer and one.quick and before is not None and not before.quick:
            continue
        found[key] = one
    return ordered(found.values())


def on(database: str, said: Figure | list[Figure]) -> list[Figure]:
    """What a bar returned as a list, each figure with the database it ran on."""
    figures = said if isinstance(said, list) else [said]
    return [replace(one, database=database) for one in figures]
