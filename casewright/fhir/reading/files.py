"""Every file that can hold resources: alone, in a folder, compressed, in an archive.

Nothing is unpacked to disk: members are read from the archive as a stream, one after another.
"""

import bz2
import gzip
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from casewright.fhir.reading.documents import read_document
from casewright.fhir.reading.lines import read_lines
from casewright.fhir.reading.pieces import Piece, Read
from casewright.fhir.rules import source_of

Tick = Callable[[int], None]
TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
ARCHIVES = (".zip", *TARS)
LINES = (".ndjson", ".jsonl")
DOCUMENTS = (".json",)
UNPACK: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": gzip.open,
    ".xz": lzma.open,
    ".bz2": bz2.open,
}
# Whatever a damaged file or archive can bring about while it is read.
DAMAGED = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    NotImplementedError,
)
DAMAGED_WORDS = "The file is damaged or cannot be read: nothing further of it was read."
LOCKED = 1  # the bit of a zip member's flags
LOCKED_WORDS = "It is locked with a password."
STRANGE = "Not a kind of file that is read here: .json, .ndjson, compressed or in an archive."


@dataclass(frozen=True)
class Document:
    """An open file: how it is called, the folders and archives it lies in, and its bytes; or the
    reason why it is not opened."""

    name: str
    folders: tuple[str, ...]
    stream: BinaryIO | None
    reason: str = ""


def read_all(paths: Iterable[Path], *, source: str = "", tick: Tick) -> Iterator[Read]:
    """Read every resource of some paths, in the order of their names; `tick` hears of bytes read.

    `source` names the system that the files come from; without one each folder is its own.
    """
    for path in paths:
        for file in _files(path):
            name = _legible(str(file.relative_to(path.parent)))
            yield from _guarded(_documents(file, name, tick), name, source)


def size_of(paths: Iterable[Path]) -> int:
    """The bytes on disk of all that would be read."""
    return sum(file.stat().st_size for path in paths for file in _files(path))


def _files(path: Path) -> Iterator[Path]:
    """The path itself, or everything in the folder whose name promises resources."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if _is_readable(name) or name.lower().endswith(ARCHIVES):
                yield Path(folder) / name


def _is_readable(name: str) -> bool:
    """Says whether a name promises resources; a point or a stroke before it marks a tool's own."""
    bare = PurePosixPath(name.lower())
    inner = bare.stem if bare.suffix in UNPACK else bare.name
    return inner.endswith((*LINES, *DOCUMENTS)) and not inner.startswith((".", "_"))


def _documents(file: Path, name: str, tick: Tick) -> Iterator[Document]:
    with _watched(file, tick) as stream:
        if name.lower().endswith(TARS):
            yield from _tar_members(name, stream)
        elif name.lower().endswith(".zip"):
            yield from _zip_members(name, stream)
        elif _is_readable(name):
            yield Document(name, tuple(map(_legible, file.resolve().parent.parts[1:])), stream)
        else:
            yield Document(name, (), None, STRANGE)


def _tar_members(name: str, stream: BinaryIO) -> Iterator[Document]:
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            if member.isfile() and _is_readable(member.name):
                yield _member(name, member.name, cast("BinaryIO", archive.extractfile(member)))


def _zip_members(name: str, stream: BinaryIO) -> Iterator[Document]:
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            if member.is_dir() or not _is_readable(member.filename):
                continue
            if member.flag_bits & LOCKED:
                yield _member(name, member.filename, None, LOCKED_WORDS)
                continue
            with archive.open(member) as inner:
                yield _member(name, member.filename, cast("BinaryIO", inner))


def _member(archive: str, name: str, stream: BinaryIO | None, reason: str = "") -> Document:
    name = _legible(name)
    folders = (_bare(archive), *PurePosixPath(name).parts[:-1])
    return Document(f"{archive}/{name}", folders, stream, reason)


def _bare(archive: str) -> str:
    """An archive's name without its ending."""
    name = PurePosixPath(archive).name
    ending = max((e for e in ARCHIVES if name.lower().endswith(e)), key=len)
    return name[: -len(ending)]


def _legible(name: str) -> str:
    """A file's name as text: bytes that are no UTF-8 are shown as what cannot be shown."""
    return os.fsencode(name).decode("utf-8", "replace")


def _guarded(documents: Iterator[Document], name: str, source: str) -> Iterator[Read]:
    """Read one document after another; what is damaged ends itself and not the run."""
    try:
        for document in documents:
            for piece in _undamaged(_pieces(document)):
                yield Read(document.name, source or source_of(document.folders), piece)
    except DAMAGED:
        yield Read(name, source, Piece(1, reason=DAMAGED_WORDS))


def _undamaged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    last = 0
    try:
        for piece in pieces:
            last = piece.position
            yield piece
    except DAMAGED:
        yield Piece(last + 1, reason=DAMAGED_WORDS)


def _pieces(document: Document) -> Iterator[Piece]:
    if document.stream is None:
        yield Piece(1, reason=document.reason)
        return
    bare = PurePosixPath(document.name.lower())
    unpack = UNPACK.get(bare.suffix)
    stream = unpack(document.stream) if unpack else document.stream
    inner = bare.stem if unpack else bare.name
    yield from (read_lines if inner.endswith(LINES) else read_document)(stream)


class _Watched(FileIO):
    """A file that says how many bytes are read from it."""

    tick: Tick

    def readinto(self, buffer: Any) -> int | None:
        count = super().readinto(buffer)
        self.tick(count or 0)
        return count


@contextmanager
def _watched(file: Path, tick: Tick) -> Iterator[BinaryIO]:
    raw = _Watched(file)
    raw.tick = tick
    with BufferedReader(raw, buffer_size=256 * 1024) as stream:
        yield stream
