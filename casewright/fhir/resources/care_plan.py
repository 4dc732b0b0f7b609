"""FHIR CarePlan: what another organization planned with somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from casewright.chart.facts import PlanFact
from casewright.fhir.resources.elements import Json, coded, in_words, many, moment, one, text
from casewright.fhir.resources.references import Reference, named, read_reference, reference

MOST_ACTIVITIES, MOST_ADDRESSED = 40, 10


@dataclass(frozen=True)
class CarePlanSaid:
    """A plan, whose it is, who wrote it and what it is about."""

    subject: Reference
    author: Reference
    addresses: tuple[Reference, ...]
    fact: PlanFact


def from_fhir(json: Json) -> CarePlanSaid:
    """The plan by its title, else by its kind, else by its description; one activity a line."""
    kinds = [coded(kind) for kind in many(json, "category")]
    words = [text(json, "title"), *(kind.words for kind in reversed(kinds))]
    words.append(text(json, "description"))
    period = one(json, "period")
    author = reference(json, "author")
    return CarePlanSaid(
        subject=reference(json, "subject"),
        author=named(json, author),
        addresses=addressed(json),
        fact=PlanFact(
            display=next((each for each in words if each), ""),
            system=kinds[-1].system if kinds else "",
            code=kinds[-1].code if kinds else "",
            status=text(json, "status"),
            dated_at=moment(period, "start") or moment(json, "created"),
            ends_at=moment(period, "end"),
            activities="\n".join(_activities(json)),
        ),
    )


def addressed(json: Json) -> tuple[Reference, ...]:
    """The problems that a plan or a goal is about."""
    about = many(json, "addresses")[:MOST_ADDRESSED]
    return tuple(named(json, read_reference(each)) for each in about)


def _activities(json: Json) -> Iterator[str]:
    """Each activity in words, with how it stands."""
    for activity in many(json, "activity")[:MOST_ACTIVITIES]:
        detail = one(activity, "detail")
        said = [in_words(one(detail, "code")), text(detail, "description")]
        said.append(named(json, reference(activity, "reference")).display)
        words = ": ".join(dict.fromkeys(part for part in said if part))
        status = text(detail, "status")
        if words:
            yield f"{words} ({status})" if status else words
