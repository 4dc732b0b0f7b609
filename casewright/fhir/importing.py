"""Importing files: read as a stream, kept in batches, every resource accounted for.

Two turns: whatever names only what is known is kept as it is read; the rest waits on disk and is
kept at the end, in the order in which types name each other. Killed at any moment and run again
it ends in the same state: a batch is kept whole or not at all, and what is known is not kept twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from casewright.fhir.actions import import_batch
from casewright.fhir.preparing import WAITS, Outcome, Prepared, prepare
from casewright.fhir.reading.files import Tick, read_all
from casewright.fhir.reading.pieces import Read
from casewright.fhir.reading.waiting import Waiting
from casewright.fhir.report import Report
from casewright.security.models import User

# Enough to spread the cost of a transaction, few enough to let others write in between.
BATCH = 200
# Bytes of resources in one batch: a heap of scanned documents is kept a few at a time.
LARGEST_BATCH = 4 * 1024 * 1024


def import_files(
    paths: Iterable[Path],
    *,
    by: User,
    at: datetime,
    source: str = "",
    tick: Tick = lambda _bytes: None,
) -> Report:
    """Import every resource of some files and folders; memory does not grow with them."""
    report = Report()
    with Waiting(settings.HOME) as waiting:
        for read, outcome in _keep(read_all(paths, source=source, tick=tick), by, at):
            if outcome.fate == WAITS:
                waiting.keep(outcome.type, read)
            else:
                report.add(read, outcome)
        for read, outcome in _keep(waiting.take(), by, at, is_last=True):
            report.add(read, outcome)
    return report


def _keep(
    reads: Iterable[Read], by: User, at: datetime, *, is_last: bool = False
) -> Iterator[tuple[Read, Outcome]]:
    """Keep in batches of one source; gives each resource with what became of it."""
    batch: list[Prepared] = []
    size = 0
    for read in reads:
        prepared = prepare(read)
        if isinstance(prepared, Outcome):
            yield read, prepared
            continue
        is_full = len(batch) == BATCH or size > LARGEST_BATCH
        if batch and (is_full or batch[0].read.source != read.source):
            yield from _settle(batch, by, at, is_last=is_last)
            batch, size = [], 0
        batch.append(prepared)
        size += read.piece.size
    if batch:
        yield from _settle(batch, by, at, is_last=is_last)


def _settle(
    batch: list[Prepared], by: User, at: datetime, *, is_last: bool
) -> Iterator[tuple[Read, Outcome]]:
    outcomes = import_batch(by=by, source=batch[0].read.source, batch=batch, is_last=is_last, at=at)
    for prepared, outcome in zip(batch, outcomes, strict=True):
        yield prepared.read, outcome
