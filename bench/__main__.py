"""Measure everything that has a bar of speed, print it, and keep it in docs/speed.md.

    python -m bench [--database sqlite|postgres|both] [--people 10000] [--larger 100000 | 0]
                    [--seeded 2000] [--parts cpu,counts,load,fhir,adt] [--mixed 10000] [--keep no]

Databases of two sizes: some people are seeded, and copied until there are enough. SQLite lies in a
new folder; PostgreSQL is a server of its own (`.ci/with-postgres`), or the one that
CASEWRIGHT_DATABASE_URL names: its database is emptied. Every part runs in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import page

HERE = Path(__file__).resolve().parents[1]
PARTS = ("cpu", "counts", "load", "fhir", "adt")
TITLE = (
    "# Speed\n\nMeasured by `make bench`: counts, and ratios of one run; the newest of each "
    'database. "must" is the least that is to be reached and "aim" the goal; a figure says '
    "which of them it meets. Wall-clock times depend on the machine and on what else it does.\n"
)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--larger", type=int, default=100_000, help="0 measures one size")
    options.add_argument("--seeded", type=int, default=2_000, help="people seeded; then copied")
    options.add_argument("--parts", default=",".join(PARTS))
    options.add_argument("--mixed", type=int, default=10_000, help="requests of P7")
    options.add_argument("--keep", choices=["yes", "no"], default="yes")
    chosen = options.parse_args()
    if chosen.people % chosen.seeded or chosen.larger % chosen.people:
        options.error("--people is to be a multiple of --seeded, and --larger one of --people")
    named = bool(os.environ.get("CASEWRIGHT_DATABASE_URL"))
    if chosen.database in ("sqlite", "both") and not named:
        one_database("SQLite", chosen)
    if chosen.database in ("postgres", "both") or named:
        if named:
            one_database("PostgreSQL", chosen)
        else:
            again = [sys.executable, "-m", "bench", *sys.argv[1:], "--database", "postgres"]
            subprocess.run([str(HERE / ".ci" / "with-postgres"), *again], check=True, cwd=HERE)


def one_database(vendor: str, chosen: argparse.Namespace) -> None:
    """Everything, on one database."""
    parts = set(chosen.parts.split(","))
    sizes = [size for size in (chosen.people, chosen.larger) if size]
    measured: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "CASEWRIGHT_HOME": home,
            "CASEWRIGHT_SECRET_KEY": "only-for-measuring-and-nothing-else-0123456789-abcdefghijk",
            "CASEWRIGHT_TLS": "0",
            "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
        }
        extra = before_the_house(parts, environment)
        if vendor == "PostgreSQL":
            run(environment, "-m", "bench.clear")
        run(environment, "-m", "casewright", "setup")
        copies, seeded = 1, str(chosen.seeded)
        said(f"{vendor}: {seeded} people seeded", environment, *SEED, seeded)
        for size in sizes:
            until = size // chosen.seeded
            if until > copies:
                grow = ("-m", "bench.grow", str(copies), str(until))
                said(f"{vendor}: {size:,} people", environment, *grow)
                copies = until
            measured[size] = {"cpu": words_of(said("cpu", environment, "-m", "bench.measure"))}
            if size == sizes[0] and "load" in parts:
                load = said("load", environment, "-m", "bench.load", str(chosen.mixed))
                measured[size]["load"] = words_of(load)
        if "counts" in parts:
            # The last: it makes people whom no copy could follow.
            counts = said("counts", environment, "-m", "bench.counts")
            measured[sizes[0]]["counts"] = words_of(counts)
        lines = page.lines(vendor, sizes, measured, extra)
    print("\n".join(lines), flush=True)
    if chosen.keep == "yes":
        keep(vendor, lines)


SEED = ("-m", "casewright", "seed", "--seed", "7", "--people")


def before_the_house(parts: set[str], environment: dict[str, str]) -> dict[str, Any]:
    """What needs a database of its own and leaves rows behind: it comes first."""
    extra: dict[str, Any] = {}
    if "fhir" in parts:
        extra["fhir"] = words_of(said("FHIR import", environment, "-m", "bench.fhir"))
    if "adt" in parts and (HERE / "bench" / "adt.py").exists():
        found = words_of(said("ADT messages", environment, "-m", "bench.adt"))
        extra["adt_lines"] = page.adt_lines(found)
    return extra


def words_of(said: str) -> dict[str, Any]:
    """The JSON in the last line of what a part said."""
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def said(what: str, environment: dict[str, str], *arguments: str) -> str:
    """Run a part and tell how long it took."""
    began = time.monotonic()
    answer = run(environment, *arguments)
    print(f"  {what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return answer


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run a part in a process of its own; its words come back."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=HERE,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    return done.stdout


def keep(vendor: str, lines: list[str]) -> None:
    """Put the newest figures of this database into docs/speed.md."""
    path = HERE / "docs" / "speed.md"
    parts = path.read_text(encoding="utf-8").split("\n## ") if path.exists() else [TITLE]
    others = [part for part in parts[1:] if not part.startswith(vendor)]
    sections = sorted([*others, f"{vendor}\n\n" + "\n".join(lines) + "\n"])
    path.write_text("\n## ".join([TITLE, *sections]), encoding="utf-8")


if __name__ == "__main__":
    main()
