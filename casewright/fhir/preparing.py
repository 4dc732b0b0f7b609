"""From a resource as it was read to what may be kept of it: before anything is asked of a table."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from casewright.fhir.reading.pieces import Read
from casewright.fhir.resources import READS
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.references import names_of
from casewright.fhir.resources.shape import remarks_of
from casewright.foundation.errors import Refused

REFUSED, IGNORED, WAITS = "refused", "ignored", "waits"
LONGEST_TYPE = 40
# What a bulk export says of itself (SMART Backend Services: manifest, log), by a key it has.
ABOUT_AN_EXPORT = {"transactionTime": "export manifest", "exportId": "export log"}


@dataclass(frozen=True)
class Prepared:
    """A resource to keep: every name it goes by (its own first), what it says, and the digest of
    that. Two versions that say the same to us have one digest."""

    read: Read
    type: str
    names: tuple[str, ...]
    said: Any
    digest: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a resource: created, updated, unchanged, refused, ignored, or it waits."""

    fate: str
    type: str
    reason: str = ""
    remarks: tuple[str, ...] = ()


def prepare(read: Read) -> Prepared | Outcome:
    """Make a resource ready to be kept, or say why it is not."""
    resource = read.piece.resource
    if resource is None:
        return _nothing(read.piece.reason)
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        return _without_type(resource)
    if kind not in READS:
        return Outcome(IGNORED, kind[:LONGEST_TYPE])
    try:
        said = READS[kind](resource)
        names = names_of(resource, read.piece.full_url)
    except Passed as passed:
        return Outcome(IGNORED, kind, remarks=(str(passed),))
    except Refused as refusal:
        return Outcome(REFUSED, kind, str(refusal))
    digest = sha256(orjson.dumps(said)).hexdigest()
    return Prepared(read, kind, names, said, digest, tuple(remarks_of(resource)))


def _nothing(reason: str) -> Outcome:
    if reason:
        return Outcome(REFUSED, "", reason)
    return Outcome(IGNORED, "entry without a resource")


def _without_type(resource: dict[str, Any]) -> Outcome:
    for key, kind in ABOUT_AN_EXPORT.items():
        if key in resource:
            return Outcome(IGNORED, kind)
    return Outcome(REFUSED, "", "Not a FHIR resource: it names no resourceType.")
