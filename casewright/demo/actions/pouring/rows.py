"""The rows of a batch, saved table by table in the order in which they lean on each other."""

from collections import Counter
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.conf import settings
from django.db.models import Model

from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.chart.models import (
    Allergy,
    Attachment,
    Condition,
    Document,
    EpisodeElsewhere,
    GoalElsewhere,
    Medicine,
    Observation,
    PlanElsewhere,
    Procedure,
)
from casewright.clocks.models import Clock, DeadlineRule
from casewright.clocks.rules import Due, calendar_for, due
from casewright.contacts.models import Addendum, Contact, Draft
from casewright.demo.house import House
from casewright.fhir.models import Imported
from casewright.foundation.moments import organization_zone
from casewright.hl7.models import Message, PriorNumber, Settlement, Wait
from casewright.people.models import (
    ContactPoint,
    Coverage,
    Identifier,
    Kin,
    Person,
    PersonName,
    SearchKey,
    Statement,
    Summary,
)
from casewright.security.models import Relation
from casewright.tasks.models import Task, TaskEvent
from casewright.transitions.models import Stay, StayEvent
from casewright.worklog.models import WorkEntry

ORDER: tuple[type[Model], ...] = (
    *(Person, PersonName, Identifier, ContactPoint, Kin, Coverage, Statement, Summary, SearchKey),
    *(Case, StatusEntry, TeamPlace, Relation),
    *(Clock, Task, TaskEvent, Contact, Addendum, Draft, WorkEntry),
    *(Stay, StayEvent, Condition, Medicine, Allergy, Observation, Message, Imported),
    *(Procedure, PlanElsewhere, GoalElsewhere, EpisodeElsewhere, Document, Attachment),
    *(Settlement, Wait, PriorNumber),
)
AT_ONCE = 500

M = TypeVar("M", bound=Model)


class Rows:
    """Rows that wait to be saved together."""

    def __init__(self, house: House, at: datetime) -> None:
        self.house, self.at = house, at
        self.waiting: dict[type[Model], list[Model]] = {model: [] for model in ORDER}

    def add(self, row: M) -> M:
        """Let a row wait; gives it back, so that others may lean on it."""
        self.waiting[type(row)].append(row)
        return row

    def save(self) -> Counter[str]:
        """Write everything that waits; gives the number of rows of each table."""
        counts: Counter[str] = Counter()
        for model, rows in self.waiting.items():
            model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
            counts[model._meta.label] += len(rows)
            rows.clear()
        return counts

    @cached_property
    def rules(self) -> dict[str, DeadlineRule]:
        """The newest version of every deadline rule."""
        return {row.rule: row for row in DeadlineRule.objects.order_by("in_force_from")}

    def due(self, rule: str, start: datetime) -> Due:
        """When a rule ends from a moment, with its reason."""
        return due(
            self.rules[rule].deadline(),
            start,
            zone=organization_zone(),
            calendar=calendar_for(settings.HOLIDAYS),
        )
