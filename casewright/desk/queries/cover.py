"""Whom the viewer covers for, how many people that is, and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery

from casewright.foundation.moments import local
from casewright.security.models import Cover, Relation, RelationKind, User

DAYS_A_WEEKDAY_IS_CLEAR = 7


@dataclass(frozen=True)
class Covered:
    """One colleague who is away: their first name, their people, and the day they are back."""

    name: str
    people: int
    until: str


def covered_by(*, viewer: User, at: datetime) -> list[Covered]:
    """The colleagues whose caseload the viewer holds at a moment, in the order of their return."""
    caseload = (
        Relation.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            user=OuterRef("away"),
            kind=RelationKind.MANAGER,
            starts_at__lte=at,
        )
        .order_by()
        .values("user")
        .annotate(people=Count("person_key", distinct=True))
        .values("people")
    )
    covers = (
        Cover.objects.filter(covering=viewer, starts_at__lte=at, ends_at__gt=at)
        .annotate(people=Subquery(caseload), full_name=F("away__full_name"))
        .order_by("ends_at", "pk")
    )
    return [
        Covered(
            name=str(cover.full_name).split(" ")[0],
            people=cover.people or 0,
            until=_day(cover.ends_at, at),
        )
        for cover in covers
    ]


def _day(ends_at: datetime, at: datetime) -> str:
    """Thursday; with the date where a weekday alone could be another week's."""
    last, here = local(ends_at), local(at)
    if (last.date() - here.date()).days < DAYS_A_WEEKDAY_IS_CLEAR:
        return f"{last:%A}"
    return f"{last:%A} {last.day} {last:%B}"
