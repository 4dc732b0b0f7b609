"""Receiving many things at once, as exports bring them: one reading and one writing a table."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casewright.audit.actions import action, record
from casewright.chart.access import RECEIVE
from casewright.chart.actions.filing import keep_files
from casewright.chart.actions.fitting import fit
from casewright.chart.facts import (
    AllergyFact,
    ConditionFact,
    DocumentFact,
    EpisodeFact,
    GoalFact,
    MedicineFact,
    ObservationFact,
    PlanFact,
    ProcedureFact,
    ReceivedFact,
)
from casewright.chart.models import (
    Allergy,
    Condition,
    Document,
    EpisodeElsewhere,
    GoalElsewhere,
    Medicine,
    Observation,
    PlanElsewhere,
    Procedure,
)
from casewright.foundation.errors import Refused
from casewright.foundation.fates import Fate, Kept
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User

# Whatever model; each has the columns of everything received.
Row = Any
MODELS: dict[type[ReceivedFact], Row] = {
    AllergyFact: Allergy,
    ConditionFact: Condition,
    DocumentFact: Document,
    EpisodeFact: EpisodeElsewhere,
    GoalFact: GoalElsewhere,
    MedicineFact: Medicine,
    ObservationFact: Observation,
    PlanFact: PlanElsewhere,
    ProcedureFact: Procedure,
}


@action
def receive_all(
    *, by: User, source: str, received: Sequence[tuple[Person, ReceivedFact]], at: datetime
) -> list[Kept[Row] | Refused]:
    """Keep what one source says; gives for each, in its order, what became of it or why nothing.

    A newer word takes the older one's place, also where both come at once. The trail has one line
    for each person of whom something new came, and one for each row that was said anew.
    """
    for person in {person.pk: person for person, _ in received}.values():
        demand(by, RECEIVE, person)
    by_model: dict[Row, list[int]] = defaultdict(list)
    for number, (_, fact) in enumerate(received):
        by_model[MODELS[type(fact)]].append(number)
    answers: dict[int, Kept[Row] | Refused] = {}
    for model, numbers in by_model.items():
        part = _receive(model, source, [received[n] for n in numbers], at)
        answers |= dict(zip(numbers, part, strict=True))
    ordered = [answers[number] for number in range(len(received))]
    _record(by, source, ordered)
    return ordered


def _receive(
    model: Row, source: str, received: Sequence[tuple[Person, ReceivedFact]], at: datetime
) -> list[Kept[Row] | Refused]:
    keys = {fact.source_key for _, fact in received}
    rows = {row.source_key: row for row in model.objects.filter(source=source, source_key__in=keys)}
    new: list[Row] = []
    changed: dict[str, Row] = {}
    answers: list[Kept[Row] | Refused] = []
    names: list[str] = []
    for person, fact in received:
        try:
            values = fit(model, fact)
        except Refused as refusal:
            answers.append(refusal)
            continue
        names = [*values]
        kept = _put(model, rows, person, values, at)
        if kept.fate == Fate.CREATED:
            new.append(kept.record)
        elif kept.fate == Fate.UPDATED:
            changed[fact.source_key] = kept.record
        answers.append(kept)
    fresh = {row.pk for row in new}
    model.objects.bulk_create(new)
    older = [row for row in changed.values() if row.pk not in fresh]
    if older:
        model.objects.bulk_update(older, ["person", "received_at", *names])
    return keep_files(received, answers) if model is Document else answers


def _put(
    model: Row, rows: dict[str, Row], person: Person, values: dict[str, Any], at: datetime
) -> Kept[Row]:
    """The row that holds what is said now: the one known by its key, or a new one."""
    row = rows.get(values["source_key"])
    if row is None:
        row = model(person=person, received_at=at, **values)
        rows[values["source_key"]] = row
        return Kept(row, Fate.CREATED)
    if row.person_id == person.pk and all(getattr(row, n) == v for n, v in values.items()):
        return Kept(row, Fate.UNCHANGED)
    row.person, row.received_at = person, at
    for name, value in values.items():
        setattr(row, name, value)
    return Kept(row, Fate.UPDATED)


def _record(by: User, source: str, answers: Sequence[Kept[Row] | Refused]) -> None:
    new: dict[Person, Counter[str]] = defaultdict(Counter)
    for kept in answers:
        if isinstance(kept, Refused) or kept.fate == Fate.UNCHANGED:
            continue
        what = kept.record._meta.model_name
        if kept.fate == Fate.CREATED:
            new[kept.record.person][what] += 1
        else:
            record(by, f"chart.{what}_{kept.fate}", kept.record, source=source)
    for person, counts in new.items():
        record(by, "chart.received", person, source=source, **counts)
