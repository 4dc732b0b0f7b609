"""Which of our records the resources of one source became."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from casewright.fhir.models import Imported
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.references import INSIDE, Reference
from casewright.fhir.rules import ORDER, Version

Name = tuple[str, str]


@dataclass(frozen=True)
class Became:
    """The record that a resource became, the digest of what it said then, and which version of
    it that was."""

    key: UUID
    digest: str
    record_type: str
    version: Version


CHANGING = ["digest", "record_type", "record_key", "imported_at", "written_at", "version"]


class Known:
    """The rows of `Imported` that a batch needs, read at once and written at once."""

    def __init__(self, source: str, batch: Sequence[Prepared]) -> None:
        self.source = source
        self._rows: dict[Name, Imported] = {}
        self._asked: set[str] = set()
        self._new: dict[Name, Imported] = {}
        self._changed: dict[Name, Imported] = {}
        self._look_up(name for prepared in batch for name in prepared.names)

    def own(self, prepared: Prepared) -> Became | None:
        """What this resource became when it was last read."""
        return self._became((prepared.type, prepared.names[0]))

    def expect(self, references: Iterable[Reference]) -> None:
        """Read ahead what some references name."""
        self._look_up(reference.key for reference in references if reference.key)

    def find(self, reference: Reference, kind: str) -> Became | None:
        """What the resource of this type that a reference names became."""
        if not reference.key or reference.type not in ("", kind):
            return None
        self._look_up([reference.key])
        return self._became((kind, reference.key))

    def note(self, prepared: Prepared, record: Model, at: datetime) -> None:
        """Note what a resource became, under every name it goes by."""
        for name in prepared.names:
            row = self._rows.get((prepared.type, name))
            if row is None:
                row = Imported(source=self.source, resource_type=prepared.type, resource_id=name)
                self._rows[(prepared.type, name)] = self._new[(prepared.type, name)] = row
            elif name != prepared.names[0]:
                continue
            elif (prepared.type, name) not in self._new:
                self._changed[(prepared.type, name)] = row
            row.digest, row.imported_at = prepared.digest, at
            row.record_type, row.record_key = record._meta.label, record.pk
            row.written_at, row.version = prepared.version.written_at, prepared.version.number

    def stamp(self, prepared: Prepared) -> None:
        """Note that a later version says the same as the one kept."""
        name = (prepared.type, prepared.names[0])
        row = self._rows[name]
        row.written_at, row.version = prepared.version.written_at, prepared.version.number
        if name not in self._new:
            self._changed[name] = row

    def is_renewed(self, prepared: Prepared) -> bool:
        """Says whether a resource was known before this batch, and is said anew."""
        return (prepared.type, prepared.names[0]) in self._changed

    def save(self) -> None:
        """Write what was noted."""
        Imported.objects.bulk_create(self._new.values())
        Imported.objects.bulk_update(self._changed.values(), CHANGING)

    def _became(self, name: Name) -> Became | None:
        row = self._rows.get(name)
        if row is None or row.record_key is None:
            return None
        version = Version(row.written_at, row.version)
        return Became(row.record_key, row.digest, row.record_type, version)

    def _look_up(self, names: Iterable[str]) -> None:
        wanted = {name for name in names if not name.startswith(INSIDE)} - self._asked
        if not wanted:
            return
        self._asked |= wanted
        rows = Imported.objects.filter(
            source=self.source, resource_type__in=ORDER, resource_id__in=wanted
        )
        self._rows |= {(row.resource_type, row.resource_id): row for row in rows}
