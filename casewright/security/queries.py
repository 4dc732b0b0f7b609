"""Reading who is who."""

from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casewright.foundation.moments import now
from casewright.security.access import SEE_COVER
from casewright.security.gate import holds
from casewright.security.models import Cover, Membership, Relation, Team, User
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


# So long after its end cover is still shown as what was.
SHOWN_AFTER = timedelta(days=30)


def covers(*, viewer: User, at: datetime) -> QuerySet[Cover]:
    """The cover of one's colleagues and one's own: in force, to come, and lately over, the soonest
    first; `people` says how many each of those away looks after by name."""
    if not holds(viewer, SEE_COVER):
        return Cover.objects.none()
    theirs = (
        Relation.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), user=OuterRef("away"), starts_at__lte=at
        )
        .order_by()
        .values("user")
        .annotate(number=Count("person_key", distinct=True))
    )
    whose = Q(away__in=colleagues(viewer=viewer).values("pk")) | Q(covering=viewer)
    return (
        Cover.objects.filter(whose, ends_at__gt=at - SHOWN_AFTER)
        .exclude(ends_at=F("starts_at"))
        .select_related("away", "covering")
        .annotate(people=Coalesce(Subquery(theirs.values("number")), 0))
        .order_by("starts_at", "pk")
    )
