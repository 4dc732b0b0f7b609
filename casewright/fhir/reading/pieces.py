"""What reading gives: one resource after another, or the reason why one could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casewright.fhir.reading.limits import NO_OBJECT


@dataclass(frozen=True)
class Piece:
    """A resource (or a reason) and its place: the line of an NDJSON file, else the number of the
    entry in its bundle, counted from one. `full_url` is what the bundle calls it. `size` is about
    how many bytes it has. Without resource and reason there was an entry and nothing in it."""

    position: int
    resource: dict[str, Any] | None = None
    reason: str = ""
    full_url: str = ""
    size: int = 0


@dataclass(frozen=True)
class Read:
    """A piece with the file it stood in and the system that file comes from."""

    file: str
    source: str
    piece: Piece


def opened(position: int, resource: Any, full_url: str = "", *, size: int = 0) -> Iterator[Piece]:
    """A resource; a bundle is opened, and what stood in it has the place of the bundle."""
    if not isinstance(resource, dict):
        yield Piece(position, reason=NO_OBJECT)
    elif resource.get("resourceType") == "Bundle" and isinstance(resource.get("entry"), list):
        for entry in resource["entry"]:
            yield from entered(position, entry, size=size // max(len(resource["entry"]), 1))
    else:
        yield Piece(position, resource, full_url=full_url, size=size)


def entered(position: int, entry: Any, *, size: int = 0) -> Iterator[Piece]:
    """What an entry of a bundle holds; one that only asks or answers holds nothing."""
    if not isinstance(entry, dict):
        yield Piece(position, reason=NO_OBJECT)
    elif "resource" not in entry:
        yield Piece(position)
    else:
        url = entry.get("fullUrl", "")
        url = url if isinstance(url, str) else ""
        yield from opened(position, entry["resource"], url, size=size)
