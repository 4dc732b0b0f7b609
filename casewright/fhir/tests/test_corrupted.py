"""Whatever is wrong with a resource, an import reports it: nothing is ever raised.

Five thousand are tried by `python -m bars fhir_bad`.
"""

from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.fhir.importing import import_files
from casewright.fhir.report import Report
from casewright.fhir.tests.corrupting import corrupted
from casewright.fhir.tests.said import patient, write
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

A_FILE = 10


def bring(staff: Staff, path: Path, source: str) -> Report:
    report = import_files([path], by=staff.feed, at=NOW, source=source)
    assert sum(report.counts.values()) == report.read
    assert report.counts["refused"] == len(report.refused)
    assert report.counts["ignored"] == sum(report.ignored.values())
    return report


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), name=st.sampled_from(["x.ndjson", "x.json"]))
def test_corrupted_resources_are_reported_and_never_raise(
    staff: Staff, tmp_path: Path, seed: int, name: str
) -> None:
    random, source = Random(seed), uuid4().hex  # noqa: S311 - the seed is hypothesis's
    write(tmp_path / "rosa.json", patient(identifier=[]))
    bring(staff, tmp_path / "rosa.json", source)
    lines = [corrupted(random, f"k{number}") for number in range(A_FILE)]
    path = tmp_path / name
    if name == "x.json":
        entries = b",".join(b'{"resource":' + line + b"}" for line in lines)
        path.write_bytes(b'{"resourceType":"Bundle","entry":[' + entries + b"]}")
    else:
        path.write_bytes(b"\n".join(lines))
    first = bring(staff, path, source)
    again = bring(staff, path, source)
    assert again.read == first.read
    assert again.counts["created"] == 0
