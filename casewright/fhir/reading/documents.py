"""A JSON document read as a stream: a bundle's entries, a list's items, or one resource."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from casewright.fhir.reading.building import Built, Event, build
from casewright.fhir.reading.limits import BREAKS_OFF, LARGEST, NO_OBJECT, TOO_LARGE, TWICE
from casewright.fhir.reading.pieces import Piece, entered, opened

# A single text this long is not waited for: the rest of the file is given up.
LONGEST_WAIT = LARGEST + LARGEST // 4
CHUNK = 64 * 1024
# Inside a long text more is read at a time: the parser reads a text anew with every piece of it.
LARGEST_CHUNK = 1024 * 1024
BOM = b"\xef\xbb\xbf"
# Every escape of JSON, a pair of surrogates as one; the group is half of a pair.
ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
LONGEST_PAIR, LONGEST_RUN = 12, 64
NOT_JSON_ERRORS = (ijson.JSONError, ValueError)


class TooLong(Exception):  # noqa: N818 - a state of affairs
    """More was read without an end in sight than any resource may hold."""


def read_document(stream: BinaryIO) -> Iterator[Piece]:
    """Give every resource of a document; where it breaks off, what came before stands."""
    last = 0
    try:
        for piece in _pieces(_events(stream)):
            last = piece.position
            yield piece
    except TooLong:
        yield Piece(last + 1, reason=f"{TOO_LARGE} {BREAKS_OFF}")
    except NOT_JSON_ERRORS:
        yield Piece(last + 1, reason=BREAKS_OFF)


def _events(stream: BinaryIO) -> Iterator[Event]:
    """The parser's events; those before a break are given before it is raised."""
    events = ijson.sendable_list()
    parser = parser_into(events)
    waited, chunk, held = 0, stream.read(CHUNK).removeprefix(BOM), b""
    try:
        while chunk:
            chunk, held = cut_between_escapes(held + chunk)
            if chunk:
                parser.send(mark_halves(chunk))
            yield from events
            if not events and chunk.isdigit():
                # The parser reads a number anew with every piece of it: an endless one for hours.
                raise ValueError
            waited = 0 if events else waited + len(chunk)
            if waited > LONGEST_WAIT:
                raise TooLong
            del events[:]
            chunk = stream.read(min(max(CHUNK, waited), LARGEST_CHUNK))
        if held:
            parser.send(mark_halves(held))
        parser.close()
    except NOT_JSON_ERRORS:
        yield from events
        raise
    yield from events


def mark_halves(said: bytes) -> bytes:
    """Put a NUL, which is told and refused, where half of a character stands: the parser would
    put a question mark there, and nobody would hear of it."""
    if b"\\ud" not in said and b"\\uD" not in said:
        return said
    marked = bytearray(said)
    for found in ESCAPE.finditer(said):
        if found[1]:
            marked[found.start() : found.end()] = b"\\u0000"
    return bytes(marked)


def cut_between_escapes(said: bytes) -> tuple[bytes, bytes]:
    """Cut before an escape at the very end, which may go on in what is read next."""
    cut = said.find(b"\\", max(len(said) - LONGEST_PAIR, 0))
    if cut < 0:
        return said, b""
    for _ in range(LONGEST_RUN):
        if said[cut - 1 : cut] == b"\\":
            cut -= 1
        elif said[max(cut - 6, 0) : cut][:2] == b"\\u":
            cut -= 6
        else:
            break
    return said[:cut], said[cut:]


def parser_into(events: list[Event]) -> Any:
    """A parser to send bytes to. It reads numbers as machine numbers and refuses one that fits
    none: exact ones of over 4,300 digits bring ijson 3.6 down."""
    return ijson.basic_parse_coro(events, use_float=True)


def _pieces(events: Iterator[Event]) -> Iterator[Piece]:
    kind, _ = next(events)
    if kind == "start_array":
        for position, built in enumerate(_items(events), start=1):
            yield from _no(position, built) or opened(position, built.value, size=built.size)
    elif kind == "start_map":
        yield from _object(events)
    else:
        yield Piece(1, reason=NO_OBJECT)
    # Whatever follows the document's end is not JSON, and the parser says so.
    for _ in events:
        pass


def _object(events: Iterator[Event]) -> Iterator[Piece]:
    """An object: if it is a bundle its entries, as they come; else itself."""
    top: dict[str, Any] = {}
    count, size, reason = 0, 0, ""
    for event, key in events:
        if event == "end_map":
            break
        first = next(events)
        if key == "entry" and first[0] == "start_array" and _may_be_bundle(top):
            for count, built in enumerate(_items(events), start=1):
                yield from _no(count, built) or entered(count, built.value, size=built.size)
            continue
        built = build(first, events)
        size += built.size
        reason = reason or built.reason or (TWICE if key in top else "")
        top[key] = built.value
        if size > LARGEST:
            reason, top = reason or TOO_LARGE, {}
    if reason:
        yield Piece(count + 1, reason=reason)
    elif top.get("resourceType") != "Bundle":
        yield from opened(count + 1, top, size=size)


def _may_be_bundle(top: dict[str, Any]) -> bool:
    """Only a Bundle's entries are resources; what it is may be said after them."""
    return "resourceType" not in top or top["resourceType"] == "Bundle"


def _items(events: Iterator[Event]) -> Iterator[Built]:
    for first in events:
        if first[0] == "end_array":
            return
        yield build(first, events)


def _no(position: int, built: Built) -> list[Piece]:
    """The reason for which an item was not built."""
    return [Piece(position, reason=built.reason)] if built.reason else []
