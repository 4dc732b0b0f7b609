"""What waits within a batch to be kept all at once: one reading and one writing a table.

A resource that cannot be kept costs itself: where the database does not take the whole, each is
tried alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError

from casewright.audit.actions import attempt
from casewright.chart.actions import receive_all
from casewright.chart.facts import ReceivedFact
from casewright.chart.models import Attachment, Document
from casewright.fhir.actions.health import Ready
from casewright.fhir.actions.missing import Lacks
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import REFUSED, Outcome, Prepared
from casewright.fhir.resources.references import Reference
from casewright.foundation.errors import Refused
from casewright.foundation.fates import Kept
from casewright.people.models import Person

NOT_TAKEN = "The database does not take it: a value is out of range, or another record holds it."


@dataclass
class Queue:
    """Resources of one batch that are ready, with their place in it and what they lack."""

    around: Surroundings
    outcomes: dict[int, Outcome]
    waiting: list[tuple[int, Prepared, Ready, list[Lacks], tuple[str, ...]]] = field(
        default_factory=list
    )
    names: set[tuple[str, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def put(self, number: int, prepared: Prepared, ready: Ready) -> None:
        """Let a resource wait for the others of its batch."""
        around = self.around
        told = (number, prepared, ready, around.lacks, tuple(around.remarks))
        self.waiting.append(told)
        self.names |= {(prepared.type, name) for name in prepared.names}
        self.keys |= set(prepared.names)

    def holds(self, prepared: Prepared) -> bool:
        """Says whether another version of this resource waits."""
        return (prepared.type, prepared.names[0]) in self.names

    def holds_any(self, references: Iterable[Reference]) -> bool:
        """Says whether something that waits is named by one of these."""
        return bool(self.keys) and any(reference.key in self.keys for reference in references)

    def keep(self) -> None:
        """Keep all that wait, and say of each what became of it."""
        waiting, self.waiting, self.names, self.keys = self.waiting, [], set(), set()
        if not waiting:
            return
        facts = [(ready.person, ready.fact) for _, _, ready, _, _ in waiting]
        answers = self._together(facts) or [self._alone(*each) for each in facts]
        for told, kept in zip(waiting, answers, strict=True):
            self._settle(*told, kept)
        self._note_binaries([(told[2], kept) for told, kept in zip(waiting, answers, strict=True)])

    def _together(
        self, facts: list[tuple[Person, ReceivedFact]]
    ) -> list[Kept[Any] | Refused] | None:
        around = self.around
        try:
            with attempt():
                return receive_all(by=around.by, source=around.label, received=facts, at=around.at)
        except (DataError, IntegrityError):
            return None

    def _alone(self, person: Person, fact: ReceivedFact) -> Kept[Any] | Refused:
        return (self._together([(person, fact)]) or [Refused(NOT_TAKEN)])[0]

    def _settle(
        self,
        number: int,
        prepared: Prepared,
        _ready: Ready,
        lacks: list[Lacks],
        remarks: tuple[str, ...],
        kept: Kept[Any] | Refused,
    ) -> None:
        around, faults = self.around, prepared.faults
        if isinstance(kept, Refused):
            self.outcomes[number] = Outcome(
                REFUSED, prepared.type, str(kept), remarks=remarks, faults=faults
            )
            return
        around.note(prepared, kept.record, lacks)
        self.outcomes[number] = Outcome(
            kept.fate,
            prepared.type,
            remarks=remarks,
            faults=faults,
            unresolved=tuple(map(str, lacks)),
        )

    def _note_binaries(self, kept: list[tuple[Ready, Kept[Any] | Refused]]) -> None:
        """Note which files lie in a Binary that comes beside their document."""
        wanted: dict[UUID, tuple[Reference, ...]] = {
            answer.record.pk: ready.binaries
            for ready, answer in kept
            if isinstance(answer, Kept)
            and isinstance(answer.record, Document)
            and any(refers.key for refers in ready.binaries)
        }
        if not wanted:
            return
        for file in Attachment.objects.filter(document__in=wanted, content=None):
            binaries = wanted[file.document_id]
            if file.position <= len(binaries) and binaries[file.position - 1].key:
                lacks = Lacks("content", binaries[file.position - 1])
                self.around.missing.note(file, [lacks])
