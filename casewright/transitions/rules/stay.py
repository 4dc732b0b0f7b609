"""A stay is what all its events together say, in the order in which they happened.

The order in which they were heard plays no part: late, early and repeated messages end in the
same stay. A cancel undoes exactly what it cancels (`undoing.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from casewright.transitions.rules.told import Told, place_in_time
from casewright.transitions.rules.undoing import CANCELS, undone

# What may be announced before it happens, by the event that announces it.
ANNOUNCED = {
    "preadmit": "admission",
    "pend_admit": "admission",
    "pend_transfer": "transfer",
    "pend_discharge": "discharge",
}


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
    # (admission, transfer or discharge; when it is expected), for what has not happened yet
    announced: tuple[tuple[str, datetime], ...] = ()

    @property
    def is_in(self) -> bool:
        """Admitted, and neither discharged nor cancelled."""
        return bool(self.admitted_at) and not self.discharged_at and not self.cancelled


# What a sender may say is no more.
EMPTYING: dict[str, Callable[[StayView], StayView]] = {
    "stay_class": lambda stay: replace(stay, stay_class="UNK"),
    "reason": lambda stay: replace(stay, reason=""),
    "disposition": lambda stay: replace(stay, disposition=""),
    "discharged_to": lambda stay: replace(stay, discharged_to=""),
}


def stay_from(events: Iterable[Told]) -> StayView:
    """Fold a stay's events, given in any order, into the stay."""
    in_order = sorted(events, key=place_in_time)
    gone = undone(in_order)
    stay = StayView()
    for place, told in enumerate(in_order):
        # An admission taken back still says which stay it was: it is shown as cancelled.
        if place in gone and told.kind not in ("admit", "register"):
            continue
        stay = CHANGES[told.kind](_said(stay, told), told)
    return _closed(_cancelled(stay, in_order, gone))


def _said(stay: StayView, told: Told) -> StayView:
    """Take over what any event may say about the stay: its class, its reason, where it is."""
    for name in told.emptied:
        stay = EMPTYING[name](stay)
    is_here = told.kind not in ("cancel_admit", *ANNOUNCED)
    return replace(
        stay,
        stay_class=told.stay_class or stay.stay_class,
        reason=told.reason or stay.reason,
        facility_name=told.facility_name or stay.facility_name,
        admitted_at=(told.admitted_at if is_here else None) or stay.admitted_at,
    )


def _cancelled(stay: StayView, in_order: list[Told], gone: frozenset[int]) -> StayView:
    """A stay is no stay where its admission was taken back, or what only announced it was."""
    standing = {told.kind for place, told in enumerate(in_order) if place not in gone}
    if standing & {"admit", "register"}:
        return stay
    kinds = {told.kind for told in in_order}
    planned = standing & {"preadmit", "pend_admit"}
    ended = kinds & {"cancel_preadmit", "cancel_pend_admit"}
    only_planned = stay.admitted_at is None and bool(ended) and not planned
    return replace(stay, cancelled="cancel_admit" in kinds or only_planned)


def _admit(stay: StayView, told: Told) -> StayView:
    admitted = told.admitted_at or stay.admitted_at or told.occurred_at
    places = stay.places
    if told.where and not any(place.by_transfer for place in places):
        places = (PlaceSpan(told.where, admitted, None),)
    return _no_more(replace(stay, admitted_at=admitted, places=places), "admission")


def _transfer(stay: StayView, told: Told) -> StayView:
    """A transfer also says that the person was there: one heard without its admission stands."""
    stay = _no_more(stay, "transfer")
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


def _discharge(stay: StayView, told: Told) -> StayView:
    discharged = told.discharged_at or told.occurred_at
    return _no_more(
        replace(
            stay,
            discharged_at=discharged,
            disposition=told.disposition or stay.disposition,
            discharged_to=told.discharged_to or stay.discharged_to,
        ),
        "discharge",
    )


def _announce(stay: StayView, told: Told) -> StayView:
    what = ANNOUNCED[told.kind]
    others = tuple(one for one in stay.announced if one[0] != what)
    return replace(stay, announced=(*others, (what, told.expected_at or told.occurred_at)))


def _no_more(stay: StayView, what: str) -> StayView:
    """What was announced has happened."""
    return replace(stay, announced=tuple(one for one in stay.announced if one[0] != what))


def _update(stay: StayView, told: Told) -> StayView:
    """An update moves nobody; it may be the first to say where the person is."""
    if told.where and not stay.places and stay.admitted_at:
        return replace(stay, places=(PlaceSpan(told.where, stay.admitted_at, None),))
    return stay


def _nothing(stay: StayView, _told: Told) -> StayView:
    """A cancel says nothing of its own: what it undoes is left out."""
    return stay


CHANGES: dict[str, Callable[[StayView, Told], StayView]] = {
    "admit": _admit,
    "register": _admit,
    "transfer": _transfer,
    "update": _update,
    "discharge": _discharge,
    **dict.fromkeys(ANNOUNCED, _announce),
    **dict.fromkeys(CANCELS, _nothing),
}


def _closed(stay: StayView) -> StayView:
    """The last place ends with the discharge."""
    if stay.discharged_at and stay.places:
        last = replace(stay.places[-1], end=stay.discharged_at)
        return replace(stay, places=(*stay.places[:-1], last))
    return stay
