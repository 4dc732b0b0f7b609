"""What is around a resource while it is kept: who keeps it, from where, and what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from casewright.fhir.actions.known import Became, Known
from casewright.fhir.preparing import Prepared
from casewright.fhir.queries import people_by_key
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.references import Reference, references_in
from casewright.foundation.errors import Refused
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.models import Team, User

LONGEST_SHOWN = 80


class Waits(Exception):  # noqa: N818 - a state of affairs, not a fault
    """The resource names another that was not read yet."""


@dataclass
class Surroundings:
    """One batch's own. `label` is how the rooms call the source; `remarks` is what is strange
    about the resource at hand."""

    by: User
    source: str
    label: str
    is_last: bool
    at: datetime
    known: Known
    intake: Team | None
    remarks: list[str] = field(default_factory=list)
    people: dict[UUID, Person] = field(default_factory=dict)

    @classmethod
    def of(
        cls, *, by: User, source: str, batch: Sequence[Prepared], is_last: bool, at: datetime
    ) -> "Surroundings":
        """Read at once what the batch needs."""
        known = Known(source, batch)
        news = [p for p in batch if (was := known.own(p)) is None or was.digest != p.digest]
        named = [reference for prepared in news for reference in references_in(prepared.said)]
        known.expect(named)
        found = {became.key for each in named if (became := known.find(each, "Patient"))}
        return cls(
            by=by,
            source=source,
            label=f"fhir:{source}"[:120],
            is_last=is_last,
            at=at,
            known=known,
            intake=Team.objects.filter(is_intake=True).first() if news else None,
            people=people_by_key(found, viewer=by),
        )

    def person(self, reference: Reference) -> Person:
        """The person a resource is about; without one it is not kept."""
        if reference.type not in ("", "Patient"):
            raise Passed(f"About a {reference.type[:40]}, not about a Patient")
        row = self.known.find(reference, "Patient")
        if row is None and not reference.key:
            raise Refused("It does not say whom it is about.")
        if row is None and not self.is_last:
            raise Waits
        if row is None:
            whom = f"Patient/{reference.key[:LONGEST_SHOWN]}"
            raise Refused(
                f"It is about {whom}, who was not kept and is not known from {self.source}."
            )
        return self.person_of(row.key)

    def person_of(self, key: UUID) -> Person:
        """A person by our own key, read once a batch."""
        if key not in self.people:
            self.people[key] = fetch_person(key)
        return self.people[key]

    def other(self, reference: Reference, kind: str) -> Became | None:
        """What another resource became, if it is or will be known; a resource stands without it."""
        row = self.known.find(reference, kind)
        elsewhere = reference.key and not reference.key.startswith("#")
        if row is None and elsewhere and reference.type in ("", kind) and not self.is_last:
            raise Waits
        return row
