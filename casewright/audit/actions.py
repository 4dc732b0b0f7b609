"""The one way to add to the trail, and the frame every action stands in.

Lines said during an action are kept back and written together at its end, in the same
transaction: so a line exists exactly when its deed does, and the lock on the trail's end is held
for an instant. A refusal undoes the deed and leaves its own line.
"""

import json
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import OperationalError, connection, models, transaction

from casewright.audit.context import origin
from casewright.audit.models import Entry
from casewright.audit.rules import START, Line, seal
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import now
from casewright.foundation.prepared import PreparedInsert, PreparedRows
from casewright.foundation.room import has_no_room
from casewright.foundation.turn import in_turn

P = ParamSpec("P")
R = TypeVar("R")
# One number for the lock on the trail's end; any constant will do, as long as it is only this.
TRAIL_LOCK = 7_201_553
# Looks that wait for room on a full disk; beyond so many nothing is shown any more.
MOST_WAITING = 10_000
WAITING: "deque[Said]" = deque()
ONE_AT_A_TIME = Lock()
logger = logging.getLogger(__name__)


class Actor(Protocol):
    """Whoever does or sees something: known here by name alone."""

    @property
    def username(self) -> str: ...


Said = dict[str, Any]
_kept_back: ContextVar[list[Said] | None] = ContextVar("audit_kept_back", default=None)


def record(
    by: Actor | None, event: str, subject: models.Model | None = None, **details: object
) -> None:
    """Say what was done or seen. Inside an action it is written with the action, else at once.

    `details` holds counts, names of fields and keys: never what a person said or is called.
    """
    _say(by, event, subject, details=details)


def record_refusal(
    by: Actor | None, event: str, reason: str, subject_key: str = "", person_key: str = ""
) -> None:
    """Say that somebody was refused, in a transaction of its own."""
    said = _compose(by, event, None, "refused", {})
    told = {"reason": reason[:200], "subject_key": subject_key, "person_key": person_key}
    _write([{**said, **told}])


def action(work: Callable[P, R]) -> Callable[P, R]:
    """Do one thing of the field whole or not at all, with its lines in the trail.

    An action called by another stands in the outer one's transaction.
    """

    @wraps(work)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        if _kept_back.get() is not None:
            return work(*args, **kwargs)
        lines: list[Said] = []
        token = _kept_back.set(lines)
        try:
            with in_turn(), transaction.atomic():
                result = work(*args, **kwargs)
                _write(lines)
        except (NotPermitted, Refused) as refusal:
            _kept_back.reset(token)
            token = _kept_back.set(None)
            by: Any = kwargs.get("by")
            room = work.__module__.split(".")[1]
            why, about = type(refusal).__name__, ""
            if isinstance(refusal, NotPermitted):
                why, about = str(refusal), refusal.person_key
            record_refusal(by, f"{room}.{work.__name__}", why, person_key=about)
            raise
        finally:
            _kept_back.reset(token)
        return result

    return inner


@contextmanager
def attempt() -> Iterator[None]:
    """A part of an action that may fail by itself: what it wrote and said is undone, the rest
    of the action stands. The error goes on to whoever answers it."""
    lines = _kept_back.get()
    said = len(lines or ())
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if lines is not None:
            del lines[said:]
        raise


def _say(
    by: Actor | None, event: str, subject: models.Model | None, *, details: dict[str, object]
) -> None:
    said = _compose(by, event, subject, "done", details)
    lines = _kept_back.get()
    if lines is None:
        _write_or_keep(said)
    else:
        lines.append(said)


def _write_or_keep(said: Said) -> None:
    """Write a look down. While a disk is full it waits in memory instead, and is written with the
    first one that there is room for: a full disk must not blind those who care for people.
    """
    with ONE_AT_A_TIME:  # only for the list: nobody waits here for the database
        waiting = list(WAITING)
        WAITING.clear()
    is_written = False
    try:
        _write([*waiting, said])
        is_written = True
    except OperationalError as fault:
        if not has_no_room(fault) or len(waiting) >= MOST_WAITING:
            raise
        waiting.append(said)
    finally:
        if not is_written:
            with ONE_AT_A_TIME:
                WAITING.extendleft(reversed(waiting))
    if is_written:
        return
    facts = {"event": said["event"]}
    logger.warning("a line of the trail waits for room", extra={"facts": facts})


def _compose(
    by: Actor | None,
    event: str,
    subject: models.Model | None,
    outcome: str,
    details: dict[str, object],
) -> Said:
    here = origin()
    return {
        "at": now(),
        "actor": by.username if by else "",
        "event": event,
        "outcome": outcome,
        "subject_type": subject._meta.label if subject else "",
        "subject_key": str(subject.pk) if subject else "",
        "person_key": str(getattr(subject, "person_key", "") or ""),
        "reason": "",
        "address": here.address,
        "route": here.route[:120],
        "request_id": here.request_id,
        "details": json.loads(json.dumps(details, default=str)) if details else {},
    }


def _write(lines: list[Said]) -> None:
    """Bind the lines to the trail's end, which no other writer can move meanwhile."""
    if not lines:
        return
    with in_turn(), transaction.atomic(savepoint=False):
        last = _end()
        number, previous = last or (0, START)
        rows = []
        for said in lines:
            number += 1
            sealed = seal(previous, Line(number=number, **said))
            rows.append(Entry(number=number, **said, previous_hash=previous, hash=sealed))
            previous = sealed
        LINES.add_rows(*rows)


def _end() -> tuple[int, str] | None:
    """The trail's last number and hash, read while nobody else can add to it.

    SQLite's transaction is immediate and holds the lock already; PostgreSQL takes it in the call.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, hash FROM audit_end(%s)", [TRAIL_LOCK])
            found: tuple[int, str] | None = cursor.fetchone()
            return found
    rows = END.rows()
    return rows[0] if rows else None


LINES = PreparedInsert(Entry)
END = PreparedRows(
    lambda: ([Entry.objects.order_by("-number").values_list("number", "hash")[:1]], "")
)
