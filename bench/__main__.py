"""Measure everything that has a bar of speed, print it, and keep it in docs/speed.md.

    python -m bench [--database sqlite|postgres|both] [--people 10000] [--larger 100000 | 0]
                    [--seeded 2000] [--parts cpu,counts,load,history,fhir,adt] [--mixed 10000]
                    [--keep FOLDER] [--no-write]

Some people are seeded, and copied inside the database until there are enough: one database for
each size. With `--keep` they stay in a folder, and are found there by the next run: a part can be
measured again in minutes. PostgreSQL is a server of our own in that folder, started for the run.

Every part runs in a process of its own and keeps its own date, load and number of people in
docs/speed.json, from which docs/speed.md is written; the newest of each part and database stays.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import page
from bench.houses import Environment, Houses, houses, run, told

HERE = Path(__file__).resolve().parents[1]
KEPT = HERE / "docs" / "speed.json"
VENDORS = {"sqlite": ("SQLite",), "postgres": ("PostgreSQL",), "both": ("SQLite", "PostgreSQL")}
Found = dict[str, Any]
Measure = Callable[[Houses, argparse.Namespace], Found]


def main() -> None:
    """Measure what was asked for, part by part; what is done is kept at once."""
    chosen = asked()
    parts = chosen.parts.split(",")
    for vendor in VENDORS[chosen.database]:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            Path(folder).chmod(0o755)
            place = Path(chosen.keep).resolve() if chosen.keep else Path(folder)
            with houses(vendor, place, chosen.seeded) as there:
                for name in parts:
                    with told(f"{vendor}: {name}"):
                        found = PARTS[name](there, chosen)
                    keep(vendor, name, stamped(found, chosen), is_written=not chosen.no_write)


def asked() -> argparse.Namespace:
    """What was asked for on the command line."""
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("--database", choices=list(VENDORS), default="both")
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--larger", type=int, default=100_000, help="0 measures one size")
    options.add_argument("--seeded", type=int, default=2_000, help="people seeded; then copied")
    options.add_argument("--parts", default=",".join(PARTS), help=", ".join(PARTS))
    options.add_argument("--mixed", type=int, default=10_000, help="requests of P7")
    options.add_argument("--keep", default="", help="where the databases stay")
    options.add_argument("--no-write", action="store_true", help="print, and keep nothing")
    chosen = options.parse_args()
    if chosen.people % chosen.seeded or chosen.larger % chosen.people:
        options.error("--people is to be a multiple of --seeded, and --larger one of --people")
    if unknown := set(chosen.parts.split(",")) - set(PARTS):
        options.error(f"there is no part {', '.join(sorted(unknown))}")
    return chosen


def cpu(there: Houses, chosen: argparse.Namespace) -> Found:
    """P3 and P5: CPU a request, at one size or two."""
    sizes = [size for size in (chosen.people, chosen.larger) if size]
    return {"sizes": {str(size): part(there.of(size), "bench.measure") for size in sizes}}


def counts(there: Houses, chosen: argparse.Namespace) -> Found:
    """P1, P2 and P11. It makes people of its own."""
    return part(there.of(chosen.people), "bench.counts")


def load(there: Houses, chosen: argparse.Namespace) -> Found:
    """P6, P7, the first load, the start."""
    return part(there.of(chosen.people), "bench.load", str(chosen.mixed))


def history(there: Houses, chosen: argparse.Namespace) -> Found:
    """Somebody with fifty times the history."""
    return part(there.of(chosen.people), "bench.history")


def fhir(there: Houses, _chosen: argparse.Namespace) -> Found:
    """P8, in a database of its own."""
    return part(there.empty(), "bench.fhir")


def adt(there: Houses, _chosen: argparse.Namespace) -> Found:
    """P9 and P10, in a database of its own."""
    return part(there.empty(), "bench.adt")


PARTS: dict[str, Measure] = {
    "cpu": cpu,
    "counts": counts,
    "load": load,
    "history": history,
    "fhir": fhir,
    "adt": adt,
}


def part(environment: Environment, module: str, *arguments: str) -> Found:
    """The JSON in the last line of what a part says."""
    answer: Found = json.loads(run(environment, "-m", module, *arguments).splitlines()[-1])
    return answer


def stamped(found: Found, chosen: argparse.Namespace) -> Found:
    """What was found, with when, under which load and among how many."""
    return {
        "at": f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC",
        "load": " ".join(f"{value:.1f}" for value in os.getloadavg()),
        "processors": os.cpu_count(),
        "people": chosen.people,
        "found": found,
    }


def keep(vendor: str, name: str, made: Found, *, is_written: bool) -> None:
    """Print a part, and put it in the place of what was kept of it."""
    print("\n".join(page.PARTS[name](made)), flush=True)
    if not is_written:
        return
    kept: Found = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept.setdefault(vendor, {})[name] = made
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (HERE / "docs" / "speed.md").write_text(page.page(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
