"""Keeping a message's bytes before anything is done with them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from casewright.audit.actions import action, record
from casewright.foundation.prepared import TEXTS, PreparedRecords
from casewright.hl7.access import KEEP_MESSAGE
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.framing import Framed
from casewright.hl7.reading.header import Header, salvage_header
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.actions import hear_feed


@dataclass(frozen=True)
class Kept:
    """A message kept; `is_repeat` when the same was kept and settled before.

    `zone` is the zone of its sender's clock, where that was looked up ("": the organization's).
    """

    message: Message
    is_repeat: bool
    zone: str | None = None


def _write_same(by_number: bool) -> QuerySet[Message]:  # noqa: FBT001 - what changes the text
    number = {"control_id": TEXT1} if by_number else {"control_id": "", "digest": TEXT1}
    return Message.objects.filter(sender=TEXT0, **number).order_by("received_at", "pk")


TEXT0, TEXT1 = TEXTS["text0"], TEXTS["text1"]
# The messages of one sender under one number; under none, those of the same content.
SAME: PreparedRecords[Message] = PreparedRecords(_write_same)


@action
def keep_message(*, by: User, framed: Framed, origin: str, at: datetime) -> Kept:
    """Keep a message's bytes before anything is done with them.

    The same sender, number and content are kept once; the same number with other content is kept
    and marked.
    """
    kept = look_at(by=by, framed=framed, origin=origin, at=at)
    if kept.message._state.adding:
        kept.message.save(force_insert=True)
        record(by, "hl7.message_kept", kept.message)
    return kept


@action
def look_at(*, by: User, framed: Framed, origin: str, at: datetime) -> Kept:
    """Find a message that was kept before, or make it ready to be kept: its row is not saved."""
    demand(by, KEEP_MESSAGE, None)
    header = salvage_header(framed.raw)
    sender, control_id = sender_of(header), header.control_id[:200]
    digest = digest_of(framed.raw)
    same = SAME.records((bool(control_id),), text0=sender, text1=control_id or digest)
    kept = next((one for one in same if one.digest == digest), None)
    if kept is not None:
        return Kept(kept, is_repeat=kept.fate not in (Fate.RECEIVED, Fate.UNMATCHED))
    message = Message(
        sender=sender,
        control_id=control_id,
        digest=digest,
        event=header.event[:10],
        raw=framed.raw,
        origin=origin[-300:],
        position=framed.position,
        received_at=at,
        repeats_id=bool(control_id) and bool(same),
    )
    feed = hear_feed(by=by, sender=sender, at=at) if sender else None
    return Kept(message, is_repeat=False, zone=feed.zone if feed else "")


def digest_of(raw: bytes) -> str:
    """What a message's content is told by, whatever its line ends."""
    return sha256(b"\r".join(filter(None, raw.splitlines()))).hexdigest()


def sender_of(header: Header) -> str:
    """The sender's name: the facility, and the application where no facility is named."""
    return (header.sending_facility or header.sending_application)[:200]
