"""FHIR Procedure: something done for somebody."""

from dataclasses import dataclass

from casewright.chart.facts import ProcedureFact
from casewright.fhir.resources.elements import Json, coded, many, moment, one, text
from casewright.fhir.resources.references import (
    Reference,
    named,
    read_reference,
    reference,
)
from casewright.fhir.resources.values import first_words


@dataclass(frozen=True)
class ProcedureSaid:
    """A procedure, whose it is, who did it and for what."""

    subject: Reference
    performer: Reference
    reason: Reference
    fact: ProcedureFact


def from_fhir(json: Json) -> ProcedureSaid:
    """What was done and when; the first who did it stands for all."""
    what = coded(one(json, "code"))
    period = one(json, "performedPeriod")
    performers = many(json, "performer")
    reasons = many(json, "reasonReference")
    reason = first_words(json, "reasonCode")
    return ProcedureSaid(
        subject=reference(json, "subject"),
        performer=named(json, reference(performers[0], "actor")) if performers else Reference(),
        reason=named(json, read_reference(reasons[0])) if reasons and not reason else Reference(),
        fact=ProcedureFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=text(json, "status"),
            dated_at=moment(json, "performedDateTime") or moment(period, "start"),
            ends_at=moment(period, "end"),
            reason=reason,
        ),
    )
