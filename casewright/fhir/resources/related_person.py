"""FHIR RelatedPerson: kin, a carer, a friend."""

from dataclasses import dataclass

from casewright.fhir.resources.elements import Json, Passed, best_name, in_words, many, phone
from casewright.fhir.resources.references import Reference, reference
from casewright.foundation.errors import Refused
from casewright.people.facts import KinFact

LONGEST_NAME = 200


@dataclass(frozen=True)
class RelatedPersonSaid:
    """Somebody beside a person."""

    patient: Reference
    kin: KinFact


def from_fhir(json: Json) -> RelatedPersonSaid:
    """Who it is and how related; what they may be told is only the person's own to say."""
    if json.get("active") is False:
        raise Passed("RelatedPerson: no longer in use")
    name = best_name(json)
    if not name:
        raise Refused("It has no name.")
    relations = [in_words(relation) for relation in many(json, "relationship")]
    return RelatedPersonSaid(
        patient=reference(json, "patient"),
        kin=KinFact(
            full_name=name[:LONGEST_NAME],
            relationship=next((relation for relation in relations if relation), ""),
            phone=phone(json),
        ),
    )
