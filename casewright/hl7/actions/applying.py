"""Applying a kept message through the rooms' own actions, or setting it aside with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from casewright.audit.actions import action, record
from casewright.foundation.prepared import PreparedInsert
from casewright.hl7.access import SETTLE_MESSAGE
from casewright.hl7.actions.hearing import hear
from casewright.hl7.actions.merging import merge
from casewright.hl7.actions.reading import bytes_of
from casewright.hl7.actions.waiting import wait_for
from casewright.hl7.adt.meaning import MERGE_EVENTS, MOVES_A_VISIT, why_ignored
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import read_adts
from casewright.hl7.reading.header import read_header
from casewright.hl7.reading.message import read
from casewright.people.facts import IdentifierFact
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.actions.hearing import zone_of

MESSAGES = PreparedInsert(Message)


@dataclass(frozen=True)
class Applied:
    """What became of a message. `stirred` are the people of whom more is known since, so that
    what waits for them may be tried again."""

    fate: str
    stirred: tuple[Person, ...] = ()


@action
def apply(
    *,
    by: User,
    message: Message,
    register: bool,
    at: datetime,
    zone: ZoneInfo | None = None,
    about: Person | None = None,
) -> Applied:
    """Apply a kept message through the rooms' own actions; gives what became of it.

    Raises Refused for what cannot be read or trusted, Waits for what a later message may explain,
    NobodyKnown among it: then nothing was changed, and `set_aside` keeps the reason. `zone` is
    the sender's, looked up when it is not given; `about` is whom a colleague says it is about.
    """
    demand(by, SETTLE_MESSAGE, None)
    parsed = read(bytes_of(message))
    header = read_header(parsed)
    if why := why_ignored(header):
        return Applied(_settle(by, message, Fate.IGNORED, why, None, at))
    if header.event in MOVES_A_VISIT:
        raise Unreadable(
            f"{header.event} moves a visit or an account between records: nothing is moved here "
            "before somebody has looked."
        )
    person: Person | None = None
    stirred: list[Person] = []
    for adt in read_adts(parsed, zone or zone_of(message.sender)):
        if header.event in MERGE_EVENTS:
            person, is_more_known = merge(by, message, adt, register=register, at=at)
        else:
            person, is_more_known = hear(by, message, adt, register=register, at=at, about=about)
        stirred += [person] if is_more_known else []
    return Applied(_settle(by, message, Fate.APPLIED, "", person, at), tuple(stirred))


@action
def apply_message(*, by: User, message: Message, register: bool, at: datetime) -> str:
    """Apply a kept message as `apply` does; gives its fate."""
    demand(by, SETTLE_MESSAGE, None)
    return apply(by=by, message=message, register=register, at=at).fate


@action
def set_aside(
    *,
    by: User,
    message: Message,
    fate: str,
    reason: str,
    at: datetime,
    numbers: Iterable[IdentifierFact] = (),
) -> str:
    """Keep a message that was not applied, with its fate and its reason, and what it waits for."""
    demand(by, SETTLE_MESSAGE, None)
    fate = _settle(by, message, fate, reason, None, at)
    wait_for(message, numbers)
    return fate


def _settle(
    by: User, message: Message, fate: str, reason: str, person: Person | None, at: datetime
) -> str:
    message.fate, message.reason = fate, reason[:300]
    message.person, message.settled_at = person, at
    if message._state.adding:
        MESSAGES.add_rows(message)
    else:
        message.save(update_fields=["fate", "reason", "person", "settled_at"])
    record(by, f"hl7.message_{fate}", message)
    return fate
