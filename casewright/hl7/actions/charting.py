"""Diagnoses and allergies as messages tell them, each with its source."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value

from casewright.chart.actions import receive_allergy, receive_condition
from casewright.chart.facts import AllergyFact, ConditionFact
from casewright.chart.models import Allergy, Condition
from casewright.foundation.prepared import KEYS, TEXTS, PreparedRows
from casewright.hl7.actions.finding import source_of
from casewright.hl7.reading.fields import Adt
from casewright.people.models import Person
from casewright.security.models import User


def keep_chart(by: User, person: Person, adt: Adt, sender: str, at: datetime) -> None:
    """Keep what a message tells of the chart; a later told word is not undone by a late one."""
    if not (adt.diagnoses or adt.allergies):
        return
    said = adt.occurred or adt.recorded or adt.sent
    dated_at = said.moment if said else None
    source = source_of(sender)
    rows = TOLD_BEFORE.rows(person=person.pk, text0=source)
    _keep_conditions(by, _Known(Condition, person, rows), adt, source, dated_at, at)
    _keep_allergies(by, _Known(Allergy, person, rows), adt, source, dated_at, at)


def _keep_conditions(
    by: User, known: "_Known", adt: Adt, source: str, dated_at: datetime | None, at: datetime
) -> None:
    for one in adt.diagnoses:
        name = one.code or one.text
        fact = ConditionFact(
            source=source,
            source_key=known.key(name),
            system=one.system,
            code=one.code,
            display=one.text or one.code,
            dated_at=dated_at,
        )
        if known.is_news(name, dated_at, fact.display):
            receive_condition(by=by, person=known.person, fact=fact, at=at)


def _keep_allergies(
    by: User, known: "_Known", adt: Adt, source: str, dated_at: datetime | None, at: datetime
) -> None:
    for one in adt.allergies:
        display = one.substance.text or one.substance.code
        name = one.substance.code or display
        fact = AllergyFact(
            source=source,
            source_key=known.key(name),
            system=one.substance.system,
            code=one.substance.code,
            display=display,
            reaction=", ".join(one.reactions),
            severity=one.severity,
            dated_at=dated_at,
        )
        if known.is_news(name, dated_at, display):
            receive_allergy(by=by, person=known.person, fact=fact, at=at)


def _told_before() -> tuple[list[QuerySet[Any, Any]], str]:
    """What one source told of a person's diagnoses and allergies, in one statement."""
    parts: list[QuerySet[Any, Any]] = []
    for model in (Condition, Allergy):
        rows = model.objects.filter(person=KEYS["person"], source=TEXTS["text0"])
        name = Value(model._meta.model_name, CharField())
        said = rows.order_by("dated_at", "pk")
        parts.append(said.values_list(name, "source_key", "dated_at", "display"))
    return parts, ""


TOLD_BEFORE = PreparedRows(_told_before)
Rows = list[tuple[Any, ...]]


class _Known:
    """What one source told of a person's chart before, by the name of each thing.

    Keys are the person's and the name's; those of a record that was joined to this one go on.
    """

    def __init__(self, model: type[Condition] | type[Allergy], person: Person, rows: Rows) -> None:
        self.person = person
        self.rows = {
            _cut(key): (key, dated_at, display)
            for name, key, dated_at, display in rows
            if name == model._meta.model_name
        }

    def key(self, name: str) -> str:
        own = f"{self.person.pk}:{name}"[:200]
        return self.rows[_cut(own)][0] if _cut(own) in self.rows else own

    def is_news(self, name: str, dated_at: datetime | None, display: str) -> bool:
        known = self.rows.get(_cut(f"{self.person.pk}:{name}"[:200]))
        if known is None or dated_at is None or known[1] is None:
            return True
        return (known[1], known[2]) < (dated_at, display)


def _cut(key: str) -> str:
    return key.partition(":")[2]
