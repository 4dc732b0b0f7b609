"""docs/speed.md, as text: every figure of speed beside its bar, and when it was measured."""

from collections.abc import Callable, Iterator, Mapping
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
# CPU of the command box while somebody types, at 10,000 people: 100 ms at most.
BOX_MS = (100, 50)
# Somebody with fifty times the history costs at most so much of what they cost before.
LONGER = (1.3, 1.1)
# `/healthz` answers so many seconds after the start.
START = (3, 2)
Measured = dict[str, Any]
TITLE = (
    "# Speed\n\nWritten by `make bench` from [speed.json](speed.json): counts, and ratios of one "
    "run; the newest of each part and database, with its date, the load of the machine at its end, "
    'and the number of people. "must" is the least that is to be reached and "aim" the goal; a '
    "figure says which of them it meets. Wall-clock times depend on the machine and on what else "
    "it does.\n\nu is the CPU of the empty authenticated page in the same run.\n"
)


def page(kept: Mapping[str, Mapping[str, Measured]]) -> str:
    """The whole page: a section for each database, a part for each thing measured."""
    lines = [TITLE]
    for vendor, parts in sorted(kept.items(), reverse=True):
        lines.append(f"## {vendor}\n")
        for name, written in PARTS.items():
            if name in parts:
                lines += [*written(parts[name]), ""]
        if missing := [name for name in PARTS if name not in parts]:
            lines.append(f"Not measured: {', '.join(missing)}.\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def stamp(made: Measured) -> str:
    """When a part was measured, among how many, and what else the machine did."""
    people = f"{made['people']:,} people, " if made["people"] else ""
    return f"*{made['at']}, {people}load {made['load']}, {made['processors']} processors.*"


def verdict(value: float, bar: tuple[float, float], *, more: bool = False) -> str:
    """Where a figure stands: at the goal, at the least, or short of it."""
    must, aim = bar
    if (value >= aim) if more else (value <= aim):
        return "aim"
    if (value >= must) if more else (value <= must):
        return "must"
    return "**short**"


def counts(made: Measured) -> Iterator[str]:
    """P1, P2 and P11."""
    found = made["found"]
    yield from ("### Counts", "", stamp(made), "")
    yield "| P1: statements at 10 / 50 / 200 rows | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    for name in PAGES:
        each = [found[name][rows]["statements"] for rows in ("10", "50", "200")]
        same = "" if len(set(each)) == 1 else " **not identical**"
        must, aim = STATEMENTS[name]
        told = " / ".join(str(one) for one in each)
        yield f"| {name} | {told}{same} | {must} / {aim} | {verdict(max(each), (must, aim))} |"
    today, changed = found["today"]["50"], found["fragment"]["50"]
    yield ""
    yield "| P2: bytes; P11 | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    for words, size, bar in (
        ("Today, 50 rows, HTML", today["bytes"], (60_000, 30_000)),
        ("Today, 50 rows, gzip", today["gzip"], (8_000, 5_000)),
        ("one changed row and what is said of it, HTML", changed["bytes"], (2_000, 1_000)),
    ):
        yield f"| {words} | {size:,} | {bar[0]:,} / {bar[1]:,} | {verdict(size, bar)} |"
    table = found["table"]["50"]
    told = f"{table['ratio']} ({table['ms']} ms : {table['plain_ms']} ms)"
    yield (
        f"| P11: Today with 50 rows : a plain Jinja2 table of them | {told} | 5 / 3 | "
        f"{verdict(table['ratio'], (5, 3))} |"
    )


def cpu(made: Measured) -> Iterator[str]:
    """P3, P5 and P4, and the command box."""
    measured = {int(size): found for size, found in made["found"]["sizes"].items()}
    sizes = sorted(measured)
    yield from ("### CPU a request, and growth", "", stamp(made), "")
    heads = " | ".join(f"{size:,} people" for size in sizes)
    yield f"| P3: CPU a request | {heads} | must / aim | | P5: growth (must 1.3, aim 1.1) |"
    yield "| --- |" + " --- |" * (len(sizes) + 3)
    for name in PAGES:
        each = [measured[size][name] for size in sizes]
        must, aim = CPU[name]
        worst = verdict(max(one["ratio"] for one in each), (must, aim))
        yield f"| {name} | {cells(each)} | {must} / {aim} | {worst} | {grown(each)} |"
    for name, words in (("box", "command box"), ("near", "command box, a letter too many")):
        each = [measured[size][name] for size in sizes if name in measured[size]]
        if each:
            told, bar = f"{BOX_MS[0]} / {BOX_MS[1]} ms", verdict(each[0]["ms"], BOX_MS)
            yield f"| {words} | {cells(each)} | {told} | {bar} | {grown(each)} |"
    yield ""
    yield from peers(measured[sizes[0]])


def cells(each: list[Measured]) -> str:
    """A page at each size."""
    return " | ".join(f"{one['ms']} ms = {one['ratio']} u" for one in each)


def grown(each: list[Measured]) -> str:
    """How much more it costs among more people."""
    if len(each) < 2:
        return "-"
    ratio = round(each[-1]["ratio"] / each[0]["ratio"], 2)
    return f"{ratio:.2f} {verdict(ratio, GROWTH)}"


def peers(found: Measured) -> Iterator[str]:
    """P4: the peers' published u over ours of this run."""
    yield "P4: peer's CPU : ours. The peers were not run here: their side is the published figure"
    yield "in u of its own run (10,000 people, PostgreSQL, 2026-11-23), ours is that of this run."
    yield ""
    yield "| P4 | " + " | ".join(PAGES) + " |"
    yield "| --- |" + " --- |" * len(PAGES)
    for peer, theirs in PEERS.items():
        told = []
        for name in PAGES:
            if name not in theirs:
                told.append("-")
                continue
            ahead = theirs[name] / found[name]["ratio"]
            bar = AHEAD[peer][name]
            told.append(f"{ahead:.1f} ({bar[0]} / {bar[1]}) {verdict(ahead, bar, more=True)}")
        yield f"| {peer} | " + " | ".join(told) + " |"


def load(made: Measured) -> Iterator[str]:
    """P6, P7, the first load and the start."""
    found = made["found"]
    yield from ("### Under load, over HTTP", "", stamp(made), "")
    yield "| P6: p95 at 8 callers in units of the empty page's | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    for name in PAGES:
        one, bar = found["p95"][name], P95[name]
        told = f"{one['ratio']} ({one['ms']} ms, {one['rps']:.0f} a second, {one['errors']} errors)"
        yield f"| {name} | {told} | {bar[0]} / {bar[1]} | {verdict(one['ratio'], bar)} |"
    one, first = found["no_collapse"], found["first_load"]
    yield from ("", "| | found | must / aim | |", "| --- | --- | --- | --- |")
    held = "yes" if one["ratio"] >= 0.9 and not one["errors"] else "**short**"
    yield (
        f"| P7: {one['requests']:,} mixed requests at 8 and 32 callers | {one['rps_8']:.0f} and "
        f"{one['rps_32']:.0f} a second = {one['ratio']}, {one['errors']} errors"
        f"{''.join(f', {words}' for words in one['first_errors'])} | 0.9, 0 errors | {held} |"
    )
    light = "yes" if first["bytes"] <= 120_000 and first["requests"] <= 10 else "**short**"
    yield (
        f"| First load of Today | {first['bytes']:,} bytes in {first['requests']} requests | "
        f"120,000 bytes, 10 requests | {light} |"
    )
    start = found["start"]
    told = f"{start['seconds']} s ({start['cpu_seconds']} s of CPU, all processes)"
    soon = verdict(start["seconds"], START)
    yield f"| `/healthz` after the start | {told} | {START[0]} / {START[1]} s | {soon} |"
    heavy = ", ".join(found["heavy"]) or "none"
    light = "yes" if heavy == "none" else "**short**"
    yield f"| Heavy libraries in the web process | {heavy} | none | {light} |"


def history(made: Measured) -> Iterator[str]:
    """Somebody with fifty times the history."""
    found = made["found"]
    yield from ("### A long history", "", stamp(made), "")
    yield "| | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    told = f"{found['ratio']} ({found['before']}, then {found['after']} of another person's page)"
    reached = verdict(found["ratio"], LONGER)
    yield f"| Person with 50 times the history | {told} | {LONGER[0]} / {LONGER[1]} | {reached} |"


def fhir(made: Measured) -> Iterator[str]:
    """P8."""
    found = made["found"]
    yield from ("### FHIR import", "", stamp({**made, "people": 0}), "")
    yield "| | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    told = (
        f"{found['ratio']} ({found['resources_per_cpu_second']:,} resources, "
        f"{found['rows_per_cpu_second']:,} bare rows a CPU second)"
    )
    reached = verdict(found["ratio"], (0.05, 0.12), more=True)
    yield f"| P8: FHIR import : bulk_create | {told} | 0.05 / 0.12 | {reached} |"


def adt(made: Measured) -> Iterator[str]:
    """P9 and P10, as `bench.adt` measured them."""
    found = made["found"]
    yield from ("### ADT messages", "", stamp({**made, "people": 0}), "")
    yield "| | found | must / aim | |"
    yield "| --- | --- | --- | --- |"
    ratio, share, day = found["ratio"], found["parser_share"], found["sustained"]
    rates = f"{found['messages_a_second']} : {found['floor_a_second']} messages a second"
    parser = (found["parser_must"], found["parser_aim"])
    speed, times = (found["must"], found["aim"]), (found["sustained_must"], found["sustained_aim"])
    rows = (
        ("P9: ADT over MLLP : the floor", f"{ratio} ({rates})", speed, ratio, True),
        ("P9: the parser's share of the CPU", f"{share:.1%}", parser, share, False),
        ("P10: a day of a million messages, times", f"{day}", times, day, True),
    )
    for what, told, bar, value, is_more in rows:
        yield f"| {what} | {told} | {bar[0]} / {bar[1]} | {verdict(value, bar, more=is_more)} |"


PARTS: dict[str, Callable[[Measured], Iterator[str]]] = {
    "cpu": cpu,
    "counts": counts,
    "load": load,
    "history": history,
    "fhir": fhir,
    "adt": adt,
}
