"""Prepare databases of two sizes, measure both in turn, print the table and keep it with its date.

    python -m bench [--people 1000] [--larger 10000 | 0]

P3 is CPU a request in units of the empty authenticated page; P5 is how CPU grows from the smaller
to the larger database. The database is SQLite in a new folder, or the server that
CASEWRIGHT_DATABASE_URL names (its database is emptied).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

# docs/speed.md: the least that is to be reached, and the goal; growth the same for all.
MUST = {"search": 5, "person": 12, "today": 12, "note": 5, "task": 5}
AIM = {"search": 3, "person": 7, "today": 7, "note": 3, "task": 3}
GROWTH_MUST, GROWTH_AIM = 1.3, 1.1
HERE = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("--people", type=int, default=1_000)
    options.add_argument("--larger", type=int, default=10_000)
    chosen = options.parse_args()
    sizes = [size for size in (chosen.people, chosen.larger) if size]
    measured = {size: measure(size) for size in sizes}
    lines = table(measured, sizes)
    print("\n".join(lines))
    keep(lines)


def measure(people: int) -> dict[str, dict[str, float]]:
    """Seed one database and measure its pages."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "CASEWRIGHT_HOME": home,
            "CASEWRIGHT_SECRET_KEY": "only-for-measuring",
            "CASEWRIGHT_TLS": "0",
            "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
        }
        if os.environ.get("CASEWRIGHT_DATABASE_URL"):
            run(environment, "-m", "bench.clear")
        run(environment, "-m", "casewright", "setup")
        run(environment, "-m", "casewright", "seed", "--seed", "7", "--people", str(people))
        said = run(environment, "-m", "bench.measure")
        answer: dict[str, dict[str, float]] = json.loads(said.splitlines()[-1])
        return answer


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run a part in a process of its own; its last words come back."""
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


def table(measured: dict[int, dict[str, dict[str, float]]], sizes: list[int]) -> list[str]:
    """The figures as a Markdown table."""
    vendor = "PostgreSQL" if os.environ.get("CASEWRIGHT_DATABASE_URL") else "SQLite"
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    made = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC, load {load}, {os.cpu_count()} processors"
    lines = [
        f"{vendor}, {made}. CPU ms a request; u is the empty authenticated page.",
        "",
        "| page | "
        + " | ".join(f"{size:,} people" for size in sizes)
        + " | P3 must / aim | P5 growth |",
        "| --- |" + " --- |" * (len(sizes) + 2),
    ]
    for page, must in MUST.items():
        cells = [f"{m[page]['ms']} ms = {m[page]['ratio']} u" for m in measured.values()]
        growth = "-"
        if len(sizes) > 1:
            small, large = (measured[size][page]["ratio"] for size in sizes)
            growth = f"{large / small:.2f} (must {GROWTH_MUST}, aim {GROWTH_AIM})"
        lines.append(f"| {page} | " + " | ".join(cells) + f" | {must} / {AIM[page]} | {growth} |")
    return lines


def keep(lines: list[str]) -> None:
    """Put the newest figures of this database into docs/speed.md."""
    path = HERE / "docs" / "speed.md"
    vendor = lines[0].split(",")[0]
    title = "# Speed\n\nMeasured by `make bench`; ratios of one run, newest per database.\n"
    parts = path.read_text(encoding="utf-8").split("\n## ") if path.exists() else [title]
    others = [part for part in parts[1:] if not part.startswith(vendor)]
    sections = sorted([*others, f"{vendor}\n\n" + "\n".join(lines) + "\n"])
    path.write_text("\n## ".join([parts[0], *sections]), encoding="utf-8")


if __name__ == "__main__":
    main()
