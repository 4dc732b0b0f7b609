"""FHIR Location: a ward, a clinic, a building."""

from dataclasses import dataclass

from casewright.fhir.resources.elements import (
    Json,
    address,
    in_words,
    many,
    one,
    phone,
    text,
    texts,
)
from casewright.fhir.resources.references import Reference, reference
from casewright.resources.facts import PlaceFacts


@dataclass(frozen=True)
class LocationSaid:
    """A place and the organization that runs it."""

    organization: Reference
    facts: PlaceFacts


def from_fhir(json: Json) -> LocationSaid:
    """What it says; a place without a name is called by another name, or by what it is."""
    kinds = [in_words(kind) for kind in (*many(json, "type"), one(json, "physicalType"))]
    names = [text(json, "name"), *texts(json, "alias"), text(json, "description"), *kinds]
    return LocationSaid(
        organization=reference(json, "managingOrganization"),
        facts=PlaceFacts(
            name=next((name for name in names if name), ""),
            phone=phone(json),
            address=address(one(json, "address")),
        ),
    )
