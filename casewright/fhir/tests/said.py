"""Resources of made-up people of Harbor Valley, and the files they come in."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
MRN = "http://harborvalley.example.org/mrn"
NPI = "http://hl7.org/fhir/sid/us-npi"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
FIXTURES = Path(__file__).parent / "fixtures"


def patient(key: str = "rosa", **more: Any) -> Json:
    """Rosa Delgado, 78."""
    return {
        "resourceType": "Patient",
        "id": key,
        "identifier": [
            {"type": {"coding": [{"system": V2_0203, "code": "MR"}]}, "system": MRN, "value": key}
        ],
        "name": [{"use": "official", "family": "Delgado", "given": ["Rosa", "Maria"]}],
        "gender": "female",
        "birthDate": "1948-05-02",
        "telecom": [{"system": "phone", "value": "555-0142", "use": "home"}],
        **more,
    }


def walter(key: str = "walter", **more: Any) -> Json:
    """Walter Kowalski, 81."""
    name = [{"use": "official", "family": "Kowalski", "given": ["Walter"]}]
    return patient(key, name=name, gender="male", birthDate="1945-02-11", **more)


def condition(key: str = "failure", whose: str = "Patient/rosa", **more: Any) -> Json:
    """Heart failure."""
    return {
        "resourceType": "Condition",
        "id": key,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I50.9"}],
            "text": "Heart failure",
        },
        "subject": {"reference": whose},
        "onsetDateTime": "2026-03-01",
        **more,
    }


def medicine(key: str = "furosemide", whose: str = "Patient/rosa", **more: Any) -> Json:
    """A water tablet each morning."""
    return {
        "resourceType": "MedicationRequest",
        "id": key,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Furosemide 40 mg tablet"},
        "subject": {"reference": whose},
        "authoredOn": "2026-11-02",
        "dosageInstruction": [{"text": "1 tablet each morning"}],
        **more,
    }


def stay(key: str = "stay", whose: str = "Patient/rosa", **more: Any) -> Json:
    """Nine days in St Brigid, home since yesterday."""
    return {
        "resourceType": "Encounter",
        "id": key,
        "status": "finished",
        "class": {"system": ACT, "code": "IMP"},
        "subject": {"reference": whose},
        "period": {"start": "2026-11-14T08:30:00-05:00", "end": "2026-11-23T11:00:00-05:00"},
        "reasonCode": [{"text": "Heart failure"}],
        "serviceProvider": {"display": "St Brigid Hospital"},
        "hospitalization": {"dischargeDisposition": {"coding": [{"code": "home"}]}},
        **more,
    }


def organization(key: str = "brigid", **more: Any) -> Json:
    """St Brigid Hospital."""
    return {
        "resourceType": "Organization",
        "id": key,
        "identifier": [{"system": NPI, "value": "1093700000"}],
        "name": "St Brigid Hospital",
        "telecom": [{"system": "phone", "value": "555-0110"}],
        **more,
    }


def bundle(*resources: Json, kind: str = "transaction") -> Json:
    """A bundle whose entries go by urn:uuid, as a transaction has them."""
    entries = [{"fullUrl": f"urn:uuid:{one.get('id')}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def write(path: Path, *said: Json | str) -> Path:
    """Write one JSON document, or lines for a name that ends in .ndjson; a text stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in said]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
