"""The header of a message: who sends it, what happened, and the number it can be told by."""

import re
from dataclasses import dataclass

from casewright.hl7.reading.errors import Unreadable, quoted
from casewright.hl7.reading.message import Message, Segment, read

ADT = "ADT"
LONGEST_CONTROL_ID = 199  # HL7 v2.7, MSH-10

_LONGEST_HEADER = 64 * 1024

_TYPE = re.compile("[A-Z][A-Z0-9]{2}")
_EVENT = re.compile("[A-Z][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Header:
    """What MSH says. An application or facility is its short name, or else its universal id.

    `event` is such as A01, and may be "" in messages other than ADT; `control_id` is the
    sender's own number of the message, and "" when there is none; `processing` is P for
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
    header = _as_written(message)
    kind, event = header.message_type, header.event
    if not kind:
        raise Unreadable("MSH-9 is empty: it must say what the message is, such as ADT^A01.")
    if not _TYPE.fullmatch(kind):
        raise Unreadable(f"MSH-9 names no type of message: {quoted(kind)}.")
    if kind == ADT and not event:
        raise Unreadable("MSH-9 names no event, such as A01.")
    if kind == ADT and not _EVENT.fullmatch(event):
        raise Unreadable(f"MSH-9 names no event of the standard: {quoted(event)}.")
    if len(header.control_id) > LONGEST_CONTROL_ID:
        raise Unreadable(f"MSH-10 is longer than {LONGEST_CONTROL_ID} characters.")
    return header


def salvage_header(raw: bytes) -> Header:
    """What can be made out of the header of a message that cannot be read, all "" if nothing.

    It serves to answer the sender, and never to apply the message.
    """
    lines = raw[:_LONGEST_HEADER].splitlines()
    try:
        return _as_written(read(lines[0] if lines else b""))
    except Unreadable:
        return Header("", "", "", "", "", "", "", "", "")


def _as_written(message: Message) -> Header:
    msh = message.segments[0]
    return Header(
        sending_application=_organization(msh, 3),
        sending_facility=_organization(msh, 4),
        receiving_application=_organization(msh, 5),
        receiving_facility=_organization(msh, 6),
        control_id=msh.text(10),
        message_type=msh.text(9),
        event=msh.text(9, 2) or message.first("EVN").text(1),
        processing=msh.text(11),
        version=msh.text(12),
    )


def _organization(msh: Segment, number: int) -> str:
    return msh.text(number) or msh.text(number, 2)
