"""Real exports, where they are at hand: a sample in the suite, everything on the bench."""

import tarfile
from pathlib import Path

import pytest

from casewright.fhir.importing import import_files
from casewright.fhir.report import Report
from casewright.people.models import Person
from casewright.transitions.models import Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[4] / "shared" / "data"
SYNTHEA = "synthea_r4/synthea_smart_2019_share.tar.xz"
SMART = "smart_bulk/smart_bulk_10_and_100partial.tar.xz"


def at_hand(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"The real exports are not at hand: {name} was looked for beside the project.")
    return path


def taken_out(archive: Path, folder: Path, *, names: str = "", most: int = 10_000) -> Path:
    """The first files of an archive whose names hold a word, in a folder of their own."""
    folder.mkdir()
    with tarfile.open(archive) as members:
        found = (m for m in members if m.isfile() and names in m.name)
        for member, _ in zip(found, range(most), strict=False):
            inside = members.extractfile(member)
            assert inside is not None
            (folder / Path(member.name).name).write_bytes(inside.read())
    return folder


def bring(staff: Staff, *paths: Path) -> Report:
    """Import, and see that the numbers add up."""
    report = import_files(paths, by=staff.feed, at=NOW)
    assert sum(report.counts.values()) == report.read > 0
    assert report.counts["refused"] == len(report.refused)
    assert report.counts["ignored"] == sum(report.ignored.values())
    return report


def brings_nothing_new(staff: Staff, *paths: Path, kept: int) -> bool:
    counts = bring(staff, *paths).counts
    return (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, kept)


def test_a_real_bundle_loses_nothing(staff: Staff, tmp_path: Path) -> None:
    sample = taken_out(at_hand(SYNTHEA), tmp_path / "sample", most=1)
    report = bring(staff, sample)
    assert report.refused == []
    assert report.by_type["Patient"] == {"created": 1}
    assert Stay.objects.exclude(discharged_at=None).exists()
    kept = report.counts["created"] + report.counts["unchanged"]
    assert brings_nothing_new(staff, sample, kept=kept)


def test_a_real_bulk_export_of_ten_people_loses_nothing(staff: Staff, tmp_path: Path) -> None:
    sample = taken_out(at_hand(SMART), tmp_path / "ten", names="10-patients/")
    report = bring(staff, sample)
    assert report.refused == []
    assert report.by_type["Patient"] == {"created": 13}
    assert report.ignored["export log"] == 4
    assert Person.objects.count() == 13
    assert brings_nothing_new(staff, sample, kept=report.counts["created"])


@pytest.mark.bench
@pytest.mark.parametrize("name", ["synthea_r4", "smart_bulk", "clinosim"])
def test_every_real_export_is_kept_whole_and_once(staff: Staff, name: str) -> None:
    report = bring(staff, at_hand(name))
    assert report.refused == []
    kept = report.counts["created"] + report.counts["unchanged"]
    assert brings_nothing_new(staff, at_hand(name), kept=kept)
