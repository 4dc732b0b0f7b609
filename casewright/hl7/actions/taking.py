"""Taking one message in: kept, and applied or set aside, in one transaction.

Whoever hands a message in is answered once this is committed. Killed before, nothing of it stands
and the sender sends it again; killed after, the same message again is known as a repeat.

What cannot be applied is taken in two steps: the first leaves nothing behind, and the second
keeps the message with the reason. So a message that can be applied, which is nearly every one,
needs no place to go back to inside its transaction.
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
from casewright.hl7.actions.keeping import Kept, look_at
from casewright.hl7.actions.waiting import NobodyKnown, Numbers, Waits, waiting_for
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.framing import Framed
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User

TRIES = 3
DUPLICATE = "duplicate"
WRONG_DATA = "A field of the message cannot be stored: it is too long or holds a NUL."
CONTRADICTS = "What the message says contradicts what is kept here. Nothing was changed."


@dataclass(frozen=True)
class Taken:
    """What became of a message this time, and the row it is kept in."""

    fate: str
    message: Message


class CannotApplyError(Exception):
    """A message that can be kept and not applied: its fate, why, and the numbers it waits for."""

    def __init__(self, fate: str, reason: str, numbers: Numbers = ()) -> None:
        super().__init__(fate)
        self.fate, self.reason, self.numbers = fate, reason, numbers


@action
def take(*, by: User, framed: Framed, origin: str, register: bool, at: datetime) -> Taken:
    """Keep one message, apply it, and try again what waited for the people it tells of.

    Raises CannotApplyError, and nothing is kept, where the message is to be set aside; and
    IntegrityError where another process was quicker, or what the message says contradicts a table.
    """
    demand(by, KEEP_MESSAGE, None)
    kept = look_at(by=by, framed=framed, origin=origin, at=at)
    if kept.is_repeat:
        return Taken(DUPLICATE, kept.message)
    if framed.fault:
        raise CannotApplyError(Fate.QUARANTINED, framed.fault)
    _note_new(by, kept)
    try:
        applied = apply(by=by, message=kept.message, register=register, at=at, zone=_zone_of(kept))
    except (Refused, DataError) as fault:
        raise _why(fault) from fault
    for person in applied.stirred:
        try_waiting(by=by, person=person, register=register, at=at)
    return Taken(applied.fate, kept.message)


@action
def take_aside(
    *, by: User, framed: Framed, origin: str, why: CannotApplyError, at: datetime
) -> Taken:
    """Keep one message that could not be applied, and why."""
    demand(by, KEEP_MESSAGE, None)
    kept = look_at(by=by, framed=framed, origin=origin, at=at)
    message = kept.message
    if kept.is_repeat:
        return Taken(DUPLICATE, message)
    waited = message.fate == Fate.UNMATCHED
    _note_new(by, kept)
    _set_aside(by, message, why, at)
    return Taken(DUPLICATE if waited and why.fate == Fate.UNMATCHED else why.fate, message)


@action
def try_waiting(*, by: User, person: Person, register: bool, at: datetime) -> int:
    """Try again what waits for one person's numbers, until nothing more can be applied.

    Gives how many messages were applied.
    """
    demand(by, KEEP_MESSAGE, None)
    applied, known_more = 0, [person]
    while known_more:
        for message in waiting_for(known_more.pop()):
            done = _try(by, message, at, register=register)
            if done is not None:
                applied += done.fate == Fate.APPLIED
                known_more += done.stirred
    if applied:
        record(by, "hl7.waiting_applied", person, messages=applied)
    return applied


def _try(by: User, message: Message, at: datetime, *, register: bool) -> Applied | None:
    """Apply a message that waits, whole or not at all; where it cannot be, it goes on waiting."""
    before = (message.fate, message.reason, message.person_id, message.settled_at)
    try:
        with attempt():
            return apply(by=by, message=message, register=register, at=at)
    except (Refused, DataError, IntegrityError) as fault:
        message.fate, message.reason, message.person_id, message.settled_at = before
        _set_aside(by, message, _why(fault), at)
    return None


def _why(fault: Exception) -> CannotApplyError:
    """What is to become of a message, by what stood against applying it."""
    if isinstance(fault, Refused):
        fate = Fate.UNMATCHED if isinstance(fault, NobodyKnown) else Fate.QUARANTINED
        numbers = fault.numbers if isinstance(fault, Waits) else ()
        return CannotApplyError(fate, str(fault), numbers)
    words = WRONG_DATA if isinstance(fault, DataError) else CONTRADICTS
    return CannotApplyError(Fate.QUARANTINED, words)


def _note_new(by: User, kept: Kept) -> None:
    if kept.message._state.adding:
        record(by, "hl7.message_kept", kept.message)


def _zone_of(kept: Kept) -> ZoneInfo | None:
    """The zone of the sender's clock, where it was looked up."""
    if kept.zone is None:
        return None
    return ZoneInfo(kept.zone) if kept.zone else organization_zone()


def _set_aside(by: User, message: Message, why: CannotApplyError, at: datetime) -> None:
    """Set a message aside, where it does not stand so already."""
    if (message.fate, message.reason) != (why.fate, why.reason[:300]):
        set_aside(
            by=by,
            message=message,
            fate=why.fate,
            reason=why.reason,
            at=at,
            numbers=why.numbers,
        )
