"""What people look at in this room."""

from uuid import UUID

from django.db.models import QuerySet

from casewright.cases.models import Case, TeamPlace
from casewright.cases.states import OPEN
from casewright.security.models import User
from casewright.security.standing import beside


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
    return (
        Case.objects.filter(beside(viewer, "person_id"), person=person_key, status__in=OPEN)
        .select_related("manager", "team")
        .order_by("opened_at", "pk")
        .first()
    )
