"""Resources that name others not read yet: kept on disk until everything was read once."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType

import orjson

from casewright.fhir.reading.pieces import Piece, Read
from casewright.fhir.rules import ORDER

IN_MEMORY = 256 * 1024


class Waiting:
    """A file for each type, without a name, gone with the run; small ones never reach the disk.

    What was read is given back in the order in which types name each other, so that one turn is
    enough.
    """

    def __init__(self, folder: Path) -> None:
        self._files = {
            kind: SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))  # noqa: SIM115 - see __exit__
            for kind in ORDER
        }

    def __enter__(self) -> "Waiting":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def keep(self, kind: str, read: Read) -> None:
        """Let a resource wait."""
        piece = read.piece
        line = [read.file, read.source, piece.position, piece.full_url, piece.size, piece.resource]
        self._files[kind].write(orjson.dumps(line) + b"\n")

    def take(self) -> Iterator[Read]:
        """Everything that waits."""
        for file in self._files.values():
            file.seek(0)
            for line in file:
                name, source, position, full_url, size, resource = orjson.loads(line)
                piece = Piece(position, resource, full_url=full_url, size=size)
                yield Read(name, source, piece)
