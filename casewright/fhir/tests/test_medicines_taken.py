"""MedicationStatement: what somebody says is taken, beside what was ordered."""

import pytest

from casewright.chart.models import Medicine
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import medicine, patient, statement

pytestmark = pytest.mark.django_db


def test_a_statement_is_a_medicine_said_to_be_taken(bring: Bring) -> None:
    bring(patient(), statement())
    kept = Medicine.objects.get()
    assert (kept.display, kept.directions) == ("Aspirin 81 mg", "One each evening")
    assert (kept.basis, kept.status) == ("taken", "active")


def test_a_statement_and_an_order_of_one_id_are_two(bring: Bring) -> None:
    bring(patient(), statement("1"), medicine("1"))
    assert set(Medicine.objects.values_list("basis", flat=True)) == {"taken", "ordered"}


@pytest.mark.parametrize("kind", ["MedicationDispense", "MedicationAdministration"])
def test_what_was_handed_out_or_given_is_passed_over_with_a_reason(bring: Bring, kind: str) -> None:
    report = bring(patient(), {"resourceType": kind, "id": "1"})
    assert report.ignored == {kind: 1}
    assert any(remark.startswith(f"{kind}: ") for remark in report.remarks)


def test_half_a_direction_is_no_direction(bring: Bring) -> None:
    """Two tablets in the morning and nothing at night would be read as all there is."""
    dosage = [{"text": "Two each morning"}, {"text": 1}]
    report = bring(patient(), medicine(dosageInstruction=dosage))
    assert report.counts == {"created": 2}
    assert Medicine.objects.get().directions == ""
    assert report.bad_elements == [
        {
            "file": "bundle.json",
            "position": 2,
            "path": "MedicationRequest.dosageInstruction",
            "reason": "was left out as a whole: `text` is not a text.",
        }
    ]
