"""How lines of the trail are bound together: SHA-256 over the line before and the line itself."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

START = "0" * 64


@dataclass(frozen=True)
class Line:
    """What one entry says, as plain values; moments in UTC to the microsecond."""

    number: int
    at: datetime
    actor: str
    event: str
    outcome: str
    subject_type: str
    subject_key: str
    person_key: str
    reason: str
    address: str
    route: str
    request_id: str
    details: Mapping[str, object]


def seal(previous_hash: str, line: Line) -> str:
    """Give the hash of a line, 64 hexadecimal digits, bound to the one before it."""
    said = {**vars(line), "at": line.at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """The trail's last line at some moment: how many lines there were, and the last one's hash."""

    count: int
    hash: str
    at: str


def faults_of_chain(lines: Iterable[tuple[Line, str, str]]) -> Iterable[str]:
    """Name every break in a run of (line, previous hash, hash) given in order from the first."""
    expected, previous = 1, START
    for line, previous_hash, kept_hash in lines:
        if line.number != expected:
            yield f"Entry {expected} is missing: the next one kept is {line.number}."
        if previous_hash != previous:
            yield f"Entry {line.number} does not follow the entry before it."
        if seal(previous_hash, line) != kept_hash:
            yield f"Entry {line.number} was changed after it was written."
        expected, previous = line.number + 1, kept_hash


def faults_of_heads(heads: Iterable[Head], kept: Mapping[int, str]) -> Iterable[str]:
    """Name every exported head that the trail no longer bears out.

    `kept` maps an entry's number to its hash. A trail whose end was cut is whole in itself; only
    a head exported before the cut shows it.
    """
    for head in heads:
        if head.count and head.count not in kept:
            yield f"The trail ends before entry {head.count}, which stood there at {head.at}."
        elif head.count and kept[head.count] != head.hash:
            yield f"Entry {head.count} is not the one that stood there at {head.at}."
