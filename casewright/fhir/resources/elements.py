"""Reading the elements of a resource: each has the shape FHIR gives it, or is said to be bad.

Reasons name elements and never repeat what stands in them. A bad element costs itself, except
where the resource cannot stand without it (`faults.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from casewright.fhir.resources.faults import bad
from casewright.foundation.moments import read_moment

Json = Mapping[str, Any]
# A year outside these is a slip of the pen, and some databases cannot hold it.
YEARS = range(1850, 2201)
# Powers of ten; no dose or rank lies outside.
MAGNITUDES = range(-12, 16)


class Passed(Exception):  # noqa: N818 - a state of affairs, not a fault
    """Nothing is kept of this resource; the message says why."""


def text(json: Json, name: str) -> str:
    """A text, without the spaces around it; empty when it is not there."""
    value = json.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        return bad(json, name, "is not a text.", otherwise="")
    return value.strip()


def flag(json: Json, name: str) -> bool:
    """True or false; false when it is not there."""
    value = json.get(name, False)
    if not isinstance(value, bool):
        return bad(json, name, "is neither true nor false.", otherwise=False)
    return value


def number(json: Json, name: str) -> str:
    """A number as it is written, without needless zeros; empty when it is not there."""
    value = json.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return bad(json, name, "is not a number.", otherwise="")
    exact = Decimal(str(value))
    if exact and exact.adjusted() not in MAGNITUDES:
        return bad(json, name, "is not a number that can be.", otherwise="")
    written = f"{exact:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


def whole(json: Json, name: str, *, otherwise: int) -> int:
    """A whole number from 1 to 99; the nearest of them to a stranger one."""
    written = number(json, name)
    return min(max(int(Decimal(written)), 1), 99) if written else otherwise


def one(json: Json, name: str) -> Json:
    """An element with parts of its own; an empty one when it is not there."""
    value = json.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        return bad(json, name, "is not an object.", otherwise={})
    return value


def many(json: Json, name: str) -> list[Json]:
    """A list of elements with parts of their own."""
    value = json.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        return bad(json, name, "is not a list of objects.", otherwise=[])
    if not all(isinstance(item, dict) for item in value):
        whole_ones: list[Json] = [item for item in value if isinstance(item, dict)]
        return bad(json, name, "is not a list of objects.", otherwise=whole_ones)
    return value


def texts(json: Json, name: str) -> list[str]:
    """A list of texts; a null stands for one that only an extension describes."""
    value = json.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        return bad(json, name, "is not a list of texts.", otherwise=[])
    if not all(isinstance(item, str | None) for item in value):
        whole_ones = [item.strip() for item in value if item and isinstance(item, str)]
        return bad(json, name, "is not a list of texts.", otherwise=whole_ones)
    return [item.strip() for item in value if item]


@dataclass(frozen=True)
class Coded:
    """A thing by its code and in words."""

    system: str = ""
    code: str = ""
    words: str = ""


def coded(concept: Json) -> Coded:
    """The first code of a CodeableConcept, and its words: the text, or what a code is called."""
    codings = many(concept, "coding")
    named = next((c for c in codings if text(c, "code")), {})
    displays = (text(coding, "display") for coding in codings)
    words = text(concept, "text") or next((d for d in displays if d), "") or text(named, "code")
    return Coded(text(named, "system"), text(named, "code"), words)


def code_of(concept: Json) -> str:
    """The first code of a CodeableConcept."""
    return coded(concept).code


def in_words(concept: Json) -> str:
    """A CodeableConcept in words."""
    return coded(concept).words


def moment(json: Json, name: str) -> datetime | None:
    """A FHIR dateTime; of a year or a month its first minute, in the organization's zone."""
    written = text(json, name)
    if not written:
        return None
    try:
        read = read_moment(_to_a_day(written))
        if read.year in YEARS:
            return read.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return bad(json, name, "is not a date that can be.", otherwise=None)


def day(json: Json, name: str) -> date | None:
    """The day of a FHIR date or dateTime, as it is written; of a year or month its first."""
    written = text(json, name)
    if not written:
        return None
    try:
        read = date.fromisoformat(_to_a_day(written)[:10])
    except ValueError:
        read = date.min
    if read.year not in YEARS:
        return bad(json, name, "is not a date that can be.", otherwise=None)
    return read


def precision(written: str) -> str:
    """How much of a date is written: its year, its month or its day."""
    return {4: "year", 7: "month"}.get(len(written), "day")


def _to_a_day(written: str) -> str:
    return written + {"year": "-01-01", "month": "-01", "day": ""}[precision(written)]


def phone(json: Json) -> str:
    """The first phone number still in use."""
    return next((value for system, value, _ in points(json) if system == "phone"), "")


def points(json: Json) -> list[tuple[str, str, str]]:
    """Every telecom still in use, as (system, value, use), in the order the sender prefers."""
    found = many(json, "telecom")
    ranked = sorted(found, key=lambda p: whole(p, "rank", otherwise=99))
    return [
        (text(point, "system"), text(point, "value"), text(point, "use"))
        for point in ranked
        if text(point, "value") and text(point, "use") != "old"
    ]


def address(json: Json) -> str:
    """An address on one line."""
    if text(json, "text"):
        return " ".join(text(json, "text").split())
    town = " ".join(part for part in (text(json, name) for name in ("state", "postalCode")) if part)
    parts = [*texts(json, "line"), text(json, "city"), town]
    return ", ".join(part for part in parts if part)


def full_name(json: Json) -> str:
    """A HumanName on one line: its text, or given names before the family's."""
    return text(json, "text") or " ".join([*texts(json, "given"), text(json, "family")]).strip()


def best_name(json: Json) -> str:
    """The name somebody is known by: the official or usual one, else the first."""
    names = many(json, "name")
    known = [n for n in names if text(n, "use") in ("official", "usual", "")]
    return full_name((known or names or [{}])[0])
