"""FHIR DocumentReference: a document, what it is and who wrote it, with its files."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casewright.chart.facts import DocumentFact, FileFact
from casewright.fhir.resources.elements import Coded, Json, coded, many, moment, number, one, text
from casewright.fhir.resources.faults import bad
from casewright.fhir.resources.references import Reference, named, read_reference, reference

# Bytes of one file. Most documents of care are far smaller; a larger one stays with its keeper.
LARGEST_FILE = 5 * 1024 * 1024
MOST_FILES = 10
UNNAMED = "Document"


@dataclass(frozen=True)
class DocumentSaid:
    """A document, whose it is, who wrote and keeps it, and where files lie that came beside it."""

    subject: Reference
    author: Reference
    keeper: Reference
    binaries: tuple[Reference, ...]
    fact: DocumentFact


def from_fhir(json: Json) -> DocumentSaid:
    """The document by its type, else its category, its description, its first file's title."""
    attachments = [one(content, "attachment") for content in many(json, "content")][:MOST_FILES]
    what = _what(json, attachments)
    authors, keeper = many(json, "author"), reference(json, "custodian")
    return DocumentSaid(
        subject=reference(json, "subject"),
        author=named(json, read_reference(authors[0])) if authors else Reference(),
        keeper=named(json, keeper),
        binaries=tuple(_binary(each) for each in attachments),
        fact=DocumentFact(
            display=what.words,
            system=what.system,
            code=what.code,
            status=text(json, "status"),
            dated_at=moment(json, "date") or _created(attachments),
            files=tuple(_files(attachments)),
        ),
    )


def content_of(json: Json, name: str = "data") -> bytes | None:
    """The bytes that base64 holds; None where there are none, or too many, or it is no base64."""
    written = text(json, name)
    if not written:
        return None
    if len(written) > LARGEST_FILE * 3 // 2:
        return bad(json, name, TOO_LARGE, otherwise=None)
    try:
        content = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return bad(json, name, "is no base64: the file was not kept.", otherwise=None)
    if len(content) > LARGEST_FILE:
        return bad(json, name, TOO_LARGE, otherwise=None)
    return content


TOO_LARGE = f"is larger than {LARGEST_FILE // (1024 * 1024)} MiB: the file was not kept."


def _what(json: Json, attachments: list[Json]) -> Coded:
    kinds = [coded(one(json, "type")), *map(coded, many(json, "category"))]
    titles = [text(json, "description"), *(text(each, "title") for each in attachments)]
    first = next((kind for kind in kinds if kind.words), None)
    return first or Coded(words=next((title for title in titles if title), UNNAMED))


def _created(attachments: list[Json]) -> datetime | None:
    return next((at for at in (moment(each, "creation") for each in attachments) if at), None)


def _files(attachments: list[Json]) -> Iterator[FileFact]:
    """Each file; without bytes its address is kept as text and never opened."""
    for each in attachments:
        content = content_of(each)
        size = number(each, "size")
        yield FileFact(
            media_type=text(each, "contentType").split(";")[0].strip().lower(),
            title=text(each, "title"),
            url=text(each, "url"),
            size=len(content) if content is not None else _whole(size),
            content=content,
        )


def _whole(size: str) -> int | None:
    return int(size) if size.isdecimal() and len(size) < LONGEST_SIZE else None


LONGEST_SIZE = 10


def _binary(attachment: Json) -> Reference:
    """The Binary that an address may name; a file that came with its bytes needs none."""
    url = text(attachment, "url")
    if not url or "data" in attachment:
        return Reference()
    refers = read_reference({"reference": url})
    return refers if refers.type in ("", "Binary") else Reference()
