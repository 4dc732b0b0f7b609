"""The header of a message: who sends it, what happened, and the number it can be told by."""

import re
from dataclasses import dataclass

from casewright.hl7.reading.errors import Unreadable, quoted
from casewright.hl7.reading.message import Message, Segment

LONGEST_CONTROL_ID = 199  # HL7 v2.7, MSH-10

_TYPE = re.compile("[A-Z][A-Z0-9]{2}")
_EVENT = re.compile("[A-Z][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Header:
    """What MSH says. An application or facility is its short name, or else its universal id.

    `event` is such as A01, and "" only in messages other than ADT; `processing` is P for
    production, T for training, D for debugging.
    """

    sending_application: str
    sending_facility: str
    receiving_application: str
    receiving_facility: str
    control_id: str
    message_type: str
    event: str
    processing: str
    version: str


def read_header(message: Message) -> Header:
    """Who sends the message and what it tells.

    The event is that of MSH-9; EVN-1, which the standard keeps for old receivers only, counts
    where MSH-9 has none (before v2.3). Raises Unreadable when an ADT message names no event.
    """
    msh = message.segments[0]
    kind = msh.text(9)
    if not kind:
        raise Unreadable("MSH-9 is empty: it must say what the message is, such as ADT^A01.")
    if not _TYPE.fullmatch(kind):
        raise Unreadable(f"MSH-9 names no type of message: {quoted(kind)}.")
    event = msh.text(9, 2) or message.first("EVN").text(1)
    if kind == "ADT" and not _EVENT.fullmatch(event):
        raise Unreadable(
            f"MSH-9 names no event: {quoted(event)}." if event else "MSH-9 names no event."
        )
    control_id = msh.text(10)
    if len(control_id) > LONGEST_CONTROL_ID:
        raise Unreadable(f"MSH-10 is longer than {LONGEST_CONTROL_ID} characters.")
    return Header(
        sending_application=_organization(msh, 3),
        sending_facility=_organization(msh, 4),
        receiving_application=_organization(msh, 5),
        receiving_facility=_organization(msh, 6),
        control_id=control_id,
        message_type=kind,
        event=event,
        processing=msh.text(11),
        version=msh.text(12),
    )


def _organization(msh: Segment, number: int) -> str:
    return msh.text(number) or msh.text(number, 2)
