"""What is around a resource while it is kept: who keeps it, from where, and what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from casewright.fhir.actions.known import Became, Known
from casewright.fhir.actions.missing import Lack, Lacks
from casewright.fhir.preparing import Prepared
from casewright.fhir.queries import people_by_key
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.references import Reference, references_in
from casewright.foundation.errors import Refused
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.models import Team, User

LONGEST_SHOWN = 80
# The column that says what a record is called.
CALLED = {
    "Condition": "display",
    "Location": "name",
    "Organization": "name",
    "Practitioner": "full_name",
}


class Waits(Exception):  # noqa: N818 - a state of affairs, not a fault
    """The resource names another that was not read yet."""


@dataclass
class Surroundings:
    """One batch's own. `label` is how the rooms call the source; `remarks` is what is strange
    about the resource at hand, `lacks` what it names and is not known so far."""

    by: User
    source: str
    label: str
    is_last: bool
    at: datetime
    known: Known
    intake: Team | None
    missing: Lack
    remarks: list[str] = field(default_factory=list)
    lacks: list[Lacks] = field(default_factory=list)
    called_so: dict[tuple[str, UUID], str] = field(default_factory=dict)
    arrived: list[tuple[Prepared, Any]] = field(default_factory=list)
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
            missing=Lack(source),
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
        if row is None:
            self.wait()
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

    def wait(self) -> None:
        """Let the resource at hand wait until everything was read once; then go on without."""
        if not self.is_last:
            raise Waits

    def other(self, reference: Reference, kind: str, column: str = "") -> Became | None:
        """What another resource became, if it is or will be known; a resource stands without it.

        `column` is where it will be put in when it comes later.
        """
        row = self.known.find(reference, kind)
        elsewhere = reference.key and not reference.key.startswith("#")
        if row is None and elsewhere and reference.type in ("", kind):
            self.wait()
            if column:
                self.lacks.append(Lacks(column, reference))
        return row

    def words(self, reference: Reference, kinds: tuple[str, ...], column: str) -> str:
        """What somebody or something named is called: by the reference's own words, else by the
        record it became; put into the column later where that is not known so far."""
        if reference.display or not reference.key or reference.key.startswith("#"):
            return reference.display
        for kind in kinds:
            row = self.known.find(reference, kind)
            if row:
                return self._called(kind, row)
        if reference.type in ("", *kinds):
            self.wait()
            self.lacks.append(Lacks(column, reference))
        return ""

    def called(self, kind: str, record: Any) -> str:
        """What a record of one of the types that others name is called."""
        if kind == "PractitionerRole":
            of = record.practitioner or record.organization
            return self.called("Practitioner" if record.practitioner else "Organization", of)
        words: str = getattr(record, CALLED[kind])
        return words

    def note(self, prepared: Prepared, record: Model, lacks: list[Lacks]) -> None:
        """Note what a resource became and what it lacks, and that it is there for others."""
        self.known.note(prepared, record, self.at)
        if self.known.is_renewed(prepared):
            self.missing.renew(record)
        self.missing.note(record, lacks)
        self.arrived.append((prepared, record))

    def _called(self, kind: str, row: Became) -> str:
        name = (kind, row.key)
        if name not in self.called_so:
            record = apps.get_model(row.record_type)._default_manager.get(pk=row.key)
            self.called_so[name] = self.called(kind, record)
        return self.called_so[name]
