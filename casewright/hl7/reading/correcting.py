"""A message as it would have been, had its sender written a few fields otherwise.

The bytes that came are never changed: a correction is kept beside them, and laid over them each
time the message is read.
"""

from collections.abc import Mapping
from datetime import date, datetime

from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.escapes import escape
from casewright.hl7.reading.message import Message, Segment, read
from casewright.hl7.reading.notation import Notation

Place = tuple[str, int, int]

# What may be corrected: the fields that moments, names and numbers stand in, by HL7's counting:
# segment, field, component of its first repetition.
PLACES: Mapping[str, Place] = {
    "EVN-6": ("EVN", 6, 1),
    "EVN-2": ("EVN", 2, 1),
    "PV1-44": ("PV1", 44, 1),
    "PV1-45": ("PV1", 45, 1),
    "PV1-2": ("PV1", 2, 1),
    "PV1-19": ("PV1", 19, 1),
    "PID-3": ("PID", 3, 1),
    "PID-5.1": ("PID", 5, 1),
    "PID-5.2": ("PID", 5, 2),
    "PID-7": ("PID", 7, 1),
}
MOMENTS = frozenset({"EVN-6", "EVN-2", "PV1-44", "PV1-45"})


def corrected(raw: bytes, words: Mapping[str, str]) -> bytes:
    """The message with other words in the named places; each line ends in CR.

    Raises Unreadable where the message cannot be told into segments, or lacks the segment.
    """
    message = read(raw)
    lines = [segment.line for segment in message.segments]
    for name, text in words.items():
        _lay_over(lines, message.notation, PLACES[name], text)
    return "".join(f"{line}\r" for line in lines).encode(message.notation.encoding, "replace")


def written_in(message: Message, name: str) -> str:
    """What stands in a place now."""
    segment, field, component = PLACES[name]
    return message.first(segment).text(field, component)


def stamp(moment: datetime | date) -> str:
    """A moment as HL7 writes it, on the sender's clock: it states no zone."""
    return f"{moment:%Y%m%d%H%M}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def _lay_over(lines: list[str], notation: Notation, place: Place, text: str) -> None:
    name, number, component = place
    at = next((at for at, line in enumerate(lines) if line[:3] == name), None)
    if at is None and name == "EVN":
        at = 1
        lines.insert(at, name)
    if at is None:
        raise Unreadable(f"The message has no {name}: it must be sent again with one.")
    fields = lines[at].split(notation.field)
    fields += [""] * (number + 1 - len(fields))
    repetitions = Segment(lines[at], notation).field(number).split(notation.repetition or "\r")
    parts = repetitions[0].split(notation.component or "\r")
    parts += [""] * (component - len(parts))
    parts[component - 1] = escape(text, notation)
    repetitions[0] = notation.component.join(parts) if len(parts) > 1 else parts[0]
    fields[number] = notation.repetition.join(repetitions)
    lines[at] = notation.field.join(fields)
