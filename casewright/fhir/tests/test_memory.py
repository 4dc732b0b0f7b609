"""Memory does not grow with the file."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from casewright.fhir.importing import import_files
from casewright.fhir.reading.pieces import Piece, Read
from casewright.fhir.reading.waiting import Waiting
from casewright.fhir.tests.said import Json, condition, patient
from conftest import NOW, Staff

MEGABYTE = 1024 * 1024


def scan(key: str, whose: str) -> Json:
    """A document of half a megabyte, its bytes inside it."""
    attachment = {"contentType": "application/pdf", "data": "QUJD" * 128 * 1024}
    return {
        "resourceType": "DocumentReference",
        "id": key,
        "status": "current",
        "subject": {"reference": f"Patient/{whose}"},
        "content": [{"attachment": attachment}],
    }


def large_bundle(path: Path, megabytes: int) -> Path:
    """A bundle of pictures nobody keeps and documents of somebody, with people in between."""
    picture = {"resourceType": "ImagingStudy", "id": "d", "text": {"div": "x" * 20_000}}
    entry = json.dumps({"resource": picture})
    with path.open("w", encoding="utf-8") as file:
        file.write('{"resourceType": "Bundle", "type": "collection", "entry": [')
        for number in range(megabytes * MEGABYTE // len(entry)):
            if number % 200 == 0:
                file.write(json.dumps({"resource": patient(f"p{number}", identifier=[])}) + ",")
            file.write(entry + ",")
            if number % 100 == 0:
                file.write(json.dumps({"resource": scan(f"d{number}", "p0")}) + ",")
        file.write(json.dumps({"resource": condition(whose="Patient/p0")}) + "]}")
    return path


@pytest.mark.django_db
def test_a_bundle_of_thirty_megabytes_is_imported_in_a_few(staff: Staff, tmp_path: Path) -> None:
    path = large_bundle(tmp_path / "large.json", 30)
    assert path.stat().st_size > 29 * MEGABYTE
    tracemalloc.start()
    base, _ = tracemalloc.get_traced_memory()
    report = import_files([path], by=staff.feed, at=NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.refused == []
    assert report.ignored["ImagingStudy"] > 1_000
    assert report.by_type["DocumentReference"]["created"] >= 15
    assert peak - base < 32 * MEGABYTE


def test_what_waits_waits_on_disk(tmp_path: Path) -> None:
    def reads() -> Iterator[Read]:
        for number in range(20_000):
            said = condition(f"c{number}", note=[{"text": "x" * 1000}])
            yield Read("a.ndjson", "s", Piece(number, said))

    with Waiting(tmp_path) as waiting:
        tracemalloc.start()
        for read in reads():
            waiting.keep("Condition", read)
        _, peak = tracemalloc.get_traced_memory()
        first = next(waiting.take())
        tracemalloc.stop()
        assert first == next(islice(reads(), 1))
        assert peak < 4 * MEGABYTE
        assert sum(1 for _ in waiting.take()) == 20_000
    assert list(tmp_path.iterdir()) == []
