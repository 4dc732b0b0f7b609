"""FHIR Binary: the bytes of a file that a document names."""

from dataclasses import dataclass

from casewright.fhir.resources.document_reference import content_of
from casewright.fhir.resources.elements import Json, Passed, text


@dataclass(frozen=True)
class BinarySaid:
    """The bytes and what they are said to be."""

    media_type: str
    content: bytes


def from_fhir(json: Json) -> BinarySaid:
    """The bytes; a Binary without any that can be kept is passed over."""
    content = content_of(json)
    if content is None:
        raise Passed("Binary: holds nothing that can be kept")
    media_type = text(json, "contentType").split(";")[0].strip().lower()
    return BinarySaid(media_type=media_type, content=content)
