"""Taking one message in: kept, and applied or set aside, in one transaction.

Whoever hands a message in is answered once this is committed. Killed before, nothing of it stands
and the sender sends it again; killed after, the same message again is known as a repeat.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError

from casewright.audit.actions import action, attempt, record
from casewright.foundation.errors import Refused
from casewright.foundation.moments import organization_zone
from casewright.hl7.access import KEEP_MESSAGE
from casewright.hl7.actions.applying import Applied, apply, set_aside
from casewright.hl7.actions.keeping import look_at
from casewright.hl7.actions.waiting import NobodyKnown, Numbers, Waits, waiting_for
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.framing import Framed
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User

TRIES = 3
DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Taken:
    """What became of a message this time, and the row it is kept in."""

    fate: str
    message: Message


@action
def take(*, by: User, framed: Framed, origin: str, register: bool, at: datetime) -> Taken:
    """Keep one message, settle it, and try again what waited for the people it tells of."""
    demand(by, KEEP_MESSAGE, None)
    kept = look_at(by=by, framed=framed, origin=origin, at=at)
    message = kept.message
    if kept.is_repeat:
        return Taken(DUPLICATE, message)
    if message._state.adding:
        record(by, "hl7.message_kept", message)
    waited = message.fate == Fate.UNMATCHED
    zone = ZoneInfo(kept.zone) if kept.zone else organization_zone()
    fate, stirred = _settle(
        by, message, framed.fault, at, register=register, zone=None if kept.zone is None else zone
    )
    for person in stirred:
        try_waiting(by=by, person=person, register=register, at=at)
    return Taken(DUPLICATE if waited and fate == Fate.UNMATCHED else fate, message)


@action
def try_waiting(*, by: User, person: Person, register: bool, at: datetime) -> int:
    """Try again what waits for one person's numbers, until nothing more can be applied.

    Gives how many messages were applied.
    """
    demand(by, KEEP_MESSAGE, None)
    applied, known_more = 0, [person]
    while known_more:
        for message in waiting_for(known_more.pop()):
            fate, stirred = _settle(by, message, None, at, register=register)
            applied += fate == Fate.APPLIED
            known_more += stirred
    if applied:
        record(by, "hl7.waiting_applied", person, messages=applied)
    return applied


def _settle(
    by: User,
    message: Message,
    fault: str | None,
    at: datetime,
    *,
    register: bool,
    zone: ZoneInfo | None = None,
) -> tuple[str, tuple[Person, ...]]:
    """Apply a message or set it aside; gives its fate, and of whom more is known since."""
    numbers: Numbers = ()
    try:
        if fault:
            raise Unreadable(fault)
        applied = _apply(by, message, at, register=register, zone=zone)
        return applied.fate, applied.stirred
    except Refused as refusal:
        fate = Fate.UNMATCHED if isinstance(refusal, NobodyKnown) else Fate.QUARANTINED
        reason = str(refusal)
        numbers = refusal.numbers if isinstance(refusal, Waits) else ()
    except DataError:
        fate = Fate.QUARANTINED
        reason = "A field of the message cannot be stored: it is too long or holds a NUL."
    except IntegrityError:
        fate = Fate.QUARANTINED
        reason = "What the message says contradicts what is kept here. Nothing was changed."
    if (message.fate, message.reason) != (fate, reason[:300]):
        set_aside(by=by, message=message, fate=fate, reason=reason, at=at, numbers=numbers)
    return fate, ()


def _apply(
    by: User, message: Message, at: datetime, *, register: bool, zone: ZoneInfo | None
) -> Applied:
    """Apply, whole or not at all; when another process registered the same person meanwhile, look
    again."""
    for left in reversed(range(TRIES)):
        before = (message.fate, message.reason, message.person_id, message.settled_at)
        try:
            with attempt():
                return apply(by=by, message=message, register=register, at=at, zone=zone)
        except (Refused, DataError, IntegrityError) as fault:
            message.fate, message.reason, message.person_id, message.settled_at = before
            if not isinstance(fault, IntegrityError) or not left:
                raise
    raise AssertionError("the last try returns or raises")
