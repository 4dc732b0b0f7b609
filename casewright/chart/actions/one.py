"""Receiving one thing at a time, as messages bring them."""

from datetime import datetime
from typing import TypeVar

from casewright.audit.actions import action, record
from casewright.chart.access import RECEIVE
from casewright.chart.actions.fitting import fit
from casewright.chart.facts import (
    AllergyFact,
    ConditionFact,
    MedicineFact,
    ObservationFact,
    ReceivedFact,
)
from casewright.chart.models import Allergy, Condition, Medicine, Observation
from casewright.foundation.fates import Fate, Kept
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User

R = TypeVar("R", Condition, Medicine, Allergy, Observation)


@action
def receive_condition(
    *, by: User, person: Person, fact: ConditionFact, at: datetime
) -> Kept[Condition]:
    """Keep a problem or diagnosis; a newer word of its source takes the older one's place."""
    demand(by, RECEIVE, person)
    kept = _receive(Condition, person, fact, at)
    _record(by, kept)
    return kept


@action
def receive_medicine(
    *, by: User, person: Person, fact: MedicineFact, at: datetime
) -> Kept[Medicine]:
    """Keep a medicine; a newer word of its source takes the older one's place."""
    demand(by, RECEIVE, person)
    kept = _receive(Medicine, person, fact, at)
    _record(by, kept)
    return kept


@action
def receive_allergy(*, by: User, person: Person, fact: AllergyFact, at: datetime) -> Kept[Allergy]:
    """Keep an allergy; a newer word of its source takes the older one's place."""
    demand(by, RECEIVE, person)
    kept = _receive(Allergy, person, fact, at)
    _record(by, kept)
    return kept


@action
def receive_observation(
    *, by: User, person: Person, fact: ObservationFact, at: datetime
) -> Kept[Observation]:
    """Keep a measured or asked value; a newer word of its source takes the older one's place."""
    demand(by, RECEIVE, person)
    kept = _receive(Observation, person, fact, at)
    _record(by, kept)
    return kept


def _receive(model: type[R], person: Person, fact: ReceivedFact, at: datetime) -> Kept[R]:
    """Find what the source said before under this key, and let the new word stand."""
    values = fit(model, fact)
    row = model.objects.filter(source=fact.source, source_key=fact.source_key).first()
    if row is None:
        row = model(person=person, received_at=at, **values)
        row.save(force_insert=True)
        return Kept(row, Fate.CREATED)
    if row.person_id == person.pk and all(getattr(row, n) == v for n, v in values.items()):
        return Kept(row, Fate.UNCHANGED)
    row.person, row.received_at = person, at
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return Kept(row, Fate.UPDATED)


def _record(by: User, kept: Kept[R]) -> None:
    if kept.fate != Fate.UNCHANGED:
        what = kept.record._meta.model_name
        record(by, f"chart.{what}_{kept.fate}", kept.record, source=kept.record.source)
