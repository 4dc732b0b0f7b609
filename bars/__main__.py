"""Run the bars, print their figures, and write docs/figures.md.

    python -m bars [NAME ...] [--quick] [--database sqlite|postgres|both]

A bar is a module of this folder with `run(quick: bool) -> Figure | list[Figure]`. Each runs in a
process of its own with a new home folder and a new, prepared database: an SQLite file, or a
PostgreSQL server of its own. A module may name its databases in DATABASES and what it leaves
untried in NOT_TESTED. Ends with 1 when a bar failed.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bars import page
from bars.figures import Figure, Kept, newest, read, write

HERE = Path(__file__).resolve().parents[1]
KEPT = HERE / "docs" / "figures.json"
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
LONGEST_SECONDS = 3600
LAST_WORDS = 3000


def main() -> None:
    """Run what was asked for."""
    there = bars()
    options = argparse.ArgumentParser(prog="python -m bars")
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(there))
    options.add_argument("--quick", action="store_true", help="a smaller number of each")
    options.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    chosen = options.parse_args()
    unknown = sorted(set(chosen.names) - set(there))
    if unknown:
        options.error(f"no bar is called {', '.join(unknown)}; there are {', '.join(there)}")
    wanted = list(DATABASES) if chosen.database == "both" else [chosen.database]
    failed = 0
    for name in chosen.names or there:
        for database in wanted:
            if DATABASES[database] in there[name]:
                made = run(name, database, quick=chosen.quick)
                failed += sum(not one.figure.passed for one in made)
                keep(made)
    sys.exit(1 if failed else 0)


def bars() -> dict[str, tuple[str, ...]]:
    """Every module here that has a `run`, with the databases it runs on.

    Their text is read, not imported: a bar may need Django, which is set up in its own process.
    """
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        is_bar = any(isinstance(part, ast.FunctionDef) and part.name == "run" for part in body)
        if is_bar and not path.stem.startswith("__"):
            found[path.stem] = constant(body, "DATABASES") or tuple(DATABASES.values())
    return found


def constant(body: list[ast.stmt], name: str) -> tuple[str, ...]:
    """The words a module keeps under this name; none when it has no such name."""
    for part in body:
        targets = part.targets if isinstance(part, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return tuple(ast.literal_eval(part.value))  # type: ignore[attr-defined] # an Assign
    return ()


def run(name: str, database: str, *, quick: bool) -> list[Kept]:
    """One bar on one database, in a process of its own."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bar-") as home:
        said = Path(home) / "figures.json"
        done = subprocess.run(
            line(name, database, said, quick=quick),
            env=environment(home),
            cwd=HERE,
            check=False,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
        seconds = time.monotonic() - began
        figures = (
            [Figure(**row) for row in json.loads(said.read_text(encoding="utf-8"))]
            if said.exists()
            else [broken(name, database, seconds)]
        )
    if done.returncode:
        print(done.stderr[-LAST_WORDS:], file=sys.stderr)
    flag = " --quick" if quick else ""
    made = [
        Kept(
            figure=one,
            made_at=f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}",
            command=f"python -m bars {name} --database {database}{flag}",
            quick=quick,
            load=f"{os.getloadavg()[0]:.1f}",
        )
        for one in figures
    ]
    for one in made:
        print(page.line(one), flush=True)
    return made


def line(name: str, database: str, said: Path, *, quick: bool) -> list[str]:
    """The command that prepares the database and runs the bar on it."""
    python = sys.executable
    steps = (
        f'"{python}" -m casewright setup >/dev/null && '
        f'exec "{python}" -m bars.one {name} {DATABASES[database]} "{said}"'
        + (" --quick" if quick else "")
    )
    alone = ["bash", "-c", steps]
    return alone if database == "sqlite" else [str(HERE / ".ci" / "with-postgres"), *alone]


def environment(home: str) -> dict[str, str]:
    """A home of its own; no database but the one the bar is given."""
    kept = {key: value for key, value in os.environ.items() if key != "CASEWRIGHT_DATABASE_URL"}
    return {
        **kept,
        "CASEWRIGHT_HOME": str(Path(home) / "home"),
        "CASEWRIGHT_SECRET_KEY": "only-for-bars-and-nothing-else-0123456789-abcdefghijklmnop",
        "CASEWRIGHT_TLS": "0",
        "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
    }


def broken(name: str, database: str, seconds: float) -> Figure:
    """A bar that ended without a figure has failed."""
    return Figure(
        name=name,
        tried=0,
        wrong=0,
        database=DATABASES[database],
        seconds=seconds,
        says="ended without a figure",
        passed=False,
    )


def keep(made: list[Kept]) -> None:
    """The newest figures of each bar, as data and as a page."""
    kept = newest(read(KEPT), made)
    write(KEPT, kept)
    untried = {}
    for name in bars():
        body = ast.parse((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")).body
        if words := constant(body, "NOT_TESTED"):
            untried[name] = words
    (HERE / "docs" / "figures.md").write_text(page.page(kept, untried), encoding="utf-8")


if __name__ == "__main__":
    main()
