"""A folder of NDJSON, as bulk exports come: bad lines cost only themselves."""

from pathlib import Path

import pytest

from casewright.chart.models import Medicine
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import FIXTURES, condition, patient, write
from casewright.people.models import Coverage, Person

pytestmark = pytest.mark.django_db


def test_a_bad_line_is_named_with_file_place_and_reason_and_the_rest_is_kept(bring: Bring) -> None:
    report = bring(FIXTURES / "harbor")
    file = "harbor/MedicationRequest.ndjson"
    unknown = "It is about Patient/nobody, who was not kept and is not known from st-brigid."
    assert report.refused == [
        {"file": file, "position": 3, "type": "", "reason": "Not JSON."},
        {"file": file, "position": 4, "type": "", "reason": "It says one element twice."},
        {"file": file, "position": 5, "type": "MedicationRequest", "reason": unknown},
    ]
    assert report.counts == {"created": 6, "refused": 3}
    assert set(Medicine.objects.values_list("display", flat=True)) == {
        "Metformin 500 mg tablet",
        "Lisinopril 10 mg tablet",
    }


def test_what_is_strange_is_said_and_survived(bring: Bring) -> None:
    report = bring(FIXTURES / "harbor")
    place = {"file": "harbor/Coverage.ndjson", "position": 1}
    assert report.remarks["Coverage.extension is empty"] == {"count": 2, **place}
    unknown = "MedicationRequest.dosageInstruction.color is no element of FHIR R4"
    assert report.remarks[unknown]["count"] == 1
    assert Coverage.objects.filter(plan_type="medicare").exists()


def test_each_folder_is_a_system_of_its_own_unless_one_is_named(
    bring: Bring, tmp_path: Path
) -> None:
    write(tmp_path / "north" / "Patient.ndjson", patient("p1", identifier=[]))
    write(tmp_path / "south" / "Patient.ndjson", patient("p1", identifier=[]))
    assert bring(tmp_path, source="").sources == {"north", "south"}
    assert Person.objects.count() == 2
    assert bring(tmp_path, source="one").counts == {"created": 1, "unchanged": 1}


def test_folders_named_after_types_are_one_system(bring: Bring, tmp_path: Path) -> None:
    write(tmp_path / "export" / "Patient" / "part-0.ndjson", patient())
    write(tmp_path / "export" / "Condition" / "part-0.ndjson", condition())
    report = bring(tmp_path / "export", source="")
    assert (report.sources, report.counts) == ({"export"}, {"created": 2})


def test_what_an_export_says_of_itself_is_no_resource_and_no_fault(
    bring: Bring, tmp_path: Path
) -> None:
    write(tmp_path / "out" / "log.ndjson", {"exportId": "e", "eventId": "kickoff"})
    write(tmp_path / "out" / "manifest.json", {"transactionTime": "2026-11-24", "output": []})
    report = bring(tmp_path / "out")
    assert report.ignored == {"export log": 1, "export manifest": 1}
    assert report.refused == []


def test_a_line_may_hold_a_whole_bundle(bring: Bring, tmp_path: Path) -> None:
    entries = [{"resource": condition()}, {"resource": patient()}]
    said = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    report = bring(write(tmp_path / "people.ndjson", said))
    assert report.counts == {"created": 2}
