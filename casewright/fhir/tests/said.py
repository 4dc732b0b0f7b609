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


def observation(key: str = "a1c", whose: str = "Patient/rosa", **more: Any) -> Json:
    """Hemoglobin A1c of 7.4 percent."""
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {
            "coding": [{"system": "http://loinc.org", "code": "4548-4"}],
            "text": "Hemoglobin A1c",
        },
        "subject": {"reference": whose},
        "effectiveDateTime": "2026-11-10T09:00:00-05:00",
        "valueQuantity": {"value": 7.4, "unit": "%"},
        **more,
    }


def procedure(key: str = "stent", whose: str = "Patient/rosa", **more: Any) -> Json:
    """A stent, four years ago."""
    return {
        "resourceType": "Procedure",
        "id": key,
        "status": "completed",
        "code": {"text": "Coronary stent"},
        "subject": {"reference": whose},
        "performedPeriod": {"start": "2022-03-01T09:00:00Z", "end": "2022-03-01T11:00:00Z"},
        **more,
    }


def care_plan(key: str = "plan", whose: str = "Patient/rosa", **more: Any) -> Json:
    """What the heart clinic planned."""
    return {
        "resourceType": "CarePlan",
        "id": key,
        "status": "active",
        "intent": "plan",
        "title": "Heart failure plan",
        "subject": {"reference": whose},
        "period": {"start": "2026-09-01", "end": "2027-03-01"},
        "activity": [
            {"detail": {"code": {"text": "Weigh each morning"}, "status": "in-progress"}},
            {"detail": {"description": "Salt under 2 g a day", "status": "scheduled"}},
        ],
        **more,
    }


def goal(key: str = "goal", whose: str = "Patient/rosa", **more: Any) -> Json:
    """A weight to be held."""
    return {
        "resourceType": "Goal",
        "id": key,
        "lifecycleStatus": "active",
        "achievementStatus": {"text": "Improving"},
        "description": {"text": "Hold the weight"},
        "subject": {"reference": whose},
        "startDate": "2026-09-01",
        "target": [
            {
                "measure": {"text": "Body weight"},
                "detailRange": {"high": {"value": 70, "unit": "kg"}},
                "dueDate": "2026-12-31",
            }
        ],
        **more,
    }


def episode(key: str = "episode", whose: str = "Patient/rosa", **more: Any) -> Json:
    """Looked after by Harbor Home Care for half a year."""
    return {
        "resourceType": "EpisodeOfCare",
        "id": key,
        "status": "finished",
        "statusHistory": [
            {"status": "planned", "period": {"start": "2025-01-02", "end": "2025-01-10"}},
            {"status": "active", "period": {"start": "2025-01-10", "end": "2025-07-01"}},
        ],
        "type": [{"text": "Home care"}],
        "patient": {"reference": whose},
        "managingOrganization": {"display": "Harbor Home Care"},
        "careManager": {"display": "Omar Aziz"},
        "period": {"start": "2025-01-02", "end": "2025-07-01"},
        **more,
    }


def document(key: str = "letter", whose: str = "Patient/rosa", **more: Any) -> Json:
    """A letter of discharge, its words inside it."""
    return {
        "resourceType": "DocumentReference",
        "id": key,
        "status": "current",
        "type": {"text": "Discharge letter"},
        "subject": {"reference": whose},
        "date": "2026-11-23T11:00:00-05:00",
        "author": [{"display": "Dr. Elena Park"}],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain",
                    "title": "Letter.txt",
                    "data": "R29pbmcgaG9tZSB3aXRoIGhlciBzb24u",
                }
            }
        ],
        **more,
    }


def statement(key: str = "aspirin", whose: str = "Patient/rosa", **more: Any) -> Json:
    """Aspirin, as her son says."""
    return {
        "resourceType": "MedicationStatement",
        "id": key,
        "status": "active",
        "medicationCodeableConcept": {"text": "Aspirin 81 mg"},
        "subject": {"reference": whose},
        "effectivePeriod": {"start": "2024-05-01"},
        "dosage": [{"text": "One each evening"}],
        **more,
    }


def practitioner(key: str = "park", **more: Any) -> Json:
    """Dr. Elena Park, a heart doctor."""
    return {
        "resourceType": "Practitioner",
        "id": key,
        "identifier": [{"system": NPI, "value": "1234567893"}],
        "name": [{"family": "Park", "given": ["Elena"], "prefix": ["Dr."]}],
        **more,
    }


def role(key: str = "park-at-brigid", **more: Any) -> Json:
    """What Dr. Park does at St Brigid."""
    return {
        "resourceType": "PractitionerRole",
        "id": key,
        "active": True,
        "practitioner": {"reference": f"Practitioner?identifier={NPI}|1234567893"},
        "organization": {"reference": "Organization/brigid"},
        "code": [{"text": "Attending"}],
        "specialty": [{"text": "Cardiology"}],
        "telecom": [
            {"system": "phone", "value": "555-0131"},
            {"system": "email", "value": "park@brigid.example.org"},
        ],
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
