"""What a colleague does about a message that waits: match it, register its person, set it aside,
correct it, try it again, and take such a deed back.

The colleague says whom it is about; what the message says is then applied under the feed's own
name, as it would have been had it been matched by itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import DataError, IntegrityError, transaction

from casewright.audit.actions import action, attempt, record
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import local
from casewright.foundation.texts import check_fit
from casewright.hl7.access import WORK_QUEUE
from casewright.hl7.actions.applying import Applied, apply, set_aside
from casewright.hl7.actions.reading import facts_in, words_laid_over
from casewright.hl7.actions.undoing import held_about, take_back_match, wait_again
from casewright.hl7.actions.waiting import NobodyKnown, Waits, waiting_for
from casewright.hl7.models import Deed, Fate, Message, Settlement
from casewright.hl7.queries import COUNTED, WAITING, candidates
from casewright.hl7.reading.correcting import PLACES
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.rules import is_cut, traits_of
from casewright.people.models import Person
from casewright.security.actions import ensure_service, relate
from casewright.security.gate import demand
from casewright.security.models import RelationKind, User
from casewright.security.standing import stands_by

FEED, FEED_TITLE = "adt-feed", "ADT messages"
BY_HAND = "Set aside by hand: "
# Whoever registers somebody may finish the registration before a case gives them a place.
DAYS_TO_FINISH = 30
DONE = {
    Deed.MATCHED: "matched it",
    Deed.REGISTERED: "registered its person",
    Deed.SET_ASIDE: "set it aside",
    Deed.CORRECTED: "corrected it",
    Deed.RETRIED: "tried it again",
    Deed.UNDONE: "took back what was done",
}
R = TypeVar("R")


class Overtaken(Refused):
    """Somebody else dealt with the message first; the words say who, and how."""


@action
def match_message(
    *, by: User, message: Message, person: Person, at: datetime, seen: str = ""
) -> Settlement:
    """Say whom a message is about: it is applied as that person's, its numbers are theirs from
    now on, and what waits for the same numbers is applied with it."""
    demand(by, WORK_QUEUE, message)
    waiting = _take(message, seen)
    if person.merged_into_id:
        raise Refused("This record was joined to another. Choose that one.")
    said = traits_of(facts_in(waiting))
    if not stands_by(by, person.pk) and person.pk not in {
        one.person.pk for one in candidates(said, viewer=by)
    }:
        raise NotPermitted(WORK_QUEUE, str(person.pk))
    stood, feed = _stood(waiting), _feed(at)
    stood["before"] = held_about(person)
    _as_feed(lambda: apply(by=feed, message=waiting, register=False, at=at, about=person))
    stood["with"] = _catch_up(feed, person, at)
    stood["after"] = held_about(person)
    return _settle(by, waiting, Deed.MATCHED, at, person=person, said=stood)


@action
def register_from_message(
    *, by: User, message: Message, at: datetime, seen: str = ""
) -> Settlement:
    """Register the person of a message as somebody new, and apply it."""
    demand(by, WORK_QUEUE, message)
    waiting = _take(message, seen)
    stood, feed = _stood(waiting), _feed(at)
    if not facts_in(waiting).names:
        raise Refused("PID-5 names nobody: a person cannot be registered without a name.")
    _as_feed(lambda: apply(by=feed, message=waiting, register=True, at=at))
    waiting.refresh_from_db()
    person = waiting.person
    if person is None:
        raise Refused("This message means nothing here, so nobody is registered by it.")
    stood["with"] = _catch_up(feed, person, at)
    if not stands_by(by, person.pk):
        relate(
            by=feed,
            person_key=person.pk,
            kind=RelationKind.EARLIER,
            at=at,
            user=by,
            ends_at=at + timedelta(days=DAYS_TO_FINISH),
            role="registered",
        )
    return _settle(by, waiting, Deed.REGISTERED, at, person=person, said=stood)


@action
def leave_message(
    *, by: User, message: Message, reason: str, at: datetime, seen: str = ""
) -> Settlement:
    """Set a message aside for good, and why; it stays kept, and may be taken back."""
    demand(by, WORK_QUEUE, message)
    waiting = _take(message, seen)
    if not reason.strip():
        raise Refused("Say why the message is set aside.")
    check_fit(Settlement, reason=reason)
    stood, words = _stood(waiting), f"{BY_HAND}{reason.strip()}"
    set_aside(by=_feed(at), message=waiting, fate=Fate.IGNORED, reason=words, at=at)
    return _settle(by, waiting, Deed.SET_ASIDE, at, reason=reason.strip(), said=stood)


@action
def correct_message(
    *, by: User, message: Message, words: dict[str, str], at: datetime, seen: str = ""
) -> str:
    """Lay other words over fields of a message and try it again; gives its fate.

    The bytes that came stay as they are. Where the corrected message cannot be applied either,
    the correction is kept and the new reason says why.
    """
    demand(by, WORK_QUEUE, message)
    waiting = _take(message, seen)
    _refuse_cut(waiting)
    if not words or not set(words) <= set(PLACES):
        raise Refused("Change at least one field.")
    words_laid_over(waiting, words)  # refuses what cannot be corrected at all
    _settle(by, waiting, Deed.CORRECTED, at, said=dict(words))
    waiting.is_corrected = True
    waiting.save(update_fields=["is_corrected"])
    return _try(waiting, at)


@action
def retry_message(*, by: User, message: Message, at: datetime, seen: str = "") -> str:
    """Try a message again, after what stopped it went away; gives its fate."""
    demand(by, WORK_QUEUE, message)
    waiting = _take(message, seen)
    _refuse_cut(waiting)
    _settle(by, waiting, Deed.RETRIED, at)
    return _try(waiting, at)


@action
def take_back(*, by: User, settlement: Settlement, at: datetime) -> Settlement:
    """Take back that a message was matched or set aside: it waits again, as it did.

    Somebody who was registered stays so: a colleague may be working with their record already.
    """
    demand(by, WORK_QUEUE, settlement.message)
    message = Message.objects.select_for_update().get(pk=settlement.message_id)
    last = Settlement.objects.filter(message=message).order_by("-pk").first()
    if last is None or last.pk != settlement.pk:
        raise Overtaken(_who_did(message))
    if settlement.deed == Deed.MATCHED:
        feed = _feed(at)
        _as_feed(lambda: take_back_match(feed, settlement, at))
    elif settlement.deed == Deed.SET_ASIDE:
        wait_again(message, settlement.said["fate"], settlement.said["reason"], at)
    else:
        raise Refused("This cannot be taken back.")
    return _settle(by, message, Deed.UNDONE, at, undoes=settlement)


@action
def note_candidates(*, by: User, message: Message, people: list[Person]) -> None:
    """Write down whose fields were laid beside a message: a look at each of their records."""
    demand(by, WORK_QUEUE, message)
    for person in people:
        record(by, "seen:hl7.candidate", person, message=str(message.pk))


def _take(message: Message, seen: str) -> Message:
    """Hold the message for this deed alone; refuse when somebody dealt with it first."""
    held = Message.objects.select_for_update().get(pk=message.pk)
    if held.fate not in (*WAITING, Fate.RECEIVED) or (seen and seen != held.mark):
        raise Overtaken(_who_did(held))
    return held


def _who_did(message: Message) -> str:
    last = (Settlement.objects.filter(message=message).select_related("by").order_by("-pk")).first()
    if last is None:
        return "This message was dealt with meanwhile. Nothing was changed by you."
    moment = f"{local(last.at):%Y-%m-%d %H:%M}"
    return f"{last.by.full_name} {DONE[Deed(last.deed)]} at {moment}. Nothing was changed by you."


def _feed(at: datetime) -> User:
    return ensure_service(name=FEED, title=FEED_TITLE, at=at)


def _as_feed(work: Callable[[], R]) -> R:
    """Apply under the feed's name; what stops it is told to the colleague."""
    try:
        with attempt():
            return work()
    except NotPermitted:
        raise Refused("The account of the feed may not apply messages now.") from None
    except DataError:
        raise Refused("A field of the message cannot be stored: it is too long.") from None
    except IntegrityError:
        raise Refused(
            "What the message says contradicts what is kept here. Nothing was changed."
        ) from None


def _try(message: Message, at: datetime) -> str:
    """Apply a message, or set it aside with the new reason."""
    feed = _feed(at)
    numbers: Any = ()
    try:
        applied: Applied = _as_feed(lambda: apply(by=feed, message=message, register=False, at=at))
        for person in applied.stirred:
            _catch_up(feed, person, at)
        return applied.fate
    except Refused as refusal:
        fate = Fate.UNMATCHED if isinstance(refusal, NobodyKnown) else Fate.QUARANTINED
        reason, numbers = str(refusal), refusal.numbers if isinstance(refusal, Waits) else ()
    message.refresh_from_db()
    return set_aside(by=feed, message=message, fate=fate, reason=reason, at=at, numbers=numbers)


def _catch_up(feed: User, person: Person, at: datetime) -> list[dict[str, str]]:
    """Apply what waits for the numbers that are this person's now; gives how each stood."""
    applied: list[dict[str, str]] = []
    stirred = [person]
    while stirred:
        for message in waiting_for(stirred.pop()):
            stood = _stood(message)
            one = partial(apply, by=feed, message=message, register=False, at=at)
            try:
                done: Applied = _as_feed(one)
            except Refused:
                continue
            applied.append({"key": str(message.pk), **stood})
            stirred += done.stirred
    return applied


def _refuse_cut(message: Message) -> None:
    if is_cut(message.reason):
        raise Unreadable("Not all of this message is here: its sender must send it again.")


def _stood(message: Message) -> dict[str, Any]:
    return {"fate": message.fate, "reason": message.reason}


def _settle(
    by: User,
    message: Message,
    deed: str,
    at: datetime,
    *,
    person: Person | None = None,
    reason: str = "",
    said: dict[str, Any] | None = None,
    undoes: Settlement | None = None,
) -> Settlement:
    settlement = Settlement.objects.create(
        message=message,
        deed=deed,
        by=by,
        at=at,
        person=person,
        reason=reason,
        said=said or {},
        undoes=undoes,
    )
    record(by, f"hl7.{deed}", settlement)
    transaction.on_commit(partial(cache.delete, COUNTED))
    return settlement
