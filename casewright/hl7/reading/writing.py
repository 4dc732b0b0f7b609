"""Answering a message: the acknowledgment its sender waits for."""

from datetime import UTC, datetime
from enum import StrEnum

from casewright.hl7.reading.escapes import escape
from casewright.hl7.reading.header import Header
from casewright.hl7.reading.notation import Notation

APPLICATION = "CASEWRIGHT"

_NOTATION = Notation()  # always the usual one, whatever the message declared
_MARKS = "^~\\&"
_VERSION = "2.5.1"
# The longest that v2.7 lets MSH-10 be, and long enough for the others.
_LONGEST = 199


class Answer(StrEnum):
    """What became of a message (HL7 table 0008)."""

    ACCEPTED = "AA"
    ERROR = "AE"
    REJECTED = "AR"


class Fault(StrEnum):
    """Why a message was not taken (HL7 table 0357)."""

    SEQUENCE = "100"
    MISSING = "101"
    TYPE = "200"
    PROCESSING = "202"
    VERSION = "203"
    UNKNOWN_KEY = "204"
    INTERNAL = "207"


_FAULTS = {
    Fault.SEQUENCE: "Segment sequence error",
    Fault.MISSING: "Required field missing",
    Fault.TYPE: "Unsupported message type",
    Fault.PROCESSING: "Unsupported processing id",
    Fault.VERSION: "Unsupported version id",
    Fault.UNKNOWN_KEY: "Unknown key identifier",
    Fault.INTERNAL: "Application internal error",
}


def acknowledge(
    header: Header,
    answer: Answer,
    text: str = "",
    *,
    at: datetime,
    control_id: str,
    fault: Fault | None = None,
) -> bytes:
    """The acknowledgment of a message, in UTF-8, each segment ending in CR.

    `header` is the message's own, from `read_header` or `salvage_header`; `control_id` is the
    acknowledgment's own number; `at` is aware. Whatever the message held is escaped. With a
    `fault` an ERR segment tells it by its code, with the same text.
    """
    msh = [
        header.receiving_application or APPLICATION,
        header.receiving_facility,
        header.sending_application,
        header.sending_facility,
        f"{at.astimezone(UTC):%Y%m%d%H%M%S}+0000",
        "",
        "ACK",
        control_id,
        header.processing or "P",
        header.version or _VERSION,
        *[""] * 5,
        "UNICODE UTF-8",
    ]
    msa = [answer.value, header.control_id, text]
    lines = (["MSH", _MARKS, *map(_written, msh)], ["MSA", *map(_written, msa)])
    written = "".join(f"{'|'.join(line)}\r" for line in lines)
    if fault:
        # The separators inside ERR-3 are its own, not text.
        written += f"ERR|||{fault.value}^{_FAULTS[fault]}^HL70357|E||||{_written(text)}\r"
    return written.encode()


def _written(text: str) -> str:
    return escape(text[:_LONGEST], _NOTATION)
