"""Importing, as every test of this door does it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casewright.fhir.importing import import_files
from casewright.fhir.report import Report
from casewright.fhir.tests.said import Json, bundle, write
from conftest import NOW, Staff

Bring = Callable[..., Report]


@pytest.fixture
def bring(staff: Staff, tmp_path: Path) -> Bring:
    """Import some resources as one bundle of a hospital's; or the files and folders given."""

    def run(*said: Json | Path, source: str = "st-brigid") -> Report:
        paths = [one for one in said if isinstance(one, Path)]
        resources = [one for one in said if not isinstance(one, Path)]
        if resources:
            paths.append(write(tmp_path / "bundle.json", bundle(*resources)))
        return import_files(paths, by=staff.feed, at=NOW, source=source)

    return run


def reasons(report: Report) -> list[str]:
    """Why what was refused was refused."""
    return [row["reason"] for row in report.refused]
