"""Where a user stands at this moment: permits by role, teams, and colleagues they cover.

Read once a request, in one query; a change acts at the very next request.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from casewright.foundation.among import among
from casewright.foundation.moments import now
from casewright.foundation.prepared import KEYS, MOMENT, Asked, Parts, PreparedRows
from casewright.security.models import Cover, Kind, Membership, Relation, RolePermit, User


@dataclass
class Standing:
    """What the gate needs to know of one user."""

    permits: frozenset[str]
    teams: frozenset[UUID]
    covered: frozenset[UUID]
    beside: set[UUID] = field(default_factory=set)


def standing(user: User, about: UUID | None = None) -> Standing:
    """Give the user's standing, kept on the user object for the time of one request.

    Read for a request `about` a person, it says in the same statement whether the user stands
    beside them.
    """
    kept: Standing | None = getattr(user, "_standing", None)
    if kept is None:
        kept = user._standing = _read(user, about)  # type: ignore[attr-defined]  # a cache, not a field
    return kept


def _read(user: User, about: UUID | None) -> Standing:
    if not user.is_active:
        return Standing(frozenset(), frozenset(), frozenset())
    asked: dict[str, Asked] = {"viewer": user.pk, "moment": now()}
    if about is not None:
        asked["person"] = about
    found: dict[str, set[str]] = {"permit": set(), "team": set(), "cover": set(), "beside": set()}
    for kind, value in STANDING.rows((about is not None,), **asked):
        found[kind].add(value)
    return Standing(
        permits=frozenset(found["permit"]),
        teams=frozenset(UUID(key) for key in found["team"]),
        covered=frozenset(UUID(key) for key in found["cover"]),
        beside={UUID(key) for key in found["beside"]},
    )


def _parts(is_about_somebody: bool) -> Parts:  # noqa: FBT001 - the one thing the text depends on
    """Permits, teams and colleagues covered; and the person, where one stands beside them."""
    viewer, moment = KEYS["viewer"], MOMENT
    text = CharField(max_length=80)
    in_force = Q(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)
    teams = Membership.objects.filter(in_force, user=viewer)
    covers = Cover.objects.filter(covering=viewer, starts_at__lte=moment, ends_at__gt=moment)
    permits = RolePermit.objects.filter(role__holders=viewer)
    parts: list[QuerySet[Any, Any]] = [
        permits.values_list(Value("permit", text), Cast("permit_id", text)),
        teams.values_list(Value("team", text), Cast("team_id", text)),
        covers.values_list(Value("cover", text), Cast("away_id", text)),
    ]
    if is_about_somebody:
        whose = (
            Q(user=viewer) | Q(user__in=covers.values("away")) | Q(team__in=teams.values("team"))
        )
        beside_them = Relation.objects.filter(in_force, whose, person_key=KEYS["person"])
        parts.append(beside_them.values_list(Value("beside", text), Cast("person_key", text)))
    return parts, ""


STANDING = PreparedRows(_parts)


def beside_at(viewer: str) -> QuerySet[Relation]:
    """The relations in force by which a viewer stands beside somebody, for a statement that is
    prepared: the viewer and the moment are marks in it."""
    whom, moment = KEYS[viewer], MOMENT
    in_force = Q(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)
    teams = Membership.objects.filter(in_force, user=whom).values("team")
    away = Cover.objects.filter(covering=whom, starts_at__lte=moment, ends_at__gt=moment)
    whose = Q(user=whom) | among("user", away.values("away")) | among("team", teams)
    return relations_at().filter(whose)


def relations_at(**which: Any) -> QuerySet[Relation]:
    """Relations in force, whosever they are, for a statement that is prepared."""
    in_force = Q(Q(ends_at=None) | Q(ends_at__gt=MOMENT), starts_at__lte=MOMENT)
    return Relation.objects.filter(in_force, **which)


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
    return user.roles.filter(name="supervisor").exists() and shares_team(user, colleague)


def shares_team(user: User, colleague: User) -> bool:
    """Whether two are on one team now."""
    moment = now()
    return Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment),
        user=colleague,
        team__in=standing(user).teams,
        starts_at__lte=moment,
    ).exists()
