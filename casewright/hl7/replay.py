"""Replaying messages from files: each kept first, then applied, and every one accounted for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError

from casewright.foundation.errors import Refused
from casewright.hl7.actions import NobodyKnown, apply_message, keep_message, set_aside
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.framing import Framed, Kind, split
from casewright.security.models import User

Progress = Callable[[int], None]
DUPLICATE = "duplicate"
TRIES = 3


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
    kept = keep_message(by=by, framed=framed, origin=origin, at=at)
    message = kept.message
    if kept.is_repeat:
        return DUPLICATE, message
    waited = message.fate == Fate.UNMATCHED
    try:
        if framed.fault:
            raise Unreadable(framed.fault)
        return _apply(by, message, at, register=register), message
    except Refused as refusal:
        fate = Fate.UNMATCHED if isinstance(refusal, NobodyKnown) else Fate.QUARANTINED
        reason = str(refusal)
    except DataError:
        fate = Fate.QUARANTINED
        reason = "A field of the message cannot be stored: it is too long or holds a NUL."
    except IntegrityError:
        fate = Fate.QUARANTINED
        reason = "What the message says contradicts what is kept here. Nothing was changed."
    if waited and fate == Fate.UNMATCHED:
        return DUPLICATE, message
    return set_aside(by=by, message=message, fate=fate, reason=reason, at=at), message


def _apply(by: User, message: Message, at: datetime, *, register: bool) -> str:
    """Apply; when another process registered the same person meanwhile, look again."""
    for _ in range(TRIES - 1):
        try:
            return apply_message(by=by, message=message, register=register, at=at)
        except IntegrityError:
            message.refresh_from_db()
    return apply_message(by=by, message=message, register=register, at=at)


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
