"""FHIR Condition: a problem or diagnosis."""

from dataclasses import dataclass

from casewright.chart.facts import ConditionFact
from casewright.fhir.resources.elements import Json, code_of, coded, moment, one
from casewright.fhir.resources.references import Reference, reference

# A verification that takes back what the clinical status says.
NOT_SO = ("entered-in-error", "refuted")


@dataclass(frozen=True)
class ConditionSaid:
    """A condition and whose it is."""

    subject: Reference
    fact: ConditionFact


def from_fhir(json: Json) -> ConditionSaid:
    """What it is, how it stands, and since when (onset, else when it was written down)."""
    what = coded(one(json, "code"))
    return ConditionSaid(
        subject=reference(json, "subject"),
        fact=ConditionFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=status_of(json),
            dated_at=moment(json, "onsetDateTime") or moment(json, "recordedDate"),
        ),
    )


def status_of(json: Json) -> str:
    """The clinical status, unless the verification says it is not so."""
    verified = code_of(one(json, "verificationStatus"))
    return verified if verified in NOT_SO else code_of(one(json, "clinicalStatus"))
