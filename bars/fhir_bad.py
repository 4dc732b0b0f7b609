"""Corrupted resources and files are read by the FHIR import: each is reported, nothing is raised.

Every file is read twice; what became of its resources must add up to what was read, and nothing
may be new the second time. The slowest file and the memory are told.
"""

import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

from bars.figures import Figure
from casewright.fhir.importing import import_files
from casewright.fhir.tests.corrupting import corrupted
from casewright.fhir.tests.said import patient
from casewright.foundation.moments import now
from casewright.security.actions import ensure_service
from casewright.security.models import User

TRIED, FEW = 5_000, 400
A_FILE = 25
LONGEST_SECONDS = 5.0
MOST_MEGABYTES = 200
MEGABYTE = 1024 * 1024
# Single values this long, and elements this deep.
HUGE, DEEP = 50 * MEGABYTE, 200_000
PIECES = 100_000
NOT_TESTED = ("XML: only JSON is read.",)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Read so many corrupted resources, and a few files that would use up a machine."""
    began, number_of_files = time.monotonic(), (FEW if quick else TRIED) // A_FILE
    service = ensure_service(name="fhir-import", title="FHIR import", at=now())
    fates: Counter[str] = Counter()
    wrong: list[str] = []
    slowest, files = 0.0, 0
    before = _resident()
    with tempfile.TemporaryDirectory() as folder:
        eaters = _machine_eaters(Path(folder))
        for path, source in chain(_spoiled(Path(folder), number_of_files), eaters):
            start, files = time.process_time(), files + 1
            fault, counts = _read_twice(path, source, service)
            slowest = max(slowest, (time.process_time() - start) / 2)
            fates += counts
            wrong += [f"{path.name}: {fault}"] if fault else []
            path.unlink()
    grown = _resident() - before
    slow, large = slowest > LONGEST_SECONDS, grown > MOST_MEGABYTES
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
    return Figure(
        name="fhir_bad",
        tried=sum(fates.values()),
        wrong=len(wrong) + slow + large,
        database="",
        seconds=round(time.monotonic() - began, 1),
        says=(
            f"Corrupted resources in {files} files: {told}; {len(wrong)} files raised or did "
            f"not add up{': ' + '; '.join(wrong[:3]) if wrong else ''}; the slowest file took "
            f"{slowest:.1f} s of CPU, memory grew by {grown:.0f} MB"
        ),
        passed=not (wrong or slow or large),
    )


def _read_twice(path: Path, source: str, service: User) -> tuple[str, Counter[str]]:
    """What was wrong with the reading, in words; and what became of the resources."""
    try:
        reports = [import_files([path], by=service, at=now(), source=source) for _ in range(2)]
    except Exception as raised:  # noqa: BLE001 - that nothing is raised is what is tried
        return type(raised).__name__, Counter()
    first, again = reports
    for report in reports:
        if sum(report.counts.values()) != report.read:
            return "the numbers do not add up", first.counts
    if again.counts["created"] or again.read != first.read:
        return "something was new the second time", first.counts
    return "", Counter({str(fate): count for fate, count in first.counts.items()})


def _spoiled(folder: Path, number_of_files: int) -> Iterator[tuple[Path, str]]:
    """Files of corrupted resources, most as lines, some as bundles; each with its Patient."""
    for seed in range(number_of_files):
        random = Random(seed)  # noqa: S311 - the same files at every run
        lines = [corrupted(random, f"k{number}") for number in range(A_FILE)]
        lines.insert(0, json.dumps(patient(identifier=[])).encode())
        path = folder / f"spoiled-{seed}.{'json' if seed % 4 == 0 else 'ndjson'}"
        if path.suffix == ".json":
            entries = b",".join(b'{"resource":' + line + b"}" for line in lines)
            path.write_bytes(b'{"resourceType":"Bundle","entry":[' + entries + b"]}")
        else:
            path.write_bytes(b"\n".join(lines))
        yield path, f"spoiled-{seed}"


def _machine_eaters(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files that would use up a careless reader: one value of 50 MB, endless depth and digits.

    They are written a piece at a time, so that they use up no memory themselves.
    """
    patient_begins, number_begins = b'{"resourceType":"Patient","id":"', b'{"multipleBirthInteger":'
    said = {
        "long": (patient_begins, b"x", HUGE, b'"}'),
        "deep": (b'{"extension":', b"[", DEEP, b"]" * DEEP + b"}"),
        "digits": (number_begins, b"9", HUGE, b"}"),
        "backslashes": (patient_begins, b"\\", HUGE, b'"}'),
        "halves": (patient_begins, b"\\ud83d", HUGE // 24, b'"}'),
        "unended": (patient_begins, b"x", HUGE, b""),
        "mark": (b"\xef\xbb\xbf" + number_begins, b"NaN", 1, b"}"),
    }
    for name, (head, piece, count, tail) in said.items():
        for ending in ("json", "ndjson"):
            path = folder / f"{name}.{ending}"
            with path.open("wb") as file:
                file.write(head)
                for _ in range(max(1, count // PIECES)):
                    file.write(piece * min(count, PIECES))
                file.write(tail)
            yield path, f"{name}-{ending}"


def _resident() -> float:
    """The most memory this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
