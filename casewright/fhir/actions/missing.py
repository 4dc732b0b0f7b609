"""What resources name and nobody has read so far: noted, and put in when it comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from casewright.fhir.models import Missing
from casewright.fhir.resources.references import LONGEST, Reference

LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Lacks:
    """A column of a record that waits for what a reference names."""

    column: str
    reference: Reference

    def __str__(self) -> str:
        kind = f"{self.reference.type}/" if self.reference.type else ""
        return f"{self.column}: {kind}{self.reference.key[:LONGEST_SHOWN]}"


class Lack:
    """The rows of `Missing` that a batch writes and fulfils."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._new: dict[tuple[str, UUID, str, str], Missing] = {}
        self._renewed: set[UUID] = set()

    def renew(self, record: Model) -> None:
        """A record is said anew: what it lacked before is forgotten."""
        self._renewed.add(record.pk)

    def note(self, record: Model, lacks: Iterable[Lacks]) -> None:
        """Note what a record lacks."""
        for lack in lacks:
            wanted = lack.reference
            if len(wanted.key) > LONGEST:
                continue
            name = (wanted.key, record.pk, lack.column, wanted.type[:40])
            self._new[name] = Missing(
                source=self.source,
                wanted_key=wanted.key,
                wanted_type=wanted.type[:40],
                record_type=record._meta.label,
                record_key=record.pk,
                column=lack.column,
            )

    def save(self) -> None:
        """Write what was noted; what is noted already stays once."""
        if self._renewed:
            Missing.objects.filter(record_key__in=self._renewed).delete()
        if self._new:
            Missing.objects.bulk_create(self._new.values(), ignore_conflicts=True)
        self._new, self._renewed = {}, set()

    def waiting_for(self, kind: str, names: Iterable[str]) -> list[Missing]:
        """What waits for a resource of this type that goes by one of these names."""
        rows = Missing.objects.filter(
            source=self.source, wanted_key__in=list(names), wanted_type__in=["", kind]
        )
        return list(rows.order_by("pk"))
