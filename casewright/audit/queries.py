"""Reading the trail: by person, and as a whole to see that it is whole."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from casewright.audit.models import Entry
from casewright.audit.rules import Head, Line, faults_of_chain, faults_of_heads


def looks_at(*person_keys: str, viewer: Any) -> QuerySet[Entry]:  # noqa: ARG001 - see below
    """Every line about one person, newest first; under each key their records ever had.

    The caller has passed the gate for this person; `viewer` is named so that no list is ever
    read without somebody who reads it.
    """
    return Entry.objects.filter(person_key__in=person_keys).order_by("-number")


def head() -> Head:
    """Where the trail ends now."""
    last = Entry.objects.order_by("-number").first()
    if last is None:
        return Head(count=0, hash="", at="")
    return Head(count=last.number, hash=last.hash, at=last.at.isoformat())


def faults(heads: Iterable[Head], limit: int = 100) -> list[str]:
    """Everything that is wrong with the trail, in words; at most `limit` of it.

    Reads the whole trail as a stream: memory does not grow with it.
    """
    heads = list(heads)
    wanted = {head.count for head in heads}
    kept: dict[int, str] = {}
    found = list(islice(faults_of_chain(_lines(wanted, kept)), limit))
    for _ in _lines(wanted, kept) if len(found) == limit else ():
        pass
    return [*found, *faults_of_heads(heads, kept)][:limit]


def _lines(wanted: set[int], kept: dict[int, str]) -> Iterator[tuple[Line, str, str]]:
    names = list(Line.__dataclass_fields__)
    rows = Entry.objects.order_by("number").values_list(*names, "previous_hash", "hash")
    for *said, previous_hash, kept_hash in rows.iterator(chunk_size=2000):
        line = Line(*said)
        if line.number in wanted:
            kept[line.number] = kept_hash
        yield line, previous_hash, kept_hash
