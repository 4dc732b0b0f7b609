"""What became of everything that was read: the numbers add up to what was read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from casewright.fhir.preparing import IGNORED, REFUSED, Outcome
from casewright.fhir.reading.pieces import Read
from casewright.foundation.fates import Fate

# Kinds of remarks told apart; names of elements come from the files, and there may be any number.
MOST_REMARKS = 200
# Bad elements and unresolved references that are named one by one; all of them are counted.
MOST_NAMED = 1_000


@dataclass
class Report:
    """`ignored` and `by_type` count by type; `refused` names each; `remarks` says what was
    strange, how often, and where first. `bad_elements` were left out of resources that were kept
    without them; `unresolved` names what a resource refers to and nobody has read so far."""

    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[dict[str, Any]] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    by_type: dict[str, Counter[str]] = field(default_factory=dict)
    remarks: dict[str, dict[str, Any]] = field(default_factory=dict)
    bad_elements: list[dict[str, Any]] = field(default_factory=list)
    unresolved: list[dict[str, Any]] = field(default_factory=list)
    bad_element_count: int = 0
    unresolved_count: int = 0
    sources: set[str] = field(default_factory=set)

    def add(self, read: Read, outcome: Outcome) -> None:
        """Count one resource."""
        self.read += 1
        self.counts[outcome.fate] += 1
        if read.source:
            self.sources.add(read.source)
        place = {"file": read.file, "position": read.piece.position}
        if outcome.fate == REFUSED:
            self.refused.append({**place, "type": outcome.type, "reason": outcome.reason})
        elif outcome.fate == IGNORED:
            self.ignored[outcome.type] += 1
        if outcome.type:
            self.by_type.setdefault(outcome.type, Counter())[outcome.fate] += 1
        self._add_faults(outcome, place)
        for remark in outcome.remarks:
            if remark in self.remarks or len(self.remarks) < MOST_REMARKS:
                self.remarks.setdefault(remark, {"count": 0, **place})["count"] += 1

    def _add_faults(self, outcome: Outcome, place: dict[str, Any]) -> None:
        self.bad_element_count += len(outcome.faults)
        self.unresolved_count += len(outcome.unresolved)
        for fault in outcome.faults:
            if len(self.bad_elements) < MOST_NAMED:
                self.bad_elements.append({**place, "path": fault.path, "reason": fault.reason})
        for names in outcome.unresolved:
            if len(self.unresolved) < MOST_NAMED:
                self.unresolved.append({**place, "type": outcome.type, "names": names})

    def as_json(self) -> dict[str, Any]:
        """The report for a program."""
        kept = {fate.value: self.counts[fate] for fate in Fate}
        return {
            "read": self.read,
            **kept,
            "refused": self.refused,
            "ignored": dict(sorted(self.ignored.items())),
            "by_type": {kind: dict(counts) for kind, counts in sorted(self.by_type.items())},
            "remarks": [{"remark": remark, **told} for remark, told in self.remarks.items()],
            "bad_elements": self.bad_elements,
            "bad_element_count": self.bad_element_count,
            "unresolved": self.unresolved,
            "unresolved_count": self.unresolved_count,
            "sources": sorted(self.sources),
        }

    def in_words(self) -> list[str]:
        """The report for a person: the numbers, then each refusal, then what was strange."""
        numbers = [f"{self.counts[fate]} {fate}" for fate in (*Fate, REFUSED, IGNORED)]
        return [
            f"{self.read} resources read: {', '.join(numbers)}.",
            *(
                f"Refused: {row['file']}, {row['position']}: {row['reason']}"
                for row in self.refused
            ),
            *(
                f"Bad element: {row['file']}, {row['position']}: {row['path']} {row['reason']}"
                for row in self.bad_elements
            ),
            *(
                f"Not known so far: {row['file']}, {row['position']}: {row['type']} {row['names']}"
                for row in self.unresolved
            ),
            *(f"{told['count']} times: {remark}." for remark, told in self.remarks.items()),
        ]
