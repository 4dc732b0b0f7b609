"""docs/figures.md, as text: the figures, and plainly what is not tested."""

import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

from bars.figures import Kept

TITLE = """# Figures

What was tried against Casewright, how often, and what was lost. Written by `make bars`; the newest
figure of each bar and database is kept, with its date, the load of the machine at its end, and the
command that makes it again. Speed is measured apart: [speed.md](speed.md).

"wrong" counts what was lost, doubled, answered with an error or found in a state it may not be in;
a bar passes with 0 unless its words say otherwise.
"""

# What no bar looks at. A line goes when a bar takes its place.
NOT_TESTED = (
    "More than one web host against one PostgreSQL server.",
    (
        "Power loss: a killed process keeps what the system has been handed, a dead machine "
        "may not. The PostgreSQL servers of these bars run with fsync off."
    ),
    "A failing disk that returns wrong bytes, and network file systems.",
    "A disk that fills while a backup is written: there is no backup yet.",
    "Mail, text messages and webhooks that are down: nothing is sent yet.",
    "Load held for hours, and databases above 100,000 people.",
    "Browsers other than Chromium.",
    "An attack by a person: no outside penetration test has been made.",
    "Any use with real people served.",
)


def page(kept: Iterable[Kept], untried: Mapping[str, Iterable[str]]) -> str:
    """The whole page."""
    rows = list(kept)
    failed = [one for one in rows if not one.figure.passed]
    tried = sum(one.figure.tried for one in rows)
    wrong = sum(one.figure.wrong for one in rows)
    lines = [
        TITLE,
        (
            f"**{len(rows)} figures, {tried:,} tried, {wrong:,} wrong, {len(failed)} not passed.** "
            f"Hardware: {hardware()}.\n"
        ),
        "| bar | database | tried | wrong | passed | what it says | s | made (UTC), load |",
        "| --- | --- | ---: | ---: | --- | --- | ---: | --- |",
        *(_row(one) for one in rows),
        "",
        "## The commands\n",
        *(f"- `{command}`" for command in sorted({one.command for one in rows})),
        "",
        "## What is not tested\n",
        *(f"- {words}" for words in NOT_TESTED),
        *(f"- {name}: {words}" for name, each in sorted(untried.items()) for words in each),
    ]
    return "\n".join(lines) + "\n"


def line(one: Kept) -> str:
    """One figure on the screen."""
    figure = one.figure
    verdict = "passed" if figure.passed else "FAILED"
    return (
        f"{verdict}  {figure.name} on {figure.database}: {figure.tried:,} tried, "
        f"{figure.wrong:,} wrong in {figure.seconds:.0f} s. {figure.says}"
    )


def hardware() -> str:
    """The machine, in the words of its kernel."""
    model = ""
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        named = [
            row for row in cpus.read_text(encoding="utf-8").splitlines() if "model name" in row
        ]
        model = named[0].split(":", 1)[1].strip() if named else ""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} processors ({model or platform.machine()}), "
        f"{pages * size / 2**30:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )


def _row(one: Kept) -> str:
    figure = one.figure
    says = figure.says.replace("|", "/").replace("\n", " ")
    cells = [
        figure.name,
        figure.database,
        f"{figure.tried:,}",
        f"{figure.wrong:,}",
        "yes" if figure.passed else "**no**",
        says + (" (quick)" if one.quick else ""),
        f"{figure.seconds:.0f}",
        f"{one.made_at}, {one.load}",
    ]
    return "| " + " | ".join(cells) + " |"
