"""What others tell about somebody: stays with their events and messages, and the chart."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Model

from casewright.chart.models import Allergy, Condition, Medicine, Observation
from casewright.demo.actions.pouring.rows import Rows
from casewright.demo.rules.bundles import SYSTEMS
from casewright.demo.rules.lives import Finding, Heard, Life, Visit
from casewright.demo.rules.messages import RECEIVED_AFTER, adt_message
from casewright.fhir.models import Imported
from casewright.hl7.models import Fate, Message
from casewright.people.models import Person
from casewright.transitions.models import Stay, StayClass, StayEvent

EXCHANGE = "exchange"
EVENTS = {"A01": "admit", "A02": "transfer", "A03": "discharge"}


def pour_stays(rows: Rows, life: Life, person: Person) -> None:
    """Every stay as its messages tell it, and the messages themselves."""
    stays: dict[str, Stay] = {}
    for heard in life.in_order:
        if isinstance(heard, Heard):
            visit = heard.visit
            if visit.number not in stays:
                stays[visit.number] = rows.add(_stay(rows, visit, person))
            _event(rows, life, heard, stays[visit.number])


def _stay(rows: Rows, visit: Visit, person: Person) -> Stay:
    return Stay(
        person=person,
        source=visit.facility,
        visit=visit.number,
        facility_name=rows.house.facility_name(visit),
        stay_class=StayClass.INPATIENT,
        admitted_at=visit.admitted_at,
        discharged_at=visit.discharged_at,
        reason=visit.reason,
        disposition=visit.disposition if visit.discharged_at else "",
        discharged_to=visit.discharged_to if visit.discharged_at else "",
        places=[
            {
                "where": visit.where,
                "from": visit.admitted_at.isoformat(),
                "to": visit.discharged_at.isoformat() if visit.discharged_at else None,
            }
        ],
        heard_at=visit.admitted_at + RECEIVED_AFTER,
    )


def _event(rows: Rows, life: Life, heard: Heard, stay: Stay) -> None:
    facility = heard.visit.facility
    control_id = rows.house.next_control_id(facility)
    facility_name = rows.house.facility_name(heard.visit)
    raw = adt_message(life, heard, control_id=control_id, facility_name=facility_name).encode()
    received_at = heard.at + RECEIVED_AFTER
    message = rows.add(
        Message(
            sender=facility,
            control_id=control_id,
            digest=sha256(raw).hexdigest(),
            event=heard.event,
            raw=raw,
            received_at=received_at,
            fate=Fate.APPLIED,
            reason=heard.remark,
            person=stay.person,
            settled_at=received_at,
        )
    )
    rows.add(
        StayEvent(
            stay=stay,
            kind=EVENTS[heard.event],
            occurred_at=heard.at,
            recorded_at=heard.at,
            heard_at=received_at,
            source_key=f"hl7:{message.pk}",
            where=heard.where,
            said=_said(heard, f"hl7:{message.pk}"),
        )
    )


def _said(heard: Heard, source_key: str) -> dict[str, Any]:
    """What the message says about the stay, as `transitions` folds it."""
    visit, moment = heard.visit, heard.at.isoformat()
    said = {
        "kind": EVENTS[heard.event],
        "occurred_at": moment,
        "recorded_at": moment,
        "source_key": source_key,
        "stay_class": StayClass.INPATIENT,
        "where": heard.where,
        "reason": visit.reason,
    }
    if heard.event == "A03":
        said |= {"disposition": visit.disposition, "discharged_to": visit.discharged_to}
    return said


def pour_health(rows: Rows, life: Life, person: Person) -> None:
    """Conditions, medicines, allergies and observations, as one exchange sent them."""
    for number, finding in enumerate(life.findings, start=1):
        source_key = f"{life.key}-{number}"
        rows.add(MODELS[finding.kind](**_received(finding, source_key, person, rows.at)))
    rows.add(
        Imported(
            source=EXCHANGE,
            resource_type="Patient",
            resource_id=life.key,
            digest=sha256(life.key.encode()).hexdigest(),
            record_type=person._meta.label,
            record_key=person.pk,
            imported_at=rows.at,
        )
    )


MODELS: dict[str, type[Model]] = {
    "condition": Condition,
    "medicine": Medicine,
    "allergy": Allergy,
    "observation": Observation,
}
# What only one kind says.
OF_A_KIND = {
    "medicine": ("directions",),
    "allergy": ("reaction", "severity"),
    "observation": ("value", "unit"),
}


def _received(finding: Finding, source_key: str, person: Person, at: datetime) -> dict[str, Any]:
    own: dict[str, Any] = {name: getattr(finding, name) for name in OF_A_KIND.get(finding.kind, ())}
    if finding.kind == "observation" and finding.part:
        own |= {"reading": finding.reading, "parts": [[finding.part, finding.value, finding.unit]]}
    return {
        "person": person,
        "system": SYSTEMS.get(finding.system, ""),
        "code": finding.code,
        "display": finding.display,
        "status": finding.status,
        "source": EXCHANGE,
        "source_key": source_key,
        "dated_at": finding.since,
        "received_at": at,
        **own,
    }
