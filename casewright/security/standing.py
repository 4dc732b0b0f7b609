"""Where a user stands at this moment: permits by role, teams, and colleagues they cover.

Read once a request, in one query; a change acts at the very next request.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from casewright.foundation.moments import now
from casewright.security.models import Cover, Kind, Membership, Relation, RolePermit, User


@dataclass
class Standing:
    """What the gate needs to know of one user."""

    permits: frozenset[str]
    teams: frozenset[UUID]
    covered: frozenset[UUID]
    beside: set[UUID] = field(default_factory=set)


def standing(user: User) -> Standing:
    """Give the user's standing, kept on the user object for the time of one request."""
    kept: Standing | None = getattr(user, "_standing", None)
    if kept is None:
        kept = user._standing = _read(user)  # type: ignore[attr-defined]  # a cache, not a field
    return kept


def _read(user: User) -> Standing:
    if not user.is_active:
        return Standing(frozenset(), frozenset(), frozenset())
    moment = now()
    text = CharField(max_length=80)
    permits = RolePermit.objects.filter(role__holders=user).values_list(
        Value("permit", text), Cast("permit_id", text)
    )
    teams = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment), user=user, starts_at__lte=moment
    ).values_list(Value("team", text), Cast("team_id", text))
    covered = Cover.objects.filter(
        covering=user, starts_at__lte=moment, ends_at__gt=moment
    ).values_list(Value("cover", text), Cast("away_id", text))
    found: dict[str, set[str]] = {"permit": set(), "team": set(), "cover": set()}
    for kind, value in permits.union(teams, covered):
        found[kind].add(value)
    return Standing(
        permits=frozenset(found["permit"]),
        teams=frozenset(UUID(key) for key in found["team"]),
        covered=frozenset(UUID(key) for key in found["cover"]),
    )


def relations_of(user: User) -> QuerySet[Relation]:
    """The relations in force now by which this user may stand beside somebody."""
    if not user.is_active:
        return Relation.objects.none()
    here, moment = standing(user), now()
    return Relation.objects.filter(
        Q(user__in=[user.pk, *here.covered]) | Q(team__in=here.teams),
        Q(ends_at=None) | Q(ends_at__gt=moment),
        starts_at__lte=moment,
    )


def beside(user: User, person_field: str) -> Exists | Q:
    """A condition for any list: only rows whose person this user stands beside.

    `person_field` is the path to the person's key, for example `"person_id"`.
    """
    if user.kind == Kind.SERVICE and user.is_active:
        return ~Q(pk=None)
    return Exists(relations_of(user).filter(person_key=OuterRef(person_field)))


def stands_by(user: User, person_key: UUID | None) -> bool:
    """Say whether this user stands beside this person now.

    A feed stands beside everybody it brings news of; what it may do is settled by its permits.
    """
    if person_key is None or not user.is_active:
        return False
    if user.kind == Kind.SERVICE:
        return True
    here = standing(user)
    if person_key not in here.beside:
        if not relations_of(user).filter(person_key=person_key).exists():
            return False
        here.beside.add(person_key)
    return True


def supervises(user: User, colleague: User) -> bool:
    """A supervisor answers for everyone on their own teams."""
    moment = now()
    return (
        user.roles.filter(name="supervisor").exists()
        and Membership.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=moment),
            user=colleague,
            team__in=standing(user).teams,
            starts_at__lte=moment,
        ).exists()
    )
