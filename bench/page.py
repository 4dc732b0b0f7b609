"""docs/speed.md, as text: every figure of speed of one run on one database, beside its bar."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

PAGES = ("search", "person", "today", "note", "task")
# The bars: (must, aim) for each page.
STATEMENTS = {
    "search": (8, 5),
    "person": (20, 14),
    "today": (10, 7),
    "note": (14, 10),
    "task": (14, 10),
}
CPU = {"search": (5, 3), "person": (12, 7), "today": (12, 7), "note": (5, 3), "task": (5, 3)}
P95 = {"search": (6, 3), "person": (12, 7), "today": (14, 8), "note": (6, 3), "task": (6, 3)}
GROWTH = (1.3, 1.1)
# CPU of the same work in u of their own run, as published with the bars (10,000 people,
# PostgreSQL, gunicorn, 2026-11-23). For Care a person is its detail with the notes.
PEERS: dict[str, dict[str, float]] = {
    "GNU Health": {"search": 9.5, "today": 15.1, "note": 7.6, "task": 6.5},
    "Care": {"search": 124, "person": 47, "today": 417, "note": 12, "task": 34},
}
AHEAD: dict[str, dict[str, tuple[float, float]]] = {
    "GNU Health": {"search": (1.2, 2), "today": (1.2, 2), "note": (1.2, 2), "task": (1.2, 2)},
    "Care": {
        "search": (20, 40),
        "person": (3, 6),
        "today": (20, 50),
        "note": (2, 4),
        "task": (6, 10),
    },
}
Measured = dict[str, Any]
UNIT = "u is the CPU of the empty authenticated page in the same run"
NOTHING = "not measured in this run"


def lines(
    vendor: str, sizes: list[int], measured: dict[int, Measured], extra: Measured
) -> list[str]:
    """The section of one database."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    made = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC, load {load}, {os.cpu_count()} processors"
    first = measured[sizes[0]]
    return [
        f"{vendor}, {made}. {UNIT}: {first['cpu']['search']['unit_ms']} ms.",
        "",
        *counts(first.get("counts")),
        *cpu(sizes, measured),
        *peers(first["cpu"]),
        *percentiles(first.get("load")),
        *others(first.get("counts"), first.get("load"), extra),
    ]


def verdict(value: float, bar: tuple[float, float], *, more: bool = False) -> str:
    """Where a figure stands: at the goal, at the least, or short of it."""
    must, aim = bar
    if (value >= aim) if more else (value <= aim):
        return "aim"
    if (value >= must) if more else (value <= must):
        return "must"
    return "**short**"


def counts(found: Measured | None) -> Iterator[str]:
    """P1 and P2."""
    if not found:
        yield f"P1, P2, P11: {NOTHING}.\n"
        return
    yield "| P1: statements at 10 / 50 / 200 rows | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    for page in PAGES:
        each = [found[page][rows]["statements"] for rows in ("10", "50", "200")]
        same = "" if len(set(each)) == 1 else " **not identical**"
        must, aim = STATEMENTS[page]
        told = " / ".join(str(one) for one in each)
        yield f"| {page} | {told}{same} | {must} / {aim} | {verdict(max(each), (must, aim))} |"
    today, changed = found["today"]["50"], found["fragment"]["50"]
    yield ""
    yield "| P2: bytes | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    for words, size, bar in (
        ("Today, 50 rows, HTML", today["bytes"], (60_000, 30_000)),
        ("Today, 50 rows, gzip", today["gzip"], (8_000, 5_000)),
        (f"one changed row (status {changed['status']})", changed["bytes"], (2_000, 1_000)),
    ):
        yield f"| {words} | {size:,} | {bar[0]:,} / {bar[1]:,} | {verdict(size, bar)} |"
    yield ""


def cpu(sizes: list[int], measured: dict[int, Measured]) -> Iterator[str]:
    """P3 and P5."""
    heads = " | ".join(f"{size:,} people" for size in sizes)
    yield f"| P3: CPU a request | {heads} | must / aim | | P5: growth (must 1.3, aim 1.1) |"
    yield "| --- |" + " --- |" * (len(sizes) + 3)
    for page in PAGES:
        each = [measured[size]["cpu"][page] for size in sizes]
        cells = " | ".join(f"{one['ms']} ms = {one['ratio']} u" for one in each)
        worst = max(one["ratio"] for one in each)
        grown = "-"
        if len(each) > 1:
            ratio = each[-1]["ratio"] / each[0]["ratio"]
            grown = f"{ratio:.2f} {verdict(round(ratio, 2), GROWTH)}"
        must, aim = CPU[page]
        yield f"| {page} | {cells} | {must} / {aim} | {verdict(worst, (must, aim))} | {grown} |"
    yield ""


def peers(found: Measured) -> Iterator[str]:
    """P4: the peers' published u over ours of this run."""
    yield "P4: peer's CPU : ours. The peers were not run here: their side is the published figure"
    yield "in u of its own run (10,000 people, PostgreSQL, 2026-11-23), ours is that of this run."
    yield ""
    yield "| P4 | " + " | ".join(PAGES) + " |"
    yield "| --- |" + " --- |" * len(PAGES)
    for peer, theirs in PEERS.items():
        cells = []
        for page in PAGES:
            if page not in theirs:
                cells.append("-")
                continue
            ahead = theirs[page] / found[page]["ratio"]
            bar = AHEAD[peer][page]
            cells.append(f"{ahead:.1f} ({bar[0]} / {bar[1]}) {verdict(ahead, bar, more=True)}")
        yield f"| {peer} | " + " | ".join(cells) + " |"
    yield ""


def percentiles(found: Measured | None) -> Iterator[str]:
    """P6 and P7."""
    if not found:
        yield f"P6, P7: {NOTHING}.\n"
        return
    yield "| P6: p95 at 8 callers in units of the empty page's | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    for page in PAGES:
        one, bar = found["p95"][page], P95[page]
        told = f"{one['ratio']} ({one['ms']} ms, {one['rps']:.0f} a second, {one['errors']} errors)"
        yield f"| {page} | {told} | {bar[0]} / {bar[1]} | {verdict(one['ratio'], bar)} |"
    yield ""


def others(found: Measured | None, load: Measured | None, extra: Measured) -> Iterator[str]:
    """P7 to P11 and the first load, a line each."""
    yield "| | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    if load:
        yield from under_load(load)
    if one := extra.get("fhir"):
        told = (
            f"{one['ratio']} ({one['resources_per_cpu_second']:,} resources, "
            f"{one['rows_per_cpu_second']:,} bare rows a CPU second)"
        )
        reached = verdict(one["ratio"], (0.05, 0.12), more=True)
        yield f"| P8: FHIR import : bulk_create | {told} | 0.05 / 0.12 | {reached} |"
    else:
        yield f"| P8 | {NOTHING} | | |"
    yield from extra.get("adt_lines", [f"| P9, P10 | {NOTHING} | | |"])
    if found:
        table = found["table"]["50"]
        told = f"{table['ratio']} ({table['ms']} ms : {table['plain_ms']} ms)"
        yield (
            f"| P11: Today with 50 rows : a plain Jinja2 table of them | {told} | 5 / 3 | "
            f"{verdict(table['ratio'], (5, 3))} |"
        )


def under_load(load: Measured) -> Iterator[str]:
    """What was seen over HTTP beside the percentiles."""
    one, first = load["no_collapse"], load["first_load"]
    held = "yes" if one["ratio"] >= 0.9 and not one["errors"] else "**short**"
    yield (
        f"| P7: {one['requests']:,} mixed requests at 8 and 32 callers | {one['rps_8']:.0f} and "
        f"{one['rps_32']:.0f} a second = {one['ratio']}, {one['errors']} errors | 0.9, 0 errors | "
        f"{held} |"
    )
    light = "yes" if first["bytes"] <= 120_000 and first["requests"] <= 10 else "**short**"
    yield (
        f"| First load of Today | {first['bytes']:,} bytes in {first['requests']} requests | "
        f"120,000 bytes, 10 requests | {light} |"
    )
    soon = "yes" if load["healthz_after"] <= 3 else "**short**"
    yield f"| `/healthz` after the start | {load['healthz_after']} s | 3 s | {soon} |"
    heavy = ", ".join(load["heavy"]) or "none"
    light = "yes" if heavy == "none" else "**short**"
    yield f"| Heavy libraries in the web process | {heavy} | none | {light} |"


def adt_lines(found: Measured) -> list[str]:
    """P9 and P10, as `bench.adt` measured them."""
    ratio, share, day = found["ratio"], found["parser_share"], found["sustained"]
    rates = f"{found['messages_a_second']} : {found['floor_a_second']} messages a second"
    parser = (found["parser_must"], found["parser_aim"])
    speed, times = (found["must"], found["aim"]), (found["sustained_must"], found["sustained_aim"])
    rows = (
        ("P9: ADT over MLLP : the floor", f"{ratio} ({rates})", speed, ratio, True),
        ("P9: the parser's share of the CPU", f"{share:.1%}", parser, share, False),
        ("P10: a day of a million messages, times", f"{day}", times, day, True),
    )
    return [
        f"| {what} | {told} | {bar[0]} / {bar[1]} | {verdict(value, bar, more=is_more)} |"
        for what, told, bar, value, is_more in rows
    ]
