"""Bad elements: told with file, place, path and reason; the rest of the resource is kept."""

from typing import Any

import pytest

from casewright.chart.models import Condition
from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import condition, observation, organization, patient
from casewright.people.models import ContactPoint, Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "path", "reason"),
    [
        ({"onsetDateTime": "2026-13-45"}, "onsetDateTime", "is not a date that can be."),
        ({"onsetDateTime": 7}, "onsetDateTime", "is not a text."),
        ({"recordedDate": ["2026"], "onsetDateTime": None}, "recordedDate", "is not a text."),
        ({"code": {"coding": "x", "text": "Pain"}}, "code.coding", "is not a list of objects."),
        (
            {"code": {"coding": [{"code": []}], "text": "Pain"}},
            "code.coding[0].code",
            "is not a text.",
        ),
    ],
)
def test_a_bad_element_costs_only_itself(
    bring: Bring, said: dict[str, Any], path: str, reason: str
) -> None:
    report = bring(patient(), condition(**said))
    assert report.counts == {"created": 2}
    place = {"file": "bundle.json", "position": 2}
    assert report.bad_elements == [{**place, "path": f"Condition.{path}", "reason": reason}]
    assert Condition.objects.get().display


@pytest.mark.parametrize(
    "said",
    [
        {"subject": "Patient/rosa"},
        {"subject": {"reference": 7}},
        {"id": 7},
        {"clinicalStatus": "active"},
        {"verificationStatus": ["refuted"]},
    ],
)
def test_without_whose_it_is_or_how_it_stands_it_is_refused(
    bring: Bring, said: dict[str, Any]
) -> None:
    report = bring(patient(), condition(**said))
    assert report.counts == {"created": 1, "refused": 1}
    assert not Condition.objects.exists()


@pytest.mark.parametrize("said", [{"birthDate": "1948-13-45"}, {"name": "Rosa"}, {"identifier": 1}])
def test_a_patient_is_refused_where_who_it_is_cannot_be_read(
    bring: Bring, said: dict[str, Any]
) -> None:
    assert bring(patient(**said)).counts == {"refused": 1}
    assert not Person.objects.exists()


def test_a_bad_phone_costs_no_person(bring: Bring) -> None:
    telecom = [{"system": "phone", "value": 5550142}, {"system": "phone", "value": "555-0143"}]
    report = bring(patient(telecom=telecom))
    assert report.counts == {"created": 1}
    assert report.bad_elements[0]["path"] == "Patient.telecom[0].value"
    assert ContactPoint.objects.get().value == "555-0143"


def test_bad_elements_are_told_again_when_read_again(bring: Bring) -> None:
    said = (patient(), condition(onsetDateTime="x"))
    first, second = bring(*said), bring(*said)
    assert second.counts == {"unchanged": 2}
    assert first.bad_elements == second.bad_elements != []


def test_reasons_never_repeat_what_stands_in_an_element(bring: Bring) -> None:
    report = bring(patient(), observation(effectiveDateTime="Rosa Delgado was here"))
    assert "Delgado" not in str(report.bad_elements)


def test_nobody_sets_what_is_ours_by_naming_our_columns(bring: Bring) -> None:
    """Mass assignment: only named elements are read, whatever else a resource holds."""
    ours: dict[str, Any] = {
        "person": "x",
        "person_id": "00000000-0000-0000-0000-000000000000",
        "received_at": "1999-01-01T00:00:00Z",
        "source": "us",
        "pk": 1,
        "owner": "bo",
        "legal_hold": True,
        "is_active": False,
    }
    bring(patient(**ours, merged_into="x", version=99), condition(**ours))
    bring(organization(**ours, code="x|y"))
    kept, rosa = Condition.objects.get(), Person.objects.get()
    assert (kept.person, kept.source) == (rosa, "fhir:st-brigid")
    assert kept.received_at.year == 2026
    assert (rosa.merged_into, rosa.version) == (None, 1)


def test_a_refusal_says_what_is_wrong_in_words(bring: Bring) -> None:
    assert reasons(bring(condition(subject={"reference": 7}))) == ["`reference` is not a text."]


def test_an_id_that_only_names_what_stands_inside_another_is_refused_each_time(
    bring: Bring,
) -> None:
    for _ in range(2):
        report = bring(patient(), organization(id="#x"))
        assert reasons(report) == [
            "Its id begins with #, as only what stands inside another resource does."
        ]
