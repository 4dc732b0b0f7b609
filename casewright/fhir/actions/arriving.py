"""Putting in what was missing, once it is there."""

from collections import defaultdict
from typing import Any

from django.apps import apps

from casewright.chart.actions import fill_in, put_content
from casewright.chart.actions.filling import FILLED
from casewright.chart.models import Attachment
from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.models import Missing
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.binary import BinarySaid
from casewright.fhir.resources.elements import Passed
from casewright.resources import actions as resources
from casewright.resources.facts import PlaceFacts, RoleFacts
from casewright.resources.models import Organization, Place, Practitioner, PractitionerRole

# The types that others name and whose records have words; what is awaited in each column.
NAMED_BY_OTHERS = ("Organization", "Practitioner", "PractitionerRole", "Location", "Condition")
PLACES = {"practitioner": Practitioner, "organization": Organization, "place": Place}


def put_in(around: Surroundings, arrived: list[tuple[Prepared, Any]]) -> None:
    """Put those who arrived in this batch where earlier resources named them."""
    by_type: dict[str, dict[str, Any]] = defaultdict(dict)
    for prepared, record in arrived:
        if prepared.type in NAMED_BY_OTHERS:
            by_type[prepared.type] |= dict.fromkeys(prepared.names, record)
    for kind, records in by_type.items():
        for missing in around.missing.waiting_for(kind, records):
            if _put(around, missing, kind, records[missing.wanted_key]):
                missing.delete()


def keep_binary(around: Surroundings, prepared: Prepared, _before: Became | None) -> Attachment:
    """The bytes of the files whose documents name this Binary; without any it is nobody's."""
    said: BinarySaid = prepared.said
    waiting = around.missing.waiting_for(prepared.type, prepared.names)
    if not waiting:
        around.wait()
        raise Passed("Binary: no document names it")
    files = [Attachment.objects.get(pk=missing.record_key) for missing in waiting]
    for file, missing in zip(files, waiting, strict=True):
        put_content(by=around.by, file=file, media_type=said.media_type, content=said.content)
        missing.delete()
    return files[0]


def _put(around: Surroundings, missing: Missing, kind: str, record: Any) -> bool:
    """Put one thing in; says whether its place was still there and free."""
    row = apps.get_model(missing.record_type)._default_manager.get(pk=missing.record_key)
    if isinstance(row, Place) and isinstance(record, Organization):
        resources.keep_place(
            by=around.by, facts=PlaceFacts(name=row.name), known=row, organization=record
        )
        return True
    if isinstance(row, PractitionerRole):
        if not isinstance(record, PLACES[missing.column]):
            return False
        resources.keep_role(
            by=around.by,
            facts=RoleFacts(is_active=row.is_active),
            known=row,
            practitioner=record if isinstance(record, Practitioner) else None,
            organization=record if isinstance(record, Organization) else None,
            place=record if isinstance(record, Place) else None,
        )
        return True
    if missing.column not in FILLED:
        return False
    words = around.called(kind, record)
    fill_in(by=around.by, row=row, column=missing.column, words=words)
    return True
