"""What people look at in this room."""

from uuid import UUID

from django.db.models import QuerySet

from casewright.cases.models import Case, TeamPlace
from casewright.cases.states import OPEN
from casewright.foundation.prepared import KEYS, PreparedRecords
from casewright.security.models import User
from casewright.security.standing import beside, stands_by


def cases_of(person_key: UUID, *, viewer: User) -> QuerySet[Case]:
    """A person's cases, the newest first."""
    return (
        Case.objects.filter(beside(viewer, "person_id"), person=person_key)
        .select_related("manager", "team")
        .order_by("-opened_at", "pk")
    )


def care_team(person_key: UUID, *, viewer: User) -> QuerySet[TeamPlace]:
    """Who is on the care team of a person's open cases now."""
    return (
        TeamPlace.objects.filter(
            beside(viewer, "case__person_id"),
            case__person=person_key,
            case__status__in=OPEN,
            ends_at=None,
        )
        .select_related("user", "case")
        .order_by("starts_at", "pk")
    )


def open_case_of(person_key: UUID, *, viewer: User) -> Case | None:
    """The case that work for a person goes to: the one open longest; None in nobody's case."""
    if not stands_by(viewer, person_key):
        return None
    return next(iter(OPEN_CASE.records(person=person_key)), None)


def _open_longest() -> QuerySet[Case]:
    still_open = Case.objects.filter(person=KEYS["person"], status__in=OPEN)
    return still_open.select_related("manager", "team").order_by("opened_at", "pk")[:1]


OPEN_CASE = PreparedRecords(_open_longest)
