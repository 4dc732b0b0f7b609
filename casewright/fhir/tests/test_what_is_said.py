"""What single elements say: doses, plans, statuses, dates, and shapes that are none."""

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright.fhir.resources import READS, coverage, medication_request
from casewright.fhir.resources.allergy_intolerance import from_fhir as allergy_from
from casewright.fhir.resources.condition import from_fhir as condition_from
from casewright.fhir.resources.coverage import plan_type
from casewright.fhir.resources.elements import Passed, address, moment, number
from casewright.fhir.resources.organization import from_fhir as organization_from
from casewright.fhir.resources.practitioner import from_fhir as practitioner_from
from casewright.fhir.tests.said import NPI, condition, medicine, organization, patient, stay
from casewright.foundation.errors import Refused

SELF = {"resourceType": "Coverage", "id": "c", "beneficiary": {"reference": "Patient/rosa"}}


@pytest.mark.parametrize(
    ("dosage", "said"),
    [
        ({"text": "1 tablet each morning"}, "1 tablet each morning"),
        ({"patientInstruction": "with water"}, "with water"),
        ({"text": "1 tablet", "patientInstruction": "with water"}, "1 tablet (with water)"),
        (
            {
                "doseAndRate": [{"doseQuantity": {"value": 2.5, "unit": "mL"}}],
                "route": {"text": "by mouth"},
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
            },
            "2.5 mL, by mouth, 2 times every day",
        ),
        (
            {
                "doseAndRate": [{"doseQuantity": {"value": 1}}],
                "timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}},
                "asNeededBoolean": True,
            },
            "dose 1, once every 8 hours, as needed",
        ),
        ({"timing": {"code": {"text": "At bedtime"}}}, "At bedtime"),
        ({}, ""),
    ],
)
def test_directions_are_said_in_words(dosage: dict[str, Any], said: str) -> None:
    read = medication_request.from_fhir(medicine(dosageInstruction=[dosage]))
    assert read.fact.directions == said


@pytest.mark.parametrize(
    ("written", "said"),
    [(1000000, "1000000"), (1000000.0, "1000000"), (0.25, "0.25"), (5.0, "5"), (0, "0")],
)
def test_a_dose_is_never_rounded_or_shortened(written: float, said: str) -> None:
    assert number({"value": written}, "value") == said


@pytest.mark.parametrize("written", [1e300, 1e-300, True, "5"])
def test_a_number_that_cannot_be_is_refused(written: Any) -> None:
    with pytest.raises(Refused, match="`value` is not a number"):
        number({"value": written}, "value")


def test_what_must_not_be_given_is_no_medicine() -> None:
    with pytest.raises(Passed, match="not to give"):
        medication_request.from_fhir(medicine(doNotPerform=True))


def test_a_medicine_kept_elsewhere_goes_by_its_display() -> None:
    said = medicine(medicationReference={"reference": "Medication/9", "display": "Aspirin 81 mg"})
    del said["medicationCodeableConcept"]
    assert medication_request.from_fhir(said).fact.display == "Aspirin 81 mg"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Medicare (Part A/B)", "medicare"),
        ("Medicare Advantage (Part C)", "medicare_advantage"),
        ("Humana Medicare HMO", "medicare_advantage"),
        ("Medicaid", "medicaid"),
        ("Medicaid managed care", "medicaid_managed_care"),
        ("Employer-sponsored group plan", "commercial"),
        ("Medicare + Medicaid (dual eligible)", "unknown"),
        ("Medicare Part D", "unknown"),
        ("Medicare supplement", "unknown"),
        ("VA / TRICARE / other public", ""),
        ("", ""),
    ],
)
def test_the_kind_of_plan_is_taken_only_from_plain_words(words: str, kind: str) -> None:
    assert plan_type(words) == kind


def test_the_plans_own_words_count_before_the_payers_name() -> None:
    said = {
        **SELF,
        "type": {"text": "Medicare (Part A/B)"},
        "payor": [{"reference": "Organization/cms"}],
    }
    read = coverage.from_fhir(said)
    renamed = coverage.named(read, "Centers for Medicare & Medicaid Services")
    assert (renamed.plan_type, renamed.payer_name) == (
        "medicare",
        "Centers for Medicare & Medicaid Services",
    )


def test_whoever_has_two_kinds_of_plan_is_not_given_one_by_the_payers_name() -> None:
    read = coverage.from_fhir({**SELF, "type": {"text": "Medicare + Medicaid (dual eligible)"}})
    assert coverage.named(read, "Harbor Medicare Advantage").plan_type == "unknown"


def test_who_pays_for_themselves_is_said_in_words() -> None:
    read = coverage.from_fhir({**SELF, "payor": [{"reference": "Patient/rosa"}]})
    assert read.facts.payer_name == "Pays for themselves"


@pytest.mark.parametrize(
    "said",
    [{"status": "draft"}, {"status": "entered-in-error"}, {"status": "cancelled"}],
)
def test_a_coverage_that_does_not_hold_is_passed_over(said: dict[str, str]) -> None:
    with pytest.raises(Passed):
        coverage.from_fhir({**SELF, **said})


def test_a_cancelled_coverage_with_its_last_day_is_kept() -> None:
    ended = {"status": "cancelled", "period": {"start": "2025-01-01", "end": "2025-12-31"}}
    assert coverage.from_fhir({**SELF, **ended}).facts.ends_on == date(2025, 12, 31)


@pytest.mark.parametrize("verified", ["entered-in-error", "refuted"])
def test_a_verification_that_takes_back_decides_the_status(verified: str) -> None:
    said = condition(verificationStatus={"coding": [{"code": verified}]})
    assert condition_from(said).fact.status == verified


def test_the_worst_reaction_tells_how_bad_an_allergy_is() -> None:
    reactions = [{"severity": "mild"}, {"severity": "severe"}]
    said = {"resourceType": "AllergyIntolerance", "code": {"text": "Nuts"}, "reaction": reactions}
    assert allergy_from(said).fact.severity == "severe"
    assert allergy_from({**said, "reaction": [], "criticality": "low"}).fact.severity == "low"


def test_an_npi_is_ten_digits_or_none() -> None:
    assert practitioner_from({"identifier": [{"system": NPI, "value": "123"}]}).npi == ""


def test_the_npi_is_an_organizations_code_before_any_other() -> None:
    other = {"system": "urn:other", "value": "1"}
    said = organization(identifier=[other, {"system": NPI, "value": "1093700000"}])
    assert organization_from(said).code == f"{NPI}|1093700000"


@pytest.mark.parametrize(
    ("codes", "kind"),
    [(["pay"], "payer"), (["zz", "prov"], "provider"), (["zz"], "other"), ([], "")],
)
def test_an_organizations_type_says_what_it_is_to_us(codes: list[str], kind: str) -> None:
    types = [{"coding": [{"code": code}]} for code in codes]
    assert organization_from(organization(type=types)).kind == kind


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24T09:00:00-05:00", datetime(2026, 11, 24, 14, 0, tzinfo=UTC)),
        ("2026-11-24T14:00:00.250Z", datetime(2026, 11, 24, 14, 0, 0, 250000, tzinfo=UTC)),
        ("2026-11-24", datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, 5, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_exactly_as_it_is_written(written: str, read: datetime) -> None:
    assert moment({"at": written}, "at") == read


def test_an_address_is_one_line() -> None:
    said = {"line": ["12 Mill Lane", "Apt 3"], "city": "Harbor Valley", "state": "NY"}
    assert address(said) == "12 Mill Lane, Apt 3, Harbor Valley, NY"


STRANGE: list[Any] = ["x", 1, True, [], ["x"], [[]], {"x": 1}, [{"x": [1]}]]
RESOURCES = [patient(), stay(), condition(), medicine(), organization()]


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: str(one["resourceType"]))
def test_whatever_stands_in_an_element_it_is_read_or_refused(
    resource: dict[str, Any], strange: Any
) -> None:
    for name in resource:
        if name == "resourceType":
            continue
        with suppress(Refused, Passed):
            READS[resource["resourceType"]]({**resource, name: strange})
