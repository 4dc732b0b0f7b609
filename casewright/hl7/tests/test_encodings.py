"""The character set: MSH-18, and what happens without it."""

import pytest

from casewright.hl7.reading import message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.message import Message

NAME = "PID|1||1001||Núñez^Zoë"


def sent(charset: str, encoding: str, line: str = NAME) -> bytes:
    """A message that declares one character set and is written in another, perhaps."""
    header = rf"MSH|^~\&|ADT|LAKESIDE|||20261120||ADT^A01|7|P|2.5||||||{charset}"
    return f"{header}\r{line}\r".encode(encoding)


def name(read: Message) -> list[str]:
    return read.first("PID").value(5).texts(2)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("UNICODE UTF-8", "utf-8"),
        ("UTF-8", "utf-8"),
        ("8859/1", "latin-1"),
        ("8859/15", "iso8859_15"),
        ("8859/1~UNICODE UTF-8", "latin-1"),
        ("8859/9", "iso8859_9"),
    ],
)
def test_a_message_is_read_in_the_character_set_it_declares(charset: str, encoding: str) -> None:
    read = message.read(sent(charset, encoding))

    assert name(read) == ["Núñez", "Zoë"]
    assert not read.guessed_encoding


@pytest.mark.parametrize(
    ("charset", "encoding", "family"),
    [
        ("8859/2", "iso8859_2", "Łukasz"),
        ("8859/5", "iso8859_5", "Иванова"),
        ("8859/6", "iso8859_6", "مريم"),
        ("8859/7", "iso8859_7", "Ελένη"),
        ("8859/8", "iso8859_8", "שרה"),
    ],
)
def test_names_of_other_alphabets_come_through(charset: str, encoding: str, family: str) -> None:
    read = message.read(sent(charset, encoding, f"PID|1||1001||{family}"))

    assert name(read) == [family, ""]


def test_apostrophes_of_windows_come_through_as_8859_1() -> None:
    read = message.read(sent("8859/1", "cp1252", "PID|1||1001||O\u2019Neil"))

    assert name(read) == ["O\u2019Neil", ""]


@pytest.mark.parametrize("charset", ["", "ASCII"])
def test_utf_8_is_seen_where_none_is_declared(charset: str) -> None:
    read = message.read(sent(charset, "utf-8"))

    assert name(read) == ["Núñez", "Zoë"]
    assert not read.guessed_encoding


@pytest.mark.parametrize("charset", ["", "ASCII"])
def test_windows_1252_is_guessed_where_it_is_not_utf_8(charset: str) -> None:
    read = message.read(sent(charset, "cp1252"))

    assert name(read) == ["Núñez", "Zoë"]
    assert read.guessed_encoding


def test_escaped_bytes_are_of_the_same_character_set() -> None:
    latin = message.read(sent("8859/1", "latin-1", r"PID|1||1001||N\XFA\ñez"))

    assert name(latin) == ["Núñez", ""]


def test_a_character_set_that_is_not_read_here_is_named() -> None:
    with pytest.raises(Unreadable, match="MSH-18 names a character set that is not read here"):
        message.read(sent("ISO IR87", "utf-8"))


def test_plain_ascii_is_read_whatever_is_declared() -> None:
    read = message.read(sent("ISO IR87", "ascii", "PID|1||1001||Delgado^Rosa"))

    assert name(read) == ["Delgado", "Rosa"]


def test_bytes_that_are_not_what_is_declared_are_refused_with_their_place() -> None:
    raw = sent("UNICODE UTF-8", "latin-1")
    place = raw.index("ú".encode("latin-1"))

    with pytest.raises(Unreadable, match=f"Byte {place} is not valid in the character set"):
        message.read(raw)


def test_bytes_of_no_character_set_are_refused() -> None:
    with pytest.raises(Unreadable, match="neither UTF-8 nor windows-1252"):
        message.read(sent("", "utf-8") + b"NTE|1||\x81\x8d\r")
