"""FHIR Goal: what another organization and somebody want to reach."""

from dataclasses import dataclass

from casewright.chart.facts import GoalFact
from casewright.fhir.resources.care_plan import addressed
from casewright.fhir.resources.elements import Json, coded, day, in_words, many, moment, one, text
from casewright.fhir.resources.references import Reference, reference
from casewright.fhir.resources.values import duration, together, value_of


@dataclass(frozen=True)
class GoalSaid:
    """A goal, whose it is and what it is about."""

    subject: Reference
    addresses: tuple[Reference, ...]
    fact: GoalFact


def from_fhir(json: Json) -> GoalSaid:
    """What is wanted, how far it is, and by when; the first target stands for all."""
    what = coded(one(json, "description"))
    target = next(iter(many(json, "target")), {})
    measure, detail = in_words(one(target, "measure")), together(value_of(target, "detail"))
    within = duration(target, "dueDuration")
    words = [": ".join(part for part in (measure, detail) if part)]
    words.append(f"within {within}" if within else "")
    return GoalSaid(
        subject=reference(json, "subject"),
        addresses=addressed(json),
        fact=GoalFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=text(json, "lifecycleStatus"),
            dated_at=moment(json, "startDate") or moment(json, "statusDate"),
            achievement=in_words(one(json, "achievementStatus")),
            target=", ".join(each for each in words if each),
            due_on=day(target, "dueDate"),
        ),
    )
