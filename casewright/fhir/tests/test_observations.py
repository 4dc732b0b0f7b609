"""Measured and asked values: in each of their kinds, corrected, taken back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from casewright.chart.models import Observation
from casewright.chart.queries import readings_of
from casewright.fhir.resources.observation import from_fhir
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import observation, patient
from casewright.people.models import Person
from casewright.security.actions import relate
from casewright.security.models import RelationKind
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

PRESSURE = [
    {
        "code": {"text": "Systolic"},
        "valueQuantity": {"value": 138, "unit": "mmHg"},
    },
    {"code": {"text": "Diastolic"}, "valueQuantity": {"value": 84, "unit": "mmHg"}},
]


def without_value(**more: Any) -> dict[str, Any]:
    said = observation(**more)
    del said["valueQuantity"]
    return said


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ({"valueQuantity": {"value": 7.4, "unit": "%"}}, "7.4", "%"),
        ({"valueQuantity": {"value": 5, "comparator": "<", "code": "mg/dL"}}, "<5", "mg/dL"),
        ({"valueCodeableConcept": {"text": "Never smoked"}}, "Never smoked", ""),
        ({"valueString": "Walks with a frame"}, "Walks with a frame", ""),
        ({"valueBoolean": False}, "no", ""),
        ({"valueBoolean": True}, "yes", ""),
        ({"valueInteger": 0}, "0", ""),
        ({"valueInteger": 14}, "14", ""),
        ({"valueDateTime": "2026-11-01"}, "2026-11-01", ""),
        (
            {"valueRange": {"low": {"value": 1, "unit": "h"}, "high": {"value": 2, "unit": "h"}}},
            "1 to 2",
            "h",
        ),
        (
            {"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}},
            "1 in 128",
            "",
        ),
    ],
)
def test_a_value_is_read_in_each_of_its_kinds(said: dict[str, Any], value: str, unit: str) -> None:
    fact = from_fhir({**without_value(), **said}).fact
    assert (fact.value, fact.unit) == (value, unit)


def test_an_observation_is_kept_with_its_moment_and_what_the_lab_makes_of_it(bring: Bring) -> None:
    bring(patient(), observation(interpretation=[{"text": "High"}]))
    kept = Observation.objects.get()
    assert (kept.value, kept.unit, kept.reading) == ("7.4", "%", "High")
    assert (kept.category, kept.system, kept.code) == ("laboratory", "http://loinc.org", "4548-4")
    assert kept.dated_at == datetime(2026, 11, 10, 14, 0, tzinfo=UTC)
    assert (kept.source, kept.source_key, kept.received_at) == ("fhir:st-brigid", "a1c", NOW)


def test_what_is_measured_together_stays_together(bring: Bring) -> None:
    bring(patient(), without_value(component=PRESSURE))
    assert Observation.objects.get().parts == [
        ["Systolic", "138", "mmHg"],
        ["Diastolic", "84", "mmHg"],
    ]


@pytest.mark.parametrize("code", ["imaging", "exam", "procedure", "therapy"])
def test_other_categories_are_passed_over_and_counted(bring: Bring, code: str) -> None:
    said = observation(category=[{"coding": [{"code": code}]}])
    report = bring(patient(), said)
    assert report.ignored == {"Observation": 1}
    assert report.remarks[f"Observation: of category {code}, not used here"]["count"] == 1


def test_a_panel_that_only_names_its_members_says_no_value(bring: Bring) -> None:
    report = bring(patient(), without_value(hasMember=[{"reference": "Observation/a"}]))
    assert report.remarks["Observation: says no value"]["count"] == 1


def test_a_corrected_value_takes_the_older_ones_place(bring: Bring) -> None:
    bring(patient(), observation())
    corrected = observation(status="corrected", valueQuantity={"value": 6.9, "unit": "%"})
    assert bring(patient(), corrected).counts == {"unchanged": 1, "updated": 1}
    kept = Observation.objects.get()
    assert (kept.value, kept.status) == ("6.9", "corrected")


def test_a_correction_without_a_value_leaves_no_old_value_standing(bring: Bring) -> None:
    bring(patient(), observation())
    bring(patient(), without_value(status="corrected", dataAbsentReason={"text": "Clotted"}))
    assert Observation.objects.get().value == ""


def test_what_was_entered_in_error_is_hidden_and_its_row_stays(bring: Bring, staff: Staff) -> None:
    bring(patient(), observation())
    rosa = Person.objects.get()
    relate(by=staff.feed, person_key=rosa.pk, kind=RelationKind.TEAM, team=staff.north, at=NOW)
    assert len(readings_of(rosa.pk, viewer=staff.amara).lines) == 1
    bring(patient(), without_value(status="entered-in-error"))
    assert readings_of(rosa.pk, viewer=staff.amara).lines == ()
    assert Observation.objects.count() == 1


def test_an_older_version_that_comes_late_changes_nothing(bring: Bring) -> None:
    newer = observation(meta={"lastUpdated": "2026-11-20T10:00:00Z"})
    older = observation(
        meta={"lastUpdated": "2026-11-11T10:00:00Z"}, valueQuantity={"value": 9.9, "unit": "%"}
    )
    bring(patient(), newer)
    report = bring(patient(), older)
    assert report.counts == {"unchanged": 2}
    assert "An older version" in list(report.remarks)[-1]
    assert Observation.objects.get().value == "7.4"


def test_of_two_versions_in_one_file_the_later_written_stands(bring: Bring) -> None:
    newer = observation(meta={"versionId": "3"})
    older = observation(meta={"versionId": "2"}, valueQuantity={"value": 9.9, "unit": "%"})
    assert bring(patient(), newer, older).counts == {"created": 2, "unchanged": 1}
    assert Observation.objects.get().value == "7.4"


def test_the_same_said_later_keeps_its_moment_against_what_was_written_between(
    bring: Bring,
) -> None:
    first, between, last = (f"2026-11-{day}T10:00:00Z" for day in (10, 12, 14))
    bring(patient(), observation(meta={"lastUpdated": first}))
    bring(patient(), observation(meta={"lastUpdated": last}))
    other = {"value": 9.9, "unit": "%"}
    bring(patient(), observation(meta={"lastUpdated": between}, valueQuantity=other))
    assert Observation.objects.get().value == "7.4"


def test_half_a_quantity_is_no_value(bring: Bring) -> None:
    said = observation(valueQuantity={"value": 7.4, "unit": 3})
    report = bring(patient(), said)
    assert report.ignored == {"Observation": 1}
    assert report.bad_elements[0]["path"] == "Observation.valueQuantity"
