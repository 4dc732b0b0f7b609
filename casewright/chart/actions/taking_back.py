"""Taking back what was received about the wrong person."""

from collections.abc import Iterable
from uuid import UUID

from casewright.audit.actions import action, record
from casewright.chart.access import RECEIVE
from casewright.chart.models import Allergy, Condition
from casewright.chart.rules import TAKEN_BACK
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User


def held_keys(person: Person) -> set[str]:
    """The keys of a person's conditions and allergies."""
    found: set[str] = set()
    for model in (Condition, Allergy):
        rows = model._default_manager.filter(person=person).order_by("pk")
        found.update(str(key) for key in rows.values_list("pk", flat=True))
    return found


@action
def take_back_received(*, by: User, person: Person, keys: Iterable[str]) -> None:
    """Mark conditions and allergies as never this person's; their rows stay."""
    demand(by, RECEIVE, person)
    wanted = [UUID(key) for key in keys]
    for model in (Condition, Allergy):
        rows = model._default_manager.filter(person=person, pk__in=wanted)
        rows.update(status=TAKEN_BACK)
    record(by, "chart.taken_back", person, rows=len(wanted))
