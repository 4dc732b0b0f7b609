"""From a resource as it was read to what may be kept of it: before anything is asked of a table."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from casewright.fhir.reading.pieces import Read
from casewright.fhir.resources import PASSED_OVER, READS
from casewright.fhir.resources.elements import Json, Passed, moment, one, text
from casewright.fhir.resources.faults import Fault, reading
from casewright.fhir.resources.references import names_of
from casewright.fhir.resources.shape import remarks_of
from casewright.fhir.rules import Version
from casewright.foundation.errors import Refused

REFUSED, IGNORED, WAITS = "refused", "ignored", "waits"
LONGEST_TYPE, LONGEST_VERSION = 40, 64
# What a bulk export says of itself (SMART Backend Services: manifest, log), by a key it has.
ABOUT_AN_EXPORT = {"transactionTime": "export manifest", "exportId": "export log"}


@dataclass(frozen=True)
class Prepared:
    """A resource to keep: every name it goes by (its own first), what it says, and the digest of
    that. Two versions that say the same to us have one digest. `faults` are its bad elements."""

    read: Read
    type: str
    names: tuple[str, ...]
    said: Any
    digest: str
    remarks: tuple[str, ...] = ()
    version: Version = field(default_factory=Version)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a resource: created, updated, unchanged, refused, ignored, or it waits.

    `faults` are its bad elements, `unresolved` the references that name nothing known so far.
    """

    fate: str
    type: str
    reason: str = ""
    remarks: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    unresolved: tuple[str, ...] = ()


def prepare(read: Read) -> Prepared | Outcome:
    """Make a resource ready to be kept, or say why it is not."""
    resource = read.piece.resource
    if resource is None:
        return _nothing(read.piece.reason)
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        return _without_type(resource)
    if kind not in READS:
        why = PASSED_OVER.get(kind)
        return Outcome(IGNORED, kind[:LONGEST_TYPE], remarks=(f"{kind}: {why}",) if why else ())
    with reading(resource) as here:
        try:
            said = READS[kind](resource)
            names = names_of(resource, read.piece.full_url)
            version = _version(resource)
        except Passed as passed:
            return Outcome(IGNORED, kind, remarks=(str(passed),), faults=tuple(here.faults))
        except Refused as refusal:
            return Outcome(REFUSED, kind, str(refusal), faults=tuple(here.faults))
    digest = sha256(orjson.dumps(said, default=_plainly)).hexdigest()
    remarks, faults = tuple(remarks_of(resource)), tuple(here.faults)
    return Prepared(read, kind, names, said, digest, remarks, version, faults)


def _version(resource: Json) -> Version:
    """When the source wrote this version, and its number."""
    meta = one(resource, "meta")
    number = text(meta, "versionId")
    return Version(moment(meta, "lastUpdated"), number if len(number) <= LONGEST_VERSION else "")


def _plainly(said: Any) -> Any:
    """What JSON has no form for: bytes stand by their own digest, a set as a list in order."""
    if isinstance(said, bytes):
        return sha256(said).hexdigest()
    if isinstance(said, frozenset):
        return sorted(said)
    raise TypeError


def _nothing(reason: str) -> Outcome:
    if reason:
        return Outcome(REFUSED, "", reason)
    return Outcome(IGNORED, "entry without a resource")


def _without_type(resource: dict[str, Any]) -> Outcome:
    for key, kind in ABOUT_AN_EXPORT.items():
        if key in resource:
            return Outcome(IGNORED, kind)
    return Outcome(REFUSED, "", "Not a FHIR resource: it names no resourceType.")
