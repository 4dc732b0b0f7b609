"""Replaying messages from files: each kept first, then applied, and every one accounted for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from casewright.hl7.actions import (
    CONTRADICTS,
    DUPLICATE,
    TRIES,
    CannotApplyError,
    Taken,
    keep_message,
    take,
    take_aside,
)
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.framing import Framed, Kind, split
from casewright.security.models import User

Progress = Callable[[int], None]


@dataclass
class Tally:
    """What became of what was read: the fates add up to `read`; `reasons` names file and place."""

    read: int = 0
    applied: int = 0
    duplicate: int = 0
    unmatched: int = 0
    quarantined: int = 0
    ignored: int = 0
    same_number_other_content: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def count(self, fate: str) -> None:
        self.read += 1
        setattr(self, fate, getattr(self, fate) + 1)


def replay(
    paths: Iterable[Path],
    *,
    by: User,
    register: bool,
    at: datetime,
    progress: Progress = lambda _bytes: None,
) -> Tally:
    """Read every message of the files, in their order; memory does not grow with them."""
    tally = Tally()
    for path in files_of(paths):
        with path.open("rb") as stream:
            for framed in split(stream):
                if framed.kind != Kind.WRAPPER:
                    fate, message = take_in(
                        by=by, framed=framed, origin=path.name, register=register, at=at
                    )
                    _note(tally, fate, message, path, framed)
                progress(framed.length)
    return tally


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those inside the folders named, in alphabetical order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        else:
            yield path


def take_in(
    *, by: User, framed: Framed, origin: str, register: bool, at: datetime
) -> tuple[str, Message]:
    """Keep one message and settle it; gives its fate for this run, and the row it is kept in."""
    is_settled = False
    try:
        taken = _take(by, framed, origin, at, register=register)
        is_settled = True
    finally:
        if not is_settled:  # whatever went wrong, the bytes are kept, to be taken in again
            keep_message(by=by, framed=framed, origin=origin, at=at)
    return taken.fate, taken.message


def _take(by: User, framed: Framed, origin: str, at: datetime, *, register: bool) -> Taken:
    """Take in; what another process did meanwhile, to the message or to its person, is found when
    it is looked at again."""
    why = CannotApplyError(Fate.QUARANTINED, CONTRADICTS)
    for _ in range(TRIES):
        try:
            return take(by=by, framed=framed, origin=origin, register=register, at=at)
        except CannotApplyError as cannot:
            why = cannot
            break
        except IntegrityError:
            continue
    try:
        return take_aside(by=by, framed=framed, origin=origin, why=why, at=at)
    except IntegrityError:  # another process kept it a moment ago
        return take_aside(by=by, framed=framed, origin=origin, why=why, at=at)


def _note(tally: Tally, fate: str, message: Message, path: Path, framed: Framed) -> None:
    tally.count(fate)
    if message.repeats_id and fate != DUPLICATE:
        tally.same_number_other_content += 1
    if fate in (Fate.UNMATCHED, Fate.QUARANTINED, Fate.IGNORED):
        tally.reasons.append(
            {
                "file": str(path),
                "position": framed.position,
                "event": message.event,
                "fate": fate,
                "reason": message.reason,
            }
        )
