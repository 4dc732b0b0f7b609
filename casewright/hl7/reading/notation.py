"""How one message writes: the separators that MSH-1 and MSH-2 declare."""

import string
from dataclasses import dataclass
from functools import lru_cache

from casewright.hl7.reading.errors import Unreadable, quoted

# The quotation mark writes an emptied field (""), so it cannot separate as well.
_SEPARATORS = frozenset(string.punctuation) - {'"'}
_MOST_DECLARED = 5


@dataclass(frozen=True, slots=True)
class Notation:
    """The characters that separate and escape in one message, and its character set.

    A character that MSH-2 leaves undeclared is "" and separates nothing: the standard lets a
    sender omit those it does not use (HL7 v2.5.1, 2.5.4). `encoding` is Python's name.
    """

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    encoding: str = "utf-8"


@lru_cache(maxsize=256)
def read_notation(separator: str, declared: str, encoding: str) -> Notation:
    """The notation that MSH-1 (`separator`) and MSH-2 (`declared`) give.

    Raises Unreadable when they could not tell one part of a field from another.
    """
    if not separator:
        raise Unreadable("MSH stands alone: MSH-1 and MSH-2 must declare the separators.")
    if not declared:
        raise Unreadable("MSH-2 is empty: it must declare the separators, usually ^~\\&.")
    if len(declared) > _MOST_DECLARED:
        raise Unreadable(
            f"MSH-2 declares {len(declared)} characters; at most {_MOST_DECLARED} have a meaning."
        )
    marks = separator + declared
    if not _SEPARATORS.issuperset(marks):
        raise Unreadable(
            f"MSH-1 and MSH-2 declare {quoted(marks)}: separators are punctuation marks,"
            " other than the quotation mark."
        )
    if len(set(marks)) < len(marks):
        raise Unreadable(
            f"MSH-1 and MSH-2 declare {quoted(marks)}: one character cannot separate two things."
        )
    component, repetition, escape, subcomponent, truncation = [
        *declared,
        *[""] * (_MOST_DECLARED - len(declared)),
    ]
    return Notation(separator, component, repetition, escape, subcomponent, truncation, encoding)
