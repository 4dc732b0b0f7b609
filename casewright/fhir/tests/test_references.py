"""Naming another resource: in every way FHIR has, before or after it is read."""

from pathlib import Path

import pytest

from casewright.chart.models import Condition
from casewright.fhir.resources.references import Reference, names_of, read_reference
from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import MRN, condition, medicine, organization, patient, stay, write
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.resources.models import Place
from casewright.transitions.models import Stay

pytestmark = pytest.mark.django_db

WAYS = [
    ("Patient/rosa", "Patient", "rosa"),
    ("Patient/rosa/_history/3", "Patient", "rosa"),
    ("https://ehr.example.org/fhir/R4/Patient/rosa", "Patient", "rosa"),
    ("urn:uuid:6f1d5c7e-0000-4000-8000-000000000001", "", "6f1d5c7e-0000-4000-8000-000000000001"),
    (f"Patient?identifier={MRN}|rosa", "Patient", f"{MRN}|rosa"),
    ("Patient?identifier=http%3A%2F%2Fx.example.org%7C1", "Patient", "http://x.example.org|1"),
    ("Patient?name=rosa", "Patient", ""),
    ("#inside", "", "#inside"),
    ("rosa", "", ""),
]


@pytest.mark.parametrize(("written", "kind", "key"), WAYS)
def test_a_reference_is_read_in_each_of_its_ways(written: str, kind: str, key: str) -> None:
    assert read_reference({"reference": written}) == Reference(kind, key)


def test_a_logical_reference_names_by_an_identifier() -> None:
    said = {"type": "Patient", "identifier": {"system": MRN, "value": "rosa"}, "display": "Rosa"}
    assert read_reference(said) == Reference("Patient", f"{MRN}|rosa", "Rosa")


def test_a_resource_goes_by_its_id_its_url_and_its_identifiers() -> None:
    assert names_of(patient(), "urn:uuid:6f1d") == ("rosa", "6f1d", f"{MRN}|rosa")


def test_the_number_of_a_paper_is_no_name() -> None:
    social = {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-55-0142"}
    passport = {"system": "urn:p", "value": "X1", "type": {"coding": [{"code": "PPN"}]}}
    assert names_of(patient(identifier=[social, passport]), "") == ("rosa",)


def test_without_any_name_a_resource_is_refused() -> None:
    with pytest.raises(Refused, match="no id"):
        names_of({"resourceType": "Condition"}, "")


@pytest.mark.parametrize(
    "whose",
    [
        "Patient/rosa",
        "https://ehr.example.org/fhir/Patient/rosa",
        "urn:uuid:rosa",
        f"Patient?identifier={MRN}|rosa",
    ],
)
def test_what_comes_before_the_patient_finds_her_all_the_same(bring: Bring, whose: str) -> None:
    report = bring(condition(whose=whose), medicine(whose=whose), stay(whose=whose), patient())
    assert report.refused == []
    assert Condition.objects.get().person == Stay.objects.get().person == Person.objects.get()


def test_what_lies_in_a_file_read_earlier_finds_the_patient(bring: Bring, tmp_path: Path) -> None:
    write(tmp_path / "export" / "Condition.ndjson", condition())
    write(tmp_path / "export" / "Patient.ndjson", patient())
    assert bring(tmp_path / "export").counts == {"created": 2}


def test_what_an_earlier_import_brought_is_known(bring: Bring) -> None:
    bring(patient())
    assert bring(condition()).counts == {"created": 1}


def test_another_sources_patient_is_nobody_known(bring: Bring) -> None:
    bring(patient(), source="harbor-clinic")
    assert reasons(bring(condition(), source="st-brigid")) == [
        "It is about Patient/rosa, who was not kept and is not known from st-brigid."
    ]


def test_about_a_patient_who_was_refused_nothing_is_kept(bring: Bring) -> None:
    report = bring(patient(birthDate="1948-13-45"), condition())
    assert reasons(report) == [
        "`birthDate` is not a date that can be.",
        "It is about Patient/rosa, who was not kept and is not known from st-brigid.",
    ]
    assert not Condition.objects.exists()


def test_what_says_nobody_is_refused(bring: Bring) -> None:
    assert reasons(bring(condition(subject={}))) == ["It does not say whom it is about."]


def test_what_is_about_a_group_is_passed_over(bring: Bring) -> None:
    report = bring(condition(whose="Group/harbor-valley"))
    assert report.ignored == {"Condition": 1}
    assert list(report.remarks) == ["About a Group, not about a Patient"]


def test_a_place_finds_its_organization_by_an_identifier(bring: Bring) -> None:
    by_number = {"identifier": {"system": "urn:harbor", "value": "7"}}
    ward = {
        "resourceType": "Location",
        "id": "6b",
        "name": "6 B",
        "managingOrganization": by_number,
    }
    bring(ward, organization(identifier=[{"system": "urn:harbor", "value": "7"}]))
    organization_of = Place.objects.get().organization
    assert organization_of is not None
    assert organization_of.name == "St Brigid Hospital"


def test_a_place_whose_organization_never_comes_stands_alone(bring: Bring) -> None:
    missing = {"reference": "Organization/nowhere"}
    ward = {"resourceType": "Location", "id": "6b", "name": "6 B", "managingOrganization": missing}
    assert bring(ward).counts == {"created": 1}
    assert Place.objects.get().organization is None
