"""A stay is what all its events together say, in the order in which they happened.

The order in which they were heard plays no part: late, early and repeated messages end in the
same stay. A cancel undoes exactly the event before it that it names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

# Of two events at one moment and written at one moment, the one further down comes later.
ORDER = (
    "admit",
    "register",
    "transfer",
    "update",
    "cancel_transfer",
    "discharge",
    "cancel_discharge",
    "cancel_admit",
)


@dataclass(frozen=True)
class Told:
    """One event. Moments are aware; empty and None mean "does not say".

    `admitted_at` and `discharged_at` are the moments the message states for the stay itself;
    without them the event's own moment stands.
    """

    kind: str
    occurred_at: datetime
    recorded_at: datetime
    source_key: str
    stay_class: str = ""
    where: str = ""
    reason: str = ""
    disposition: str = ""
    discharged_to: str = ""
    facility_name: str = ""
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None


@dataclass(frozen=True)
class PlaceSpan:
    """Where the person was (point of care^room^bed), from when, until when (None: still)."""

    where: str
    start: datetime
    end: datetime | None
    by_transfer: bool = False


@dataclass(frozen=True)
class StayView:
    """A stay as it now stands."""

    stay_class: str = "UNK"
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    cancelled: bool = False
    reason: str = ""
    disposition: str = ""
    discharged_to: str = ""
    facility_name: str = ""
    places: tuple[PlaceSpan, ...] = field(default=())

    @property
    def is_in(self) -> bool:
        """Admitted, and neither discharged nor cancelled."""
        return bool(self.admitted_at) and not self.discharged_at and not self.cancelled


def stay_from(events: Iterable[Told]) -> StayView:
    """Fold a stay's events, given in any order, into the stay."""
    stay = StayView()
    for told in sorted(events, key=_moment):
        stay = CHANGES[told.kind](_said(stay, told), told)
    return _closed(stay)


def _moment(told: Told) -> tuple[datetime, datetime, int, str]:
    """When it happened; then when it was written; then what it says, so that two words about one
    moment stand in one order however they arrive."""
    says = (told.where, told.stay_class, told.reason, told.disposition, told.discharged_to)
    told_moments = (str(told.admitted_at), str(told.discharged_at), told.facility_name)
    return told.occurred_at, told.recorded_at, ORDER.index(told.kind), repr((*says, *told_moments))


def _said(stay: StayView, told: Told) -> StayView:
    """Take over what any event may say about the stay: its class, its reason, where it is."""
    return replace(
        stay,
        stay_class=told.stay_class or stay.stay_class,
        reason=told.reason or stay.reason,
        facility_name=told.facility_name or stay.facility_name,
        admitted_at=(told.admitted_at or stay.admitted_at)
        if told.kind not in ("cancel_admit",)
        else stay.admitted_at,
    )


def _admit(stay: StayView, told: Told) -> StayView:
    admitted = told.admitted_at or stay.admitted_at or told.occurred_at
    places = stay.places
    if told.where and not any(place.by_transfer for place in places):
        places = (PlaceSpan(told.where, admitted, None),)
    return replace(stay, admitted_at=admitted, cancelled=False, places=places)


def _transfer(stay: StayView, told: Told) -> StayView:
    """A transfer also says that the person was there: one heard without its admission stands."""
    if not told.where:
        return stay
    places = stay.places
    if places and places[-1].where == told.where:
        return stay
    if places:
        places = (*places[:-1], replace(places[-1], end=told.occurred_at))
    return replace(
        stay, places=(*places, PlaceSpan(told.where, told.occurred_at, None, by_transfer=True))
    )


def _cancel_transfer(stay: StayView, _told: Told) -> StayView:
    """Put the person back where they were before the last transfer."""
    if not stay.places or not stay.places[-1].by_transfer:
        return stay
    places = stay.places[:-1]
    if places:
        places = (*places[:-1], replace(places[-1], end=None))
    return replace(stay, places=places)


def _discharge(stay: StayView, told: Told) -> StayView:
    return replace(
        stay,
        discharged_at=told.discharged_at or told.occurred_at,
        disposition=told.disposition or stay.disposition,
        discharged_to=told.discharged_to or stay.discharged_to,
    )


def _cancel_discharge(stay: StayView, _told: Told) -> StayView:
    return replace(stay, discharged_at=None, disposition="", discharged_to="")


def _cancel_admit(stay: StayView, _told: Told) -> StayView:
    return replace(stay, cancelled=True)


def _update(stay: StayView, told: Told) -> StayView:
    """An update moves nobody; it may be the first to say where the person is."""
    if told.where and not stay.places and stay.admitted_at:
        return replace(stay, places=(PlaceSpan(told.where, stay.admitted_at, None),))
    return stay


CHANGES: dict[str, Callable[[StayView, Told], StayView]] = {
    "admit": _admit,
    "register": _admit,
    "transfer": _transfer,
    "update": _update,
    "discharge": _discharge,
    "cancel_admit": _cancel_admit,
    "cancel_transfer": _cancel_transfer,
    "cancel_discharge": _cancel_discharge,
}


def _closed(stay: StayView) -> StayView:
    """The last place ends with the discharge."""
    if stay.discharged_at and stay.places:
        last = replace(stay.places[-1], end=stay.discharged_at)
        return replace(stay, places=(*stay.places[:-1], last))
    return stay
