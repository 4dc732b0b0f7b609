"""FHIR Observation: a measured or asked value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casewright.chart.facts import ObservationFact
from casewright.fhir.resources.elements import (
    Json,
    Passed,
    coded,
    in_words,
    many,
    moment,
    one,
    text,
)
from casewright.fhir.resources.references import Reference, reference
from casewright.fhir.resources.values import LONGEST, first_words, value_of

# hl7.org/fhir/R4 observation-category: those a case manager reads; how else some senders write one
USED = ("vital-signs", "laboratory", "survey", "social-history")
WRITTEN = {"vital-sign": "vital-signs"}
OTHERS = ("imaging", "procedure", "exam", "therapy", "activity")
MOST_PARTS = 50


@dataclass(frozen=True)
class ObservationSaid:
    """An observation and whose it is; one with neither value nor parts takes an older one back."""

    subject: Reference
    fact: ObservationFact


def from_fhir(json: Json) -> ObservationSaid:
    """What was measured or asked, when, and the answer in words."""
    category = _category(json)
    what = coded(one(json, "code"))
    value, unit = value_of(json)
    return ObservationSaid(
        subject=reference(json, "subject"),
        fact=ObservationFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=text(json, "status"),
            dated_at=_when(json),
            value=value[:LONGEST],
            unit=unit,
            category=category,
            reading=first_words(json, "interpretation"),
            parts=tuple(_parts(json)),
        ),
    )


def _category(json: Json) -> str:
    """The first category that is used here; an observation of another is passed over."""
    codes = [
        text(coding, "code")
        for concept in many(json, "category")
        for coding in many(concept, "coding")
    ]
    named = [WRITTEN.get(code, code) for code in codes]
    for code in named:
        if code in USED:
            return code
    other = next((code for code in named if code in OTHERS), "")
    kind = f"category {other}" if other else "another category" if named else "no category"
    raise Passed(f"Observation: of {kind}, not used here")


def _when(json: Json) -> datetime | None:
    return (
        moment(json, "effectiveDateTime")
        or moment(json, "effectiveInstant")
        or moment(one(json, "effectivePeriod"), "start")
        or moment(json, "issued")
    )


def _parts(json: Json) -> Iterator[tuple[str, str, str]]:
    for component in many(json, "component")[:MOST_PARTS]:
        what = in_words(one(component, "code"))
        value, unit = value_of(component)
        if what and value:
            yield what[:LONGEST], value[:LONGEST], unit[:40]
