"""Messages that wait: for somebody to be known, or for a contradiction to be resolved.

What a message contradicts today, a later message may explain: two numbers become one person's, a
name changes. So a message waits for the numbers it carries, and is tried again once more is
known of one of them; that is why the order of arrival does not matter.
"""

from collections.abc import Iterable

from django.db.models import Q

from casewright.foundation.errors import Refused
from casewright.hl7.models import Fate, Message, Wait
from casewright.people.facts import IdentifierFact
from casewright.people.models import Identifier, Person

WAITING = (Fate.UNMATCHED, Fate.QUARANTINED)
Numbers = tuple[IdentifierFact, ...]


class Waits(Refused):
    """The message cannot be applied as things stand; it waits for `numbers`."""

    def __init__(self, words: str, numbers: Iterable[IdentifierFact]) -> None:
        super().__init__(words)
        self.numbers = tuple(numbers)


class NobodyKnown(Waits):
    """The message is about somebody we do not know; it waits."""


def wait_for(message: Message, numbers: Iterable[IdentifierFact]) -> None:
    """Let a message wait for these numbers."""
    waits = [Wait(message=message, system=one.system, value=one.value) for one in numbers]
    if waits:
        Wait.objects.bulk_create(waits, ignore_conflicts=True)


def waiting_for(person: Person) -> list[Message]:
    """The messages that wait for a number which this person holds, the first kept first."""
    held = Identifier.objects.filter(person=person, retired_at=None).values_list("system", "value")
    theirs = Q()
    for system, value in held:
        theirs |= Q(system=system, value=value)
    waits = (
        Wait.objects.filter(theirs, message__fate__in=WAITING) if theirs else Wait.objects.none()
    )
    keys = set(waits.values_list("message", flat=True))
    return list(Message.objects.filter(pk__in=keys).order_by("received_at", "pk"))
