"""What tells a person from others: their names and the numbers they hold, read in one statement."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value

from casewright.foundation.prepared import KEYS, Parts, PreparedRows
from casewright.people.models import Identifier, Person, PersonName


@dataclass(frozen=True)
class Known:
    """Names as (use, family, given) and numbers in force as (system, value)."""

    names: tuple[tuple[str, str, str], ...]
    numbers: tuple[tuple[str, str], ...]


def known_of(person: Person) -> Known:
    """The names of a person, the first kept first, and the numbers they hold."""
    rows = KNOWN_OF.rows(person=person.pk)
    return Known(
        names=tuple(row[1:] for row in rows if row[0] == "name"),
        numbers=tuple(row[1:3] for row in rows if row[0] == "number"),
    )


def _write() -> Parts:
    text, theirs = CharField(), {"person": KEYS["person"]}
    names = PersonName.objects.filter(**theirs).order_by("pk")
    numbers = Identifier.objects.filter(**theirs, retired_at=None).order_by()
    parts: list[QuerySet[Any, Any]] = [
        names.values_list(Value("name", text), "use", "family", "given"),
        numbers.values_list(Value("number", text), "system", "value", Value("", text)),
    ]
    return parts, ""


KNOWN_OF = PreparedRows(_write)
