"""Writing what other systems export: FHIR R4 bundles about made-up lives and organizations."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casewright.demo.rules.lives import Finding, Life

Json = dict[str, Any]

SERVER = "https://exchange.example.org/fhir"
SYSTEMS = {
    "icd10": "http://hl7.org/fhir/sid/icd-10-cm",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
}
ORGANIZATION_TYPES = "http://terminology.hl7.org/CodeSystem/organization-type"
IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ORGANIZATION_CODES = "https://exchange.example.org/organizations"


def system_of(facility: str) -> str:
    """The name under which a facility's FHIR server gives its patients' numbers."""
    return f"https://{facility.lower()}.example.org/patients"


def directory_bundle(
    facilities: Iterable[Mapping[str, str]], payers: Iterable[Mapping[str, str]]
) -> Json:
    """The facilities and payers as organizations."""
    resources = [_organization(one, "prov") for one in facilities]
    resources += [_organization(one, "pay") for one in payers]
    return _bundle(resources)


def people_bundle(lives: Iterable[Life]) -> Json:
    """Patients with what their clinics hold about their health."""
    return _bundle(resource for life in lives for resource in _about(life))


def _bundle(resources: Iterable[Json]) -> Json:
    entries = [
        {"fullUrl": f"{SERVER}/{one['resourceType']}/{one['id']}", "resource": one}
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _organization(said: Mapping[str, str], kind: str) -> Json:
    resource: Json = {
        "resourceType": "Organization",
        "id": said["code"].lower(),
        "identifier": [{"system": ORGANIZATION_CODES, "value": said["code"]}],
        "active": True,
        "type": [{"coding": [{"system": ORGANIZATION_TYPES, "code": kind}]}],
        "name": said["name"],
    }
    if "phone" in said:
        resource["telecom"] = [{"system": "phone", "value": said["phone"]}]
    return resource


def _about(life: Life) -> Iterator[Json]:
    facts = life.facts
    yield {
        "resourceType": "Patient",
        "id": life.key,
        "identifier": [
            {
                "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": "MR"}]},
                "system": system_of(one.system),
                "value": one.value,
            }
            for one in facts.identifiers
        ],
        "name": [
            {"use": name.use, "family": name.family, "given": [name.given]}
            for name in facts.names
            if name.use == "official"
        ],
        "gender": facts.gender,
        "birthDate": facts.birth_date.isoformat() if facts.birth_date else None,
    }
    subject = {"reference": f"Patient/{life.key}"}
    for number, finding in enumerate(life.findings, start=1):
        resource = WRITERS[finding.kind](finding, subject)
        yield {"id": f"{life.key}-{number}", **resource}


def _condition(finding: Finding, subject: Json) -> Json:
    return _without_nothing(
        resourceType="Condition",
        subject=subject,
        clinicalStatus={"coding": [{"system": CLINICAL, "code": finding.status}]},
        code=_concept(finding),
        onsetDateTime=finding.since.date().isoformat() if finding.since else None,
    )


def _medicine(finding: Finding, subject: Json) -> Json:
    return _without_nothing(
        resourceType="MedicationRequest",
        subject=subject,
        status=finding.status,
        intent="order",
        medicationCodeableConcept=_concept(finding),
        authoredOn=finding.since.date().isoformat() if finding.since else None,
        dosageInstruction=[{"text": finding.directions}] if finding.directions else None,
    )


def _allergy(finding: Finding, subject: Json) -> Json:
    reaction: Json = {"manifestation": [{"text": finding.reaction}]}
    if finding.severity:
        reaction["severity"] = finding.severity
    return _without_nothing(
        resourceType="AllergyIntolerance",
        patient=subject,
        clinicalStatus={"coding": [{"system": ALLERGY_CLINICAL, "code": finding.status}]},
        code=_concept(finding),
        reaction=[reaction] if finding.reaction else None,
    )


WRITERS = {"condition": _condition, "medicine": _medicine, "allergy": _allergy}


def _concept(finding: Finding) -> Json:
    concept: Json = {"text": finding.display}
    if finding.code:
        coding = {"code": finding.code, "display": finding.display}
        if finding.system in SYSTEMS:
            coding["system"] = SYSTEMS[finding.system]
        concept["coding"] = [coding]
    return concept


def _without_nothing(**elements: Any) -> Json:
    """Elements that say something: FHIR has no nulls."""
    return {name: value for name, value in elements.items() if value is not None}
