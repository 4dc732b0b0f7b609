"""Bad elements: told by their path, and survived where the rest of the resource can stand.

What a resource cannot stand without (whose it is, who a person is, whether it was taken back) is
in `NEEDED`: a fault there refuses the whole. Outside a reading every fault refuses.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from casewright.foundation.errors import Refused

T = TypeVar("T")
Json = Mapping[str, Any]
MOST_FAULTS = 50

ALWAYS = frozenset(
    {
        *("id", "resourceType", "subject", "patient", "beneficiary"),
        *("status", "clinicalStatus", "verificationStatus", "lifecycleStatus"),
    }
)
NEEDED = {
    "Patient": ALWAYS | {"identifier", "name", "birthDate"},
    "Encounter": ALWAYS | {"class", "period"},
    "Coverage": ALWAYS | {"period"},
    "CareTeam": ALWAYS | {"period"},
    "MedicationRequest": ALWAYS | {"doNotPerform"},
}


@dataclass(frozen=True)
class Fault:
    """A bad element: where it stands in its resource, and what is wrong with it."""

    path: str
    reason: str


@dataclass
class Reading:
    """One resource while it is read, and what was bad about it so far."""

    root: Json
    faults: list[Fault] = field(default_factory=list)

    def add(self, json: Json, name: str, reason: str) -> bool:
        """Keep a fault; says whether the resource stands without the element."""
        kind = str(self.root.get("resourceType", ""))
        where = _path(self.root, json)
        if where is None:
            return False
        top = (*where, name)[0]
        if top in NEEDED.get(kind, ALWAYS):
            return False
        path = "".join(part if part.startswith("[") else f".{part}" for part in (*where, name))
        fault = Fault(f"{kind}{path}", reason)
        if fault not in self.faults and len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        return True


_reading: ContextVar[Reading | None] = ContextVar("fhir_reading", default=None)


@contextmanager
def reading(resource: Json) -> Iterator[Reading]:
    """Read one resource; what is bad in it is kept in `faults`."""
    here = Reading(resource)
    token = _reading.set(here)
    try:
        yield here
    finally:
        _reading.reset(token)


def bad(json: Json, name: str, reason: str, *, otherwise: T) -> T:
    """Tell of a bad element and go on with what stands for it, or refuse the resource."""
    here = _reading.get()
    if here is None or not here.add(json, name, reason):
        raise Refused(f"`{name}` {reason}")
    return otherwise


def as_a_whole(json: Json, name: str, read: Callable[[Json], T], *, otherwise: T) -> T:
    """Read something of which half would mislead: a fault anywhere in it costs all of it."""
    token = _reading.set(None)
    try:
        return read(json)
    except Refused as refusal:
        reason = f"was left out as a whole: {refusal}"
    finally:
        _reading.reset(token)
    return bad(json, name, reason, otherwise=otherwise)


def _path(here: Any, wanted: Json) -> tuple[str, ...] | None:
    """Where an element stands, found by looking: only a bad one is ever looked for."""
    if here is wanted:
        return ()
    parts: Iterator[tuple[str, Any]] = iter(())
    if isinstance(here, dict):
        parts = ((name, value) for name, value in here.items())
    elif isinstance(here, list):
        parts = ((f"[{number}]", value) for number, value in enumerate(here))
    for name, value in parts:
        if isinstance(value, dict | list):
            found = _path(value, wanted)
            if found is not None:
                return (name, *found)
    return None
