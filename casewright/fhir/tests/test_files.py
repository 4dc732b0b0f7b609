"""Files, folders and archives: read as they are, and damage ends only what is damaged."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from casewright.fhir.reading.files import (
    DAMAGED_WORDS,
    LOCKED_WORDS,
    STRANGE,
    read_all,
    size_of,
)

LINES = b'{"resourceType":"Patient","id":"1"}\n{"resourceType":"Patient","id":"2"}\n'
ONE = b'{"resourceType":"Patient","id":"1"}'


def ids(path: Path) -> list[str]:
    """The ids read from a path, or the reasons."""
    found = [read.piece for read in read_all([path], tick=lambda _bytes: None)]
    return [piece.resource["id"] if piece.resource else piece.reason for piece in found]


def tarred(path: Path, mode: str, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]  # a mode in a variable
        for name, said in members:
            member = tarfile.TarInfo(name)
            member.size = len(said)
            archive.addfile(member, io.BytesIO(said))
    return path


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in members:
            archive.writestr(name, said)
    return path


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("Patient.ndjson", bytes),
        ("Patient.jsonl", bytes),
        ("Patient.NDJSON.GZ", gzip.compress),
        ("Patient.ndjson.xz", lzma.compress),
        ("Patient.ndjson.bz2", bz2.compress),
    ],
)
def test_lines_are_read_plain_and_compressed(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / name).write_bytes(pack(LINES))
    assert ids(tmp_path / name) == ["1", "2"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_members_of_an_archive_are_read_without_unpacking(tmp_path: Path, mode: str) -> None:
    name = {"w": "a.tar", "w:gz": "a.tgz", "w:xz": "a.tar.xz", "w:bz2": "a.tar.bz2"}[mode]
    members = ("out/Patient.ndjson", LINES), ("out/one.json.gz", gzip.compress(ONE))
    tarred(tmp_path / name, mode, *members, ("out/README.txt", b"x"))
    assert ids(tmp_path / name) == ["1", "2", "1"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_zip_is_read_and_a_locked_member_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.json", ONE), ("b.json", ONE))
    raw = path.read_bytes()
    # The lock stands in the flags of the member's entry in the directory at the archive's end.
    start = raw.index(b"PK\x01\x02")
    path.write_bytes(raw[: start + 8] + b"\x01" + raw[start + 9 :])
    assert ids(path) == [LOCKED_WORDS, "1"]


def test_files_are_shown_with_their_archive_and_folder(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    zipped(tmp_path / "export" / "a.zip", ("out/a.json", ONE))
    reads = list(read_all([tmp_path / "export"], tick=lambda _bytes: None))
    assert [(read.file, read.source) for read in reads] == [("export/a.zip/out/a.json", "out")]


def test_a_member_at_the_top_of_an_archive_comes_from_a_system_of_the_archives_name(
    tmp_path: Path,
) -> None:
    tarred(tmp_path / "st-brigid.tar.gz", "w:gz", ("a.json", ONE))
    (read,) = read_all([tmp_path / "st-brigid.tar.gz"], tick=lambda _bytes: None)
    assert read.source == "st-brigid"


def test_a_folder_is_read_in_the_order_of_its_names_and_other_files_are_left(
    tmp_path: Path,
) -> None:
    for name in ("b/2.json", "a/1.json", ".hidden.json", "_metadata.json", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b'{"resourceType":"X","id":"%s"}' % name.encode())
    assert ids(tmp_path) == ["a/1.json", "b/2.json"]


def test_a_file_asked_for_that_is_none_of_these_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("Rosa")
    assert ids(tmp_path / "people.csv") == [STRANGE]


def test_damage_ends_the_damaged_file_and_the_next_is_read(tmp_path: Path) -> None:
    many = b"".join(b'{"resourceType":"Patient","id":"%d"}\n' % n for n in range(5000))
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(many)[:-200])
    (tmp_path / "b.tar").write_bytes(b"no archive at all")
    (tmp_path / "c.zip").write_bytes(b"no archive at all")
    (tmp_path / "d.json").write_bytes(ONE)
    told = ids(tmp_path)
    assert told[-1] == "1"
    assert told.count(DAMAGED_WORDS) == 3
    assert told[0] == "0"


def test_a_member_with_a_wrong_checksum_ends_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.ndjson", LINES)
        archive.writestr("b.json", ONE)
    raw = path.read_bytes().replace(b'"id":"2"', b'"id":"3"', 1)
    path.write_bytes(raw)
    told = ids(path)
    assert told[-1] == "1"
    assert DAMAGED_WORDS in told


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_bytes(ONE)

    def no(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("casewright.fhir.reading.files._Watched", no)
    assert ids(tmp_path / "a.json") == [DAMAGED_WORDS]


def test_the_bytes_told_while_reading_are_those_on_disk(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(ONE)
    tarred(tmp_path / "b.tar.gz", "w:gz", ("b.json", ONE))
    told: list[int] = []
    list(read_all([tmp_path], tick=told.append))
    assert sum(told) == size_of([tmp_path])


def test_a_name_that_is_no_text_can_still_be_told(tmp_path: Path) -> None:
    tarred(tmp_path / "a.tar", "w", ("out-\udcff/a.json", ONE))
    (read,) = read_all([tmp_path / "a.tar"], tick=lambda _bytes: None)
    assert read.file == "a.tar/out-\ufffd/a.json"
    assert read.source == "out-\ufffd"
