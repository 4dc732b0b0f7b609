"""NDJSON: one resource a line; a line that is none costs only itself."""

from collections.abc import Iterator
from typing import BinaryIO

import ijson

from casewright.fhir.reading.building import Built, build
from casewright.fhir.reading.documents import BOM, NOT_JSON_ERRORS, mark_halves, parser_into
from casewright.fhir.reading.limits import LARGEST, NOT_JSON, TOO_LARGE
from casewright.fhir.reading.pieces import Piece, opened


def read_lines(stream: BinaryIO) -> Iterator[Piece]:
    """Give the resource of every line that is not empty."""
    for number, line in enumerate(_lines(stream), start=1):
        if line is None:
            yield Piece(number, reason=TOO_LARGE)
        elif line.strip():
            built = _read(line)
            if built.reason:
                yield Piece(number, reason=built.reason)
            else:
                yield from opened(number, built.value, size=built.size)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Every line, or None for one too large to hold."""
    line = stream.readline(LARGEST + 1).removeprefix(BOM)
    while line:
        if len(line) > LARGEST and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST)
            yield None
        else:
            yield line
        line = stream.readline(LARGEST + 1)


def _read(line: bytes) -> Built:
    """Read by the same parser and limits as a bundle's entries, so that both are judged alike."""
    events = ijson.sendable_list()
    try:
        parser = parser_into(events)
        parser.send(mark_halves(line))
        parser.close()
    except NOT_JSON_ERRORS:
        return Built(reason=NOT_JSON)
    return build(events[0], iter(events[1:]))
