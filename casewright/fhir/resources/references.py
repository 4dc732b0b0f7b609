"""How one resource names another, and the names a resource goes by."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from casewright.fhir.resources.elements import (
    Json,
    best_name,
    code_of,
    in_words,
    many,
    one,
    text,
)
from casewright.foundation.errors import Refused

LONGEST = 200
# Only these are named by an identifier instead of an id (conditional and logical references).
NAMED_BY_IDENTIFIER = ("Organization", "Practitioner", "Patient", "Location")
# HL7 v2 table 0203: numbers of a visit, an account or a paper. None of them is needed to know a
# person again, and those of papers are not kept at all.
NO_NAMES = ("AN", "VN", "DL", "PPN", "SS", "BC")
SOCIAL_SECURITY = "http://hl7.org/fhir/sid/us-ssn"


@dataclass(frozen=True)
class Reference:
    """A resource named by another: its type, where that is said, and its key.

    The key is an id, the tail of a `urn:uuid:`, or `system|value` of an identifier. The key of a
    resource contained in the one that names it begins with `#`.
    """

    type: str = ""
    key: str = ""
    display: str = ""


@dataclass(frozen=True)
class Member:
    """Somebody who takes part in something, and as what."""

    who: Reference
    role: str


def reference(json: Json, name: str) -> Reference:
    """What an element refers to; an empty reference when it is not there."""
    return read_reference(one(json, name))


def read_reference(json: Json) -> Reference:
    """Read a Reference in any of its ways: a URN, relative, absolute, conditional or logical."""
    written, display = text(json, "reference"), text(json, "display")
    if written:
        kind, key = _read(written)
    else:
        kind, key = text(json, "type"), _pair(one(json, "identifier"))
    return Reference(kind, key, display)


def _read(written: str) -> tuple[str, str]:
    if written.startswith("#"):
        return "", written
    if written.lower().startswith("urn:"):
        return "", written.rpartition(":")[2]
    address = urlsplit(written)
    parts = [part for part in address.path.split("/") if part]
    if address.query:
        asked = parse_qs(address.query).get("identifier", [""])[0]
        return (parts[-1] if parts else ""), asked if "|" in asked else ""
    if "_history" in parts:
        parts = parts[: parts.index("_history")]
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("", "")


def contained(json: Json, refers: Reference) -> Json:
    """The resource inside this one that it refers to; an empty one when it is elsewhere."""
    if not refers.key.startswith("#"):
        return {}
    inside = many(json, "contained")
    return next((each for each in inside if text(each, "id") == refers.key[1:]), {})


def named(json: Json, refers: Reference) -> Reference:
    """The same reference with words for what it names, where those lie inside the resource."""
    if refers.display:
        return refers
    inside = contained(json, refers)
    return replace(refers, display=_called(inside)) if inside else refers


def _called(inside: Json) -> str:
    """What a contained resource is called."""
    if isinstance(inside.get("name"), str):
        return text(inside, "name")
    if isinstance(inside.get("name"), list):
        return best_name(inside)
    return in_words(one(inside, "code")) or reference(inside, "practitioner").display


def references_in(said: Any) -> Iterator[Reference]:
    """Every reference that stands in what a resource says."""
    for value in vars(said).values():
        if isinstance(value, Reference):
            yield value
        elif isinstance(value, tuple):
            yield from (part.who for part in value if isinstance(part, Member))
            yield from (part for part in value if isinstance(part, Reference))


# With this begins what names a resource inside the one that names it, and nothing elsewhere.
INSIDE = "#"


def names_of(json: Json, full_url: str) -> tuple[str, ...]:
    """Every key by which others may name this resource; the first is its own."""
    resource_id = text(json, "id")
    url_key = _read(full_url)[1] if full_url else ""
    identifiers = [_pair(each) for each in many(json, "identifier") if is_name(each)]
    by_identifier = identifiers if text(json, "resourceType") in NAMED_BY_IDENTIFIER else []
    found = [key for key in (resource_id, url_key) if key] or identifiers
    names = list(dict.fromkeys(key for key in [*found, *by_identifier] if key))
    if not names:
        raise Refused("It has no id, so that a repeat of it could not be told.")
    if len(names[0]) > LONGEST:
        raise Refused(f"Its id is longer than {LONGEST} characters.")
    if names[0].startswith(INSIDE):
        raise Refused("Its id begins with #, as only what stands inside another resource does.")
    return tuple(name for name in names if len(name) <= LONGEST and not name.startswith(INSIDE))


def is_name(identifier: Json) -> bool:
    """Says whether an identifier names whoever carries it, and is not that of a paper."""
    kind = code_of(one(identifier, "type"))
    return kind not in NO_NAMES and text(identifier, "system") != SOCIAL_SECURITY


def _pair(identifier: Json) -> str:
    system, value = text(identifier, "system"), text(identifier, "value")
    return f"{system}|{value}" if system and value else ""
