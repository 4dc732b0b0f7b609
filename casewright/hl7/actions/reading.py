"""A kept message as it is to be read: its bytes, with what colleagues corrected laid over them."""

from collections.abc import Mapping

from casewright.hl7.adt.person import person_facts
from casewright.hl7.models import Deed, Message, Settlement
from casewright.hl7.reading.correcting import corrected
from casewright.hl7.reading.fields import read_adts
from casewright.hl7.reading.message import read
from casewright.people.facts import PersonFacts
from casewright.transitions.actions.hearing import zone_of


def bytes_of(message: Message) -> bytes:
    """The message as it is read: as it came, unless somebody corrected it."""
    raw = bytes(message.raw)
    return corrected(raw, corrections_of(message)) if message.is_corrected else raw


def corrections_of(message: Message) -> dict[str, str]:
    """What stands in the corrected fields: of each the word said last."""
    rows = Settlement.objects.filter(message=message, deed=Deed.CORRECTED).order_by("pk")
    words: dict[str, str] = {}
    for said in rows.values_list("said", flat=True):
        words |= said
    return words


def words_laid_over(message: Message, words: Mapping[str, str]) -> bytes:
    """The message with new words over those of before. Raises Unreadable where it cannot be."""
    return corrected(bytes(message.raw), {**corrections_of(message), **words})


def facts_in(message: Message) -> PersonFacts:
    """What a message says of its person, the first where it tells of several.

    Raises Refused when it cannot be read.
    """
    adt = read_adts(read(bytes_of(message)), zone_of(message.sender))[0]
    return person_facts(adt, message.sender)
