"""A cancel undoes exactly what it cancels: which events of a stay still stand.

Where a sender follows the standard, EVN-6 of a cancel is the moment of the event that is
cancelled (usnistgov.github.io/v2plusDemo, EVN-6, read 2026-11-24) [A]; others write there, or in
EVN-2 alone, when they cancelled.
Both are read, and a cancel heard before what it cancels waits for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casewright.transitions.rules.told import Told


@dataclass(frozen=True)
class Undoing:
    """What a cancel undoes: events of these kinds; all that stand before it, or the last alone."""

    kinds: frozenset[str]
    every: bool


# Whoever is no longer discharged was not discharged by an earlier word either; of transfers each
# has its own place to go back to.
CANCELS: Mapping[str, Undoing] = {
    "cancel_admit": Undoing(frozenset({"admit", "register"}), every=True),
    "cancel_discharge": Undoing(frozenset({"discharge"}), every=True),
    "cancel_transfer": Undoing(frozenset({"transfer"}), every=False),
    "cancel_preadmit": Undoing(frozenset({"preadmit"}), every=True),
    "cancel_pend_admit": Undoing(frozenset({"pend_admit"}), every=True),
    "cancel_pend_transfer": Undoing(frozenset({"pend_transfer"}), every=True),
    "cancel_pend_discharge": Undoing(frozenset({"pend_discharge"}), every=True),
}


def undone(events: Sequence[Told]) -> frozenset[int]:
    """The places of the events that a cancel undoes, in a list that stands in order."""
    gone: set[int] = set()
    waiting: list[int] = []
    for place, told in enumerate(events):
        what = CANCELS.get(told.kind)
        if what is None:
            continue
        before = _standing(events, what, range(place), gone)
        if not before:
            waiting.append(place)
        gone.update(before if what.every else before[-1:])
    for place in waiting:
        cancel = events[place]
        after = _standing(events, CANCELS[cancel.kind], range(place + 1, len(events)), gone)
        gone.update([one for one in after if events[one].recorded_at < cancel.recorded_at][:1])
    return frozenset(gone)


def _standing(
    events: Sequence[Told], what: Undoing, places: Iterable[int], gone: set[int]
) -> list[int]:
    return [one for one in places if events[one].kind in what.kinds and one not in gone]
