"""Valid resources, corrupted at random: any value for any element, and any byte of the file."""

import json
from copy import deepcopy
from random import Random
from typing import Any

from casewright.fhir.tests.said import (
    Json,
    care_plan,
    condition,
    document,
    episode,
    goal,
    medicine,
    observation,
    organization,
    patient,
    practitioner,
    procedure,
    role,
    statement,
    stay,
)

VALID = (
    *(patient, condition, medicine, statement, observation, procedure, care_plan, goal),
    *(episode, document, organization, practitioner, role, stay),
)
DEEP: Any = "x"
for _ in range(120):
    DEEP = [DEEP]
STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1e300, 10**30, 2.5, "", " ", "x" * 5000, "\u0000", "\ud800"),
    *("2026-02-30", "0000-00-00", "9999999999", "Patient/rosa", "#x", "urn:uuid:", "?identifier=|"),
    *("'; DROP TABLE x; --", "<script>alert(1)</script>", "\u202eabc", "=1+1", "../../etc/passwd"),
    *(
        [],
        {},
        [None],
        [[]],
        [{}],
        {"x": {"y": []}},
        ["x", 1],
        {"coding": 1},
        {"reference": []},
        DEEP,
    ),
)
NAMES = ("id", "resourceType", "subject", "value", "extension", "_value", "contained", "", "\u0000")


def corrupted(random: Random, key: str) -> bytes:
    """A resource about rosa, with one to four things wrong with it, as JSON or nearly so."""
    make = random.choice(VALID)
    resource: Json = deepcopy(make(key))
    for _ in range(random.randint(1, 4)):
        _spoil(resource, random)
    said = json.dumps(resource).encode()
    return _spoil_bytes(said, random) if random.random() < 0.2 else said


def _spoil(resource: Json, random: Random) -> None:
    """Put a strange value somewhere, take something away, or add what does not belong."""
    places = list(_places(resource))
    holder, name = random.choice(places)
    deed = random.random()
    if deed < 0.7:
        holder[name] = deepcopy(random.choice(STRANGE))
    elif deed < 0.8:
        del holder[name]
    elif isinstance(holder, dict):
        holder[random.choice(NAMES)] = deepcopy(random.choice(STRANGE))
    else:
        holder.append(deepcopy(random.choice(STRANGE)))


def _places(value: Any) -> Any:
    """Every place of a resource, as what holds it and its name or number there."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in list(items):
        yield value, name
        if isinstance(inner, dict | list) and inner is not DEEP:
            yield from _places(inner)


def _spoil_bytes(said: bytes, random: Random) -> bytes:
    where = random.randrange(len(said))
    what = random.choice(
        [b"", b"\x00", b"\xff", b"NaN", b"\\ud83d", b'","id":"y', b"{", b"}", b"9" * 6000, b"\n"]
    )
    if random.random() < 0.3:
        return said[:where]
    return said[:where] + what + said[where + random.randint(0, 3) :]
