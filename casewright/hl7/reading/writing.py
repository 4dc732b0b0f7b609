"""Answering a message: the acknowledgment its sender waits for."""

from datetime import UTC, datetime
from enum import StrEnum

from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.escapes import escape
from casewright.hl7.reading.header import Header, describe
from casewright.hl7.reading.message import read
from casewright.hl7.reading.notation import Notation

APPLICATION = "CASEWRIGHT"

_NOTATION = Notation()
_VERSION = "2.5.1"
_LONGEST_TEXT = 80  # MSA-3, HL7 v2.5.1
_MARKS = "^~\\&"


class Answer(StrEnum):
    """What became of a message (HL7 table 0008)."""

    ACCEPTED = "AA"
    ERROR = "AE"
    REJECTED = "AR"


def acknowledge(
    header: Header | None, answer: Answer, text: str = "", *, at: datetime, control_id: str
) -> bytes:
    """The acknowledgment of a message, in UTF-8, each segment ending in CR.

    `header` is the message's own, or None when nothing could be made of it; `at` is aware;
    `control_id` is the acknowledgment's own number. What the message held is escaped.
    """
    event = header.event if header else ""
    msh = (
        "MSH",
        _MARKS,
        _written(header.receiving_application if header else "") or APPLICATION,
        _written(header.receiving_facility if header else ""),
        _written(header.sending_application if header else ""),
        _written(header.sending_facility if header else ""),
        f"{at.astimezone(UTC):%Y%m%d%H%M%S}+0000",
        "",
        f"ACK^{_written(event)}^ACK" if event else "ACK",
        _written(control_id),
        _written(header.processing if header else "") or "P",
        _written(header.version if header else "") or _VERSION,
        *[""] * 5,
        "UNICODE UTF-8",
    )
    msa = ("MSA", answer.value, _written(header.control_id if header else ""), _written(text[:80]))
    return b"".join("|".join(fields).encode() + b"\r" for fields in (msh, msa))
