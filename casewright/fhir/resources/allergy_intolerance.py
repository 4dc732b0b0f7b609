"""FHIR AllergyIntolerance: an allergy, and what it does."""

from dataclasses import dataclass

from casewright.chart.facts import AllergyFact
from casewright.fhir.resources.condition import status_of
from casewright.fhir.resources.elements import Json, coded, in_words, many, moment, one, text
from casewright.fhir.resources.references import Reference, reference


@dataclass(frozen=True)
class AllergySaid:
    """An allergy and whose it is."""

    patient: Reference
    fact: AllergyFact


def from_fhir(json: Json) -> AllergySaid:
    """What to, what it does, and how bad: the worst reaction told, else how bad it may be."""
    what = coded(one(json, "code"))
    reactions = many(json, "reaction")
    seen = [in_words(m) for reaction in reactions for m in many(reaction, "manifestation")]
    severities = {text(reaction, "severity") for reaction in reactions}
    worst = next((s for s in ("severe", "moderate", "mild") if s in severities), "")
    return AllergySaid(
        patient=reference(json, "patient"),
        fact=AllergyFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=status_of(json),
            dated_at=moment(json, "onsetDateTime") or moment(json, "recordedDate"),
            reaction=", ".join(word for word in seen if word),
            severity=worst or text(json, "criticality"),
        ),
    )
