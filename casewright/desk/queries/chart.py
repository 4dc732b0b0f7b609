"""What was received about a person: a page of every kind."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from casewright.chart import queries as chart
from casewright.security.models import User

# The order in which they stand on the page; the name is also that of the page's number.
KINDS: dict[str, Callable[..., Any]] = {
    "readings": chart.readings_of,
    "conditions": chart.received_conditions_of,
    "medicines": chart.received_medicines_of,
    "allergies": chart.received_allergies_of,
    "procedures": chart.procedures_of,
    "plans": chart.plans_elsewhere_of,
    "goals": chart.goals_elsewhere_of,
    "episodes": chart.episodes_elsewhere_of,
    "documents": chart.documents_of,
}


def chart_of(person_key: UUID, *, viewer: User, pages: Mapping[str, int] | None = None) -> Any:
    """Every kind by its name, each on the page asked for: a statement a kind, and two more."""
    asked = pages or {}
    return {
        name: read(person_key, viewer=viewer, page=asked.get(name, 1))
        for name, read in KINDS.items()
    }
