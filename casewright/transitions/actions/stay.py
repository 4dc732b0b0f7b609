"""A stay's row: made from its events, and read as plain values."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from casewright.foundation.prepared import (
    KEYS,
    MOMENT,
    TEXTS,
    PreparedInsert,
    PreparedRecords,
    PreparedRows,
)
from casewright.transitions.facts import StayFact
from casewright.transitions.models import Stay, StayEvent
from casewright.transitions.rules import StayView, Told
from casewright.transitions.rules.follow_up import FOLLOWED

NEW_STAYS, NEW_EVENTS = PreparedInsert(Stay), PreparedInsert(StayEvent)


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
        expected_at=fact.expected_at,
        emptied=fact.emptied,
    )


MOMENTS = ("occurred_at", "recorded_at", "admitted_at", "discharged_at", "expected_at")


# One key to ask by, whatever it is the key of.
KEY = KEYS["person"]
# The stays that may ask for something: those that are followed, or were; one that was just heard
# of; and of all others only those that ended lately in a way that was said, as in a death. A person
# may come to an outpatient clinic every day for years.
STAYS_OF: PreparedRecords[Stay] = PreparedRecords(
    lambda: Stay.objects.filter(
        Q(stay_class__in=FOLLOWED)
        | Q(index_stay__isnull=False)
        | Q(pk=KEYS["viewer"])
        | (Q(discharged_at__gte=MOMENT) & ~Q(disposition="")),
        person=KEY,
    ).order_by("admitted_at", "pk")
)
STAY: PreparedRecords[Stay] = PreparedRecords(
    lambda: (
        Stay.objects.select_for_update()
        .filter(source=TEXTS["text0"], visit=TEXTS["text1"])
        .order_by()
    )
)
SAID = PreparedRows(
    lambda: ([StayEvent.objects.filter(stay=KEY).order_by().values_list("said")], "")
)


def events_of(stay: Stay) -> list[Told]:
    """Everything that was said about a stay."""
    told = []
    for (said,) in SAID.rows(person=stay.pk):
        values: dict[str, Any] = {
            k: datetime.fromisoformat(v) if k in MOMENTS else v for k, v in said.items()
        }
        values["emptied"] = tuple(values.get("emptied", ()))
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
    stay.announced = {what: moment.isoformat() for what, moment in view.announced}
    stay.heard_at, stay.version = at, stay.version + 1
    if stay._state.adding:
        NEW_STAYS.add_rows(stay)
    else:
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
