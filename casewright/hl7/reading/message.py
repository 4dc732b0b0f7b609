"""One message: its segments, and their fields split only when somebody asks for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from casewright.hl7.reading.encodings import UTF_8, decode
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.escapes import unescape
from casewright.hl7.reading.notation import Notation, read_notation

MOST_BYTES = 8 * 1024 * 1024
MOST_SEGMENTS = 10_000
# Splitting stops here, so that a line of a million separators costs no more than a long one.
MOST_FIELDS = 255
MOST_REPETITIONS = 255
LONGEST_FIELD = 65_536  # the longest formatted text of HL7 v2.5.1
_MOST_PARTS = 63

NULL = '""'  # what a sender writes to empty a field; an empty field says nothing about it

_NAME = re.compile("[A-Z][A-Za-z0-9]{2}")
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r")
_HEADER_LENGTH = len("MSH|^~\\&|")
_CHARACTER_SET = 18  # MSH-18


class Value:
    """One repetition of a field: components, and subcomponents in them. Both count from 1."""

    __slots__ = ("_components", "_notation")

    def __init__(self, written: str, notation: Notation) -> None:
        self._components = _split(written, notation.component, _MOST_PARTS)
        self._notation = notation

    def text(self, component: int = 1, subcomponent: int = 1) -> str:
        """The text of a part; "" when it is absent or emptied."""
        if component > len(self._components):
            return ""
        part = self._components[component - 1]
        if not part or part.isalnum():  # neither separators nor escapes, as most are
            return part if subcomponent == 1 else ""
        return _text(part, subcomponent, self._notation)

    def texts(self, count: int) -> list[str]:
        """The texts of the first `count` components, as `text` gives them."""
        texts = [
            part if not part or part.isalnum() else _text(part, 1, self._notation)
            for part in self._components[:count]
        ]
        return texts + [""] * (count - len(texts))


class Segment:
    """One line of a message. Fields are counted as HL7 counts them: PID-5 is `field(5)`."""

    __slots__ = ("_fields", "_notation", "line", "name")

    def __init__(self, line: str, notation: Notation) -> None:
        self.line = line
        self.name = line[:3]
        self._notation = notation
        self._fields: list[str] | None = None

    def fields(self) -> list[str]:
        """The fields as they are written; the name stands at 0.

        Raises Unreadable when one is longer than any that tells of a person.
        """
        if self._fields is None:
            self._fields = self.line.split(self._notation.field, MOST_FIELDS)
            if self.name == "MSH":  # its separator is itself MSH-1
                self._fields.insert(1, self._notation.field)
            if len(self.line) > LONGEST_FIELD:
                self._check_lengths(self._fields)
        return self._fields

    def _check_lengths(self, fields: list[str]) -> None:
        for number, field in enumerate(fields):
            if len(field) > LONGEST_FIELD:
                raise Unreadable(
                    f"{self.name}-{number} is longer than {LONGEST_FIELD:,} characters."
                )

    def field(self, number: int) -> str:
        """A field as it is written, with its separators and escapes; "" when absent."""
        fields = self._fields or self.fields()
        return fields[number] if number < len(fields) else ""

    def values(self, number: int) -> list[Value]:
        """The repetitions of a field that hold something, in their order."""
        written = self.field(number)
        if not written:
            return []
        notation = self._notation
        repetitions = _split(written, notation.repetition, MOST_REPETITIONS)
        if len(repetitions) > MOST_REPETITIONS:
            raise Unreadable(f"{self.name}-{number} repeats more than {MOST_REPETITIONS} times.")
        return [Value(part, notation) for part in repetitions if part and part != NULL]

    def value(self, number: int) -> Value:
        """The first repetition of a field, which may hold nothing."""
        first = _split(self.field(number), self._notation.repetition, 1)[0]
        return Value(first, self._notation)

    def text(self, number: int, component: int = 1, subcomponent: int = 1) -> str:
        """The text of a part of a field's first repetition; "" when absent or emptied."""
        fields = self._fields or self.fields()
        written = fields[number] if number < len(fields) else ""
        if not written or written.isalnum():  # no separators, no escapes
            return written if component == subcomponent == 1 else ""
        return self.value(number).text(component, subcomponent)

    def may_empty(self) -> bool:
        """Does any field of this segment hold ""? A quick look, before `is_emptied`."""
        return NULL in self.line

    def is_emptied(self, number: int) -> bool:
        """Did the sender write "" here, to say that what stood in this field is no more?"""
        written = self.field(number)
        if NULL not in written:
            return False
        notation = self._notation
        separators = notation.component + notation.repetition + notation.subcomponent
        return not written.replace(NULL, "").strip(separators + " ")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that can be read. The first segment is MSH, and there is only one."""

    notation: Notation
    segments: tuple[Segment, ...]
    guessed_encoding: bool

    def each(self, name: str) -> list[Segment]:
        """The segments of this name, in their order."""
        return [segment for segment in self.segments if segment.name == name]

    def first(self, name: str) -> Segment:
        """The first segment of this name, or an empty one."""
        for segment in self.segments:
            if segment.name == name:
                return segment
        return Segment("", self.notation)


def read(raw: bytes) -> Message:
    """Read one message, as `framing.split` gives it.

    Raises Unreadable, and nothing else, for any bytes whatever.
    """
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"The message is longer than {MOST_BYTES:,} bytes.")
    if not raw.startswith(b"MSH"):
        raise Unreadable("The message does not begin with MSH.")
    _refuse_controls(raw)
    separator, declared, charset = _header(raw)
    notation = read_notation(separator, declared, UTF_8)
    text, encoding, guessed = decode(raw, _split(charset, notation.repetition, 1)[0])
    notation = read_notation(separator, declared, encoding)
    return Message(notation, tuple(_segments(text, notation)), guessed)


def _header(raw: bytes) -> tuple[str, str, str]:
    """MSH-1, MSH-2 and MSH-18, which must be known before the rest can be read at all."""
    end = min((place for place in (raw.find(b"\r"), raw.find(b"\n")) if place >= 0), default=None)
    line = raw[3:end].decode("latin-1")
    if not line:
        return "", "", ""
    fields = line.split(line[0], _CHARACTER_SET)
    return line[0], fields[1], fields[_CHARACTER_SET - 1] if len(fields) >= _CHARACTER_SET else ""


def _refuse_controls(raw: bytes) -> None:
    """Control characters are no text; a zero byte could not even be kept as text."""
    if len(raw.translate(None, _CONTROLS)) == len(raw):
        return
    place = next(place for place, code in enumerate(raw) if code in _CONTROLS)
    raise Unreadable(
        f"Byte {place} is the control character 0x{raw[place]:02X}, which cannot stand in text:"
        " it must be left out, or written as an escape sequence."
    )


def _segments(text: str, notation: Notation) -> Iterator[Segment]:
    if text.find(text[:_HEADER_LENGTH], _HEADER_LENGTH) >= 0:
        raise Unreadable(
            "Another message begins inside this one: between them a line end is missing."
        )
    if text.count("\r") + text.count("\n") > 2 * MOST_SEGMENTS:
        raise Unreadable(f"The message has more than {MOST_SEGMENTS:,} segments.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    count = 0
    for number, line in enumerate(lines, start=1):
        line = line.strip(" \t")
        if line:
            count += 1
            if not _is_head(line[:4], notation.field):
                raise Unreadable(
                    f"Line {number} does not begin with the name of a segment: a line break"
                    " inside a field must be written as an escape sequence."
                )
            if count > 1 and line.startswith("MSH"):
                raise Unreadable(f"A second MSH stands in line {number}: one message has one.")
            yield Segment(line, notation)
    if count > MOST_SEGMENTS:
        raise Unreadable(f"The message has more than {MOST_SEGMENTS:,} segments.")


@lru_cache(maxsize=1024)
def _is_head(head: str, separator: str) -> bool:
    """Are these the first characters of a segment: a name, then a separator or the end?"""
    return bool(_NAME.match(head)) and head[3:] in ("", separator)


def _split(written: str, separator: str, most: int) -> list[str]:
    """The parts of a text; one part when the message declares no such separator."""
    return written.split(separator, most) if separator and separator in written else [written]


def _text(part: str, subcomponent: int, notation: Notation) -> str:
    """The text of a subcomponent of a component that holds something."""
    if notation.subcomponent and notation.subcomponent in part:
        parts = part.split(notation.subcomponent, _MOST_PARTS)
        part = parts[subcomponent - 1] if subcomponent <= len(parts) else ""
    elif subcomponent > 1:
        return ""
    return "" if part == NULL else unescape(part, notation).strip()
