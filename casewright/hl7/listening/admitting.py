"""Which messages are taken at all: the questions that the header alone answers."""

import re
from dataclasses import dataclass

from casewright.hl7.listening.frames import Frame
from casewright.hl7.reading.header import ADT, Header, salvage_header
from casewright.hl7.reading.writing import Fault

_VERSIONS = re.compile(r"2\.[1-9](\.[0-9])?")
_PRODUCTION = "P"
_NOTHING = salvage_header(b"")


@dataclass(frozen=True)
class Turned:
    """Why a message is turned away: HL7's code for it, and words without anything of a person."""

    fault: Fault
    words: str


def why_cut(frame: Frame, most_bytes: int) -> Turned | None:
    """Why a frame cannot hold a message to keep."""
    if frame.length > most_bytes:
        words = f"The message is longer than the {most_bytes:,} bytes that are taken here."
        return Turned(Fault.INTERNAL, words)
    return None


def why_turned_away(header: Header, *, may_send: bool) -> Turned | None:
    """Why a message is not taken; None where it is. Nothing that is turned away is kept."""
    named = header.sending_facility or header.sending_application
    questions = (
        (header == _NOTHING, Fault.SEQUENCE, "No MSH that can be read: this is no HL7 message."),
        (not header.message_type, Fault.MISSING, "MSH-9 is empty: it must name the message."),
        (header.message_type != ADT, Fault.TYPE, "Only ADT messages are taken here."),
        (
            bool(header.version) and not _VERSIONS.fullmatch(header.version),
            Fault.VERSION,
            "MSH-12: versions 2.1 to 2.9 are taken here.",
        ),
        (
            header.processing not in ("", _PRODUCTION),
            Fault.PROCESSING,
            "MSH-11: messages for training and debugging are not taken here.",
        ),
        (not named, Fault.MISSING, "MSH-3 and MSH-4 are empty: one must name the sender."),
        (not header.control_id, Fault.MISSING, "MSH-10 is empty: the message has no number."),
        (not may_send, Fault.UNKNOWN_KEY, "This address may not send under the name of MSH-4."),
    )
    return next((Turned(fault, words) for holds, fault, words in questions if holds), None)
