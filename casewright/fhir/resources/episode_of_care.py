"""FHIR EpisodeOfCare: a time during which another organization looked after somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from casewright.chart.facts import EpisodeFact
from casewright.fhir.resources.elements import Json, coded, day, many, moment, one, text
from casewright.fhir.resources.references import Reference, named, reference

UNNAMED = "Episode of care"
MOST_STATIONS = 50


@dataclass(frozen=True)
class EpisodeSaid:
    """An episode, whose it is, who ran it, who managed the care and for what."""

    patient: Reference
    organization: Reference
    care_manager: Reference
    reason: Reference
    fact: EpisodeFact


def from_fhir(json: Json) -> EpisodeSaid:
    """What kind of care it was, from when to when, and how it stood in between."""
    what = next(iter(map(coded, many(json, "type"))), None)
    period = one(json, "period")
    reasons = many(json, "diagnosis")
    return EpisodeSaid(
        patient=reference(json, "patient"),
        organization=named(json, reference(json, "managingOrganization")),
        care_manager=named(json, reference(json, "careManager")),
        reason=named(json, reference(reasons[0], "condition")) if reasons else Reference(),
        fact=EpisodeFact(
            display=(what.words if what else "") or UNNAMED,
            system=what.system if what else "",
            code=what.code if what else "",
            status=text(json, "status"),
            dated_at=moment(period, "start"),
            ends_at=moment(period, "end"),
            stations=tuple(_stations(json)),
        ),
    )


def _stations(json: Json) -> Iterator[tuple[str, str, str]]:
    for station in many(json, "statusHistory")[:MOST_STATIONS]:
        period = one(station, "period")
        days = [day(period, name) for name in ("start", "end")]
        first, last = [each.isoformat() if each else "" for each in days]
        if text(station, "status"):
            yield text(station, "status")[:40], first, last
