"""A stay's row: made from its events, and read as plain values."""

from datetime import datetime
from typing import Any

from casewright.transitions.facts import StayFact
from casewright.transitions.models import Stay, StayEvent
from casewright.transitions.rules import StayView, Told


def told_of(fact: StayFact) -> Told:
    """The event of a fact, its words cut to what is kept."""
    return Told(
        kind=fact.kind,
        occurred_at=fact.occurred_at,
        recorded_at=fact.recorded_at,
        source_key=fact.source_key,
        stay_class=fact.stay_class,
        where=fact.where,
        reason=fact.reason[:250],
        disposition=fact.disposition[:20],
        discharged_to=fact.discharged_to[:120],
        facility_name=fact.facility_name[:200],
        admitted_at=fact.admitted_at,
        discharged_at=fact.discharged_at,
    )


MOMENTS = ("occurred_at", "recorded_at", "admitted_at", "discharged_at")


def events_of(stay: Stay) -> list[Told]:
    """Everything that was said about a stay."""
    told = []
    for said in StayEvent.objects.filter(stay=stay).values_list("said", flat=True):
        values: dict[str, Any] = {
            k: datetime.fromisoformat(v) if k in MOMENTS else v for k, v in said.items()
        }
        told.append(Told(**values))
    return told


def show(stay: Stay, view: StayView, at: datetime) -> None:
    """Write the stay as it now stands."""
    stay.stay_class = view.stay_class
    stay.admitted_at, stay.discharged_at = view.admitted_at, view.discharged_at
    stay.cancelled, stay.reason = view.cancelled, view.reason
    stay.disposition, stay.discharged_to = view.disposition, view.discharged_to
    stay.facility_name = view.facility_name
    stay.places = [
        {
            "where": place.where,
            "from": place.start.isoformat(),
            "to": place.end.isoformat() if place.end else None,
            "by_transfer": place.by_transfer,
        }
        for place in view.places
    ]
    stay.heard_at, stay.version = at, stay.version + 1
    stay.save()


def view_of(stay: Stay) -> StayView:
    """The stay as the plain values that rules reckon with."""
    return StayView(
        stay_class=stay.stay_class,
        admitted_at=stay.admitted_at,
        discharged_at=stay.discharged_at,
        cancelled=stay.cancelled,
        reason=stay.reason,
        disposition=stay.disposition,
        discharged_to=stay.discharged_to,
        facility_name=stay.facility_name,
    )
