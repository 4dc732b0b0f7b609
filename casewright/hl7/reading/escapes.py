r"""Escape sequences: text that holds separators, and line breaks inside a field.

The sequences that are read (HL7 v2.5.1 and v2.7, 2.7): \F\ \S\ \T\ \R\ \E\ for the separators and
\P\ for the truncation mark; \Xhh..\ for bytes; \.br\ \.sp\ \.ce\ for line breaks; \H\ \N\ for
emphasis, which is left out. All else stays as it is written: nothing fails, nothing is lost.
"""

import re
from functools import lru_cache

from casewright.hl7.reading.notation import Notation

_BREAKS = re.compile(r"\r\n?")
_KEPT_CONTROLS = "\t\n"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def unescape(written: str, notation: Notation) -> str:
    """The text that `written` stands for. A carriage return becomes a line break of the text:
    it never ends a segment, for segments are told apart before this."""
    if not notation.escape or notation.escape not in written:
        return written
    return _sequences(notation.escape).sub(lambda match: _meaning(match, notation), written)


def escape(text: str, notation: Notation) -> str:
    """`text` as it may stand in a field. The inverse of `unescape`, but that line breaks of any
    kind come back as one newline, and control characters stay written out.

    A notation without an escape character cannot hold its separators: blanks take their place.
    """
    return _BREAKS.sub("\n", text).translate(_written(notation))


@lru_cache(maxsize=64)
def _sequences(mark: str) -> re.Pattern[str]:
    """Every sequence with a meaning, and no other: a stray escape character is left alone."""
    known = r"([FSTREPHN])|X([0-9A-Fa-f]+)|\.(br|ce|sp *\+?[0-9]{0,2})"
    return re.compile(f"{re.escape(mark)}(?:{known}){re.escape(mark)}")


def _meaning(match: re.Match[str], notation: Notation) -> str:
    letter, digits, _command = match.groups()
    if letter:
        return _letters(notation).get(letter, match.group())
    if digits:
        return _text_of_bytes(digits, notation.encoding) or match.group()
    return "\n"


@lru_cache(maxsize=64)
def _letters(notation: Notation) -> dict[str, str]:
    """What the sequences of one letter stand for; a separator that is not declared has none."""
    separators = {
        "F": notation.field,
        "S": notation.component,
        "R": notation.repetition,
        "E": notation.escape,
        "T": notation.subcomponent,
        "P": notation.truncation,
    }
    return {letter: mark for letter, mark in separators.items() if mark} | {"H": "", "N": ""}


def _text_of_bytes(digits: str, encoding: str) -> str:
    """The characters that hexadecimal `digits` write; "" when they are none, or would bring a
    control character into the text."""
    try:
        text = bytes.fromhex(digits).decode(encoding)
    except ValueError:  # an odd number of digits, or no character of this encoding
        return ""
    text = _BREAKS.sub("\n", text)
    return "" if _CONTROLS.search(text) else text


@lru_cache(maxsize=64)
def _written(notation: Notation) -> dict[int, str]:
    mark = notation.escape
    table = {ord("\n"): f"{mark}.br{mark}" if mark else " "}
    for code in (*range(0x20), 0x7F):
        if chr(code) not in _KEPT_CONTROLS:
            table[code] = f"{mark}X{code:02X}{mark}" if mark else " "
    for letter, character in _letters(notation).items():
        if character:
            table[ord(character)] = f"{mark}{letter}{mark}" if mark else " "
    return table
