"""Reading who is who."""

from django.db.models import Q, QuerySet

from casewright.foundation.moments import now
from casewright.security.models import Membership, Team, User
from casewright.security.standing import standing


def intake_team() -> Team:
    """The team whose queue takes in whoever is in nobody's case."""
    return Team.objects.get(is_intake=True)


def members(team: Team) -> QuerySet[User]:
    """The people on a team now."""
    moment = now()
    return User.objects.filter(
        Q(memberships__ends_at=None) | Q(memberships__ends_at__gt=moment),
        memberships__team=team,
        memberships__starts_at__lte=moment,
        is_active=True,
    ).order_by("full_name", "pk")


def colleagues(*, viewer: User) -> QuerySet[User]:
    """Everyone the viewer shares a team with, and the viewer."""
    moment = now()
    there = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment),
        team__in=standing(viewer).teams,
        starts_at__lte=moment,
    )
    return User.objects.filter(
        Q(pk__in=there.values("user")) | Q(pk=viewer.pk), is_active=True
    ).order_by("full_name", "pk")
