"""Accounts, teams, cover, and who stands beside whom: the only writer of these tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local
from casewright.foundation.texts import check_fit
from casewright.security.access import (
    ARRANGE_COVER,
    END_COVER,
    MANAGE_ACCOUNTS,
    RELATE,
    TAKE_COVER,
)
from casewright.security.gate import PERMITS, ROLES, demand
from casewright.security.models import (
    Cover,
    Kind,
    Membership,
    Permit,
    Relation,
    RelationKind,
    Role,
    RolePermit,
    Session,
    Team,
    User,
)
from casewright.security.rules import MOST_FAILED_SIGN_INS


@transaction.atomic
def lay_out_roles() -> int:
    """Make the first roles, and give each permit that is new its first holders, once.

    What the organization changed since stays changed. Gives the number of new permits. It has no
    `by`: it runs when the program is set up, before there is anybody.
    """
    for name, title in ROLES.items():
        Role.objects.get_or_create(name=name, defaults={"title": title})
    known = set(Permit.objects.values_list("name", flat=True))
    new = [held for name, held in sorted(PERMITS.items()) if name not in known]
    Permit.objects.bulk_create([Permit(name=held.name, title=held.title) for held in new])
    RolePermit.objects.bulk_create(
        [RolePermit(role_id=role, permit_id=held.name) for held in new for role in held.holders]
    )
    return len(new)


@transaction.atomic
def make_first_administrator(*, username: str, password: str, at: datetime) -> User:
    """Make the account from which all others are made; refused once any administrator is there.

    Whoever can run commands on the machine is the one who may call this.
    """
    if User.objects.filter(roles="administrator", is_active=True).exists():
        raise Refused("There is an administrator already. Sign in as one to make more accounts.")
    user = _new_user(username, username, password, at, Kind.STAFF)
    user.roles.add(Role.objects.get(name="administrator"))
    record(user, "security.first_administrator_made", user)
    return user


@action
def add_user(
    *,
    by: User,
    username: str,
    full_name: str,
    roles: Iterable[str],
    teams: Iterable[Team],
    password: str | None,
    at: datetime,
    kind: str = Kind.STAFF,
) -> User:
    """Make an account with its roles and teams; a service has no password and never signs in."""
    demand(by, MANAGE_ACCOUNTS, None)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"There is an account named {username} already.")
    if kind == Kind.SERVICE and password is not None:
        raise Refused("A feed or an app never signs in. Make it without a password.")
    names = sorted(set(roles))
    unknown = set(names) - set(Role.objects.values_list("name", flat=True))
    if unknown:
        raise Refused(f"No such role: {', '.join(sorted(unknown))}.")
    user = _new_user(username, full_name, password, at, kind)
    user.roles.set(Role.objects.filter(name__in=names))
    for team in teams:
        Membership.objects.create(user=user, team=team, starts_at=at)
    record(by, "security.user_added", user, roles=names)
    return user


def _new_user(username: str, full_name: str, password: str | None, at: datetime, kind: str) -> User:
    user = User(username=username, full_name=full_name, kind=kind, joined_at=at)
    if password is None:
        user.set_unusable_password()
    else:
        _set_password(user, password)
    user.save()
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault
    user.set_password(password)


@action
def end_user(*, by: User, user: User, at: datetime) -> None:
    """End an account: its sessions, teams, cover and places beside people end in this moment."""
    demand(by, MANAGE_ACCOUNTS, None)
    user.is_active = False
    user.ended_at = at
    user.save(update_fields=["is_active", "ended_at"])
    sessions, _ = Session.objects.filter(user=user).delete()
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    Membership.objects.filter(running, user=user, starts_at__lte=at).update(ends_at=at)
    Cover.objects.filter(covering=user, starts_at__lt=at, ends_at__gt=at).update(ends_at=at)
    Relation.objects.filter(running, user=user, starts_at__lte=at).update(ends_at=at)
    record(by, "security.user_ended", user, sessions=sessions)


@action
def add_team(*, by: User, name: str, is_intake: bool = False) -> Team:
    """Make a team."""
    demand(by, MANAGE_ACCOUNTS, None)
    team = Team.objects.create(name=name, is_intake=is_intake)
    record(by, "security.team_added", team)
    return team


@action
def join_team(*, by: User, user: User, team: Team, at: datetime) -> Membership:
    """Put a user on a team: from this moment they see what the team sees."""
    demand(by, MANAGE_ACCOUNTS, None)
    if _time_on(team, user, at).exists():
        raise Refused("This user is on the team already.")
    membership = Membership.objects.create(user=user, team=team, starts_at=at)
    record(by, "security.team_joined", user, team=str(team.pk))
    return membership


@action
def leave_team(*, by: User, user: User, team: Team, at: datetime) -> None:
    """End a user's time on a team; what the team sees is no longer theirs to see."""
    demand(by, MANAGE_ACCOUNTS, None)
    if not _time_on(team, user, at).update(ends_at=at):
        raise Refused("This user is not on the team.")
    record(by, "security.team_left", user, team=str(team.pk))


def _time_on(team: Team, user: User, at: datetime) -> QuerySet[Membership]:
    """A user's time on a team that runs at a moment, also where its end is set already."""
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    return Membership.objects.filter(running, user=user, team=team, starts_at__lte=at)


@action
def arrange_cover(
    *,
    by: User,
    away: User,
    covering: User | None,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
) -> Cover:
    """Let one colleague hold another's caseload from a moment to a moment; without `covering`
    whoever of the team takes it first."""
    demand(by, ARRANGE_COVER, away)
    if ends_at <= starts_at:
        raise Refused("Cover must end after it starts.")
    if not away.is_active:
        raise Refused("This colleague has left: hand their people over instead.")
    check_fit(Cover, reason=reason)
    User.objects.select_for_update().get(pk=away.pk)  # one arrangement for a colleague at a time
    if covering:
        _check_covering(away, covering)
    same = Cover.objects.filter(
        away=away, covering=covering, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).filter(ends_at__gt=F("starts_at"))
    if found := same.first():
        raise Refused(_covered_already(found))
    cover = Cover.objects.create(
        away=away, covering=covering, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    taker = covering.username if covering else ""
    record(by, "security.cover_arranged", cover, away=away.username, covering=taker)
    return cover


@action
def take_cover(*, by: User, cover: Cover, at: datetime) -> Cover:
    """Take the cover of a teammate who is away, from now or from when it begins until it ends."""
    demand(by, TAKE_COVER, cover)
    held = Cover.objects.select_for_update(of=("self",)).select_related("away", "covering")
    found = held.get(pk=cover.pk)
    if found.covering_id == by.pk:
        return found
    if found.covering:
        raise Refused(f"{found.covering.full_name} took it first. Nothing was changed by you.")
    if found.ends_at <= at:
        raise Refused("This cover is over.")
    _check_covering(found.away, by)
    found.covering = by
    found.starts_at = max(found.starts_at, at)
    found.save(update_fields=["covering", "starts_at"])
    record(by, "security.cover_taken", found, away=found.away.username)
    return found


@action
def end_cover(*, by: User, cover: Cover, at: datetime) -> Cover:
    """End cover now, before its time; one that has not begun is called off."""
    demand(by, END_COVER, cover)
    held = Cover.objects.select_for_update(of=("self",)).select_related("away", "covering")
    found = held.get(pk=cover.pk)
    if found.ends_at <= at or found.ends_at == found.starts_at:
        raise Refused("This cover is over already. Nothing was changed by you.")
    found.ends_at = max(at, found.starts_at)
    found.save(update_fields=["ends_at"])
    taker = found.covering.username if found.covering else ""
    record(by, "security.cover_ended", found, away=found.away.username, covering=taker)
    return found


def _check_covering(away: User, covering: User) -> None:
    if away.pk == covering.pk:
        raise Refused("Nobody covers themselves. Choose a colleague.")
    if not covering.is_active:
        raise Refused("This colleague has left. Choose somebody who is here.")


def _covered_already(cover: Cover) -> str:
    until = f"{local(cover.ends_at):%Y-%m-%d %H:%M}"
    if cover.covering is None:
        return f"It is said already, until {until}; nobody has taken it yet. End that first."
    return f"{cover.covering.full_name} covers already, until {until}. End that first."


@action
def relate(
    *,
    by: User,
    person_key: UUID,
    kind: str,
    at: datetime,
    user: User | None = None,
    team: Team | None = None,
    role: str = "",
    reason_key: UUID | None = None,
    ends_at: datetime | None = None,
) -> Relation:
    """Set a user or a team beside a person. Called by the deed that gives the reason."""
    demand(by, RELATE, person_key)
    relation = Relation.objects.create(
        person_key=person_key,
        user=user,
        team=team,
        kind=kind,
        role=role,
        reason_key=reason_key,
        starts_at=at,
        ends_at=ends_at,
    )
    record(by, "security.related", relation, kind=kind)
    return relation


@action
def unrelate(
    *,
    by: User,
    reason_key: UUID,
    at: datetime,
    kinds: Iterable[str] = RelationKind.values,
    since: datetime | None = None,
    but_for: User | Team | None = None,
) -> int:
    """End the places that a deed had given, all or those from a moment on; gives their number.

    Whoever is named `but_for` keeps theirs.
    """
    demand(by, RELATE, None)
    places = Relation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), reason_key=reason_key, kind__in=list(kinds)
    )
    if since is not None:
        places = places.filter(starts_at__gte=since)
    if isinstance(but_for, User):
        places = places.exclude(user=but_for)
    elif but_for is not None:
        places = places.exclude(team=but_for)
    ended = places.update(ends_at=at)
    record(by, "security.unrelated", None, reason=str(reason_key), places=ended)
    return ended


@action
def let_stay(*, by: User, reason_key: UUID, at: datetime) -> int:
    """Take back an end that is still to come: the places a deed had given go on without one."""
    demand(by, RELATE, None)
    places = Relation.objects.filter(reason_key=reason_key, ends_at__gt=at)
    kept = places.update(ends_at=None)
    record(by, "security.let_stay", None, reason=str(reason_key), places=kept)
    return kept


@action
def follow_merge(*, by: User, gone: UUID, kept: UUID, at: datetime) -> int:
    """Whoever stands beside a record that was joined to another stands beside the one kept."""
    demand(by, RELATE, None)
    running = Relation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person_key=gone, starts_at__lte=at
    )
    rows = [
        Relation(
            person_key=kept,
            user_id=relation.user_id,
            team_id=relation.team_id,
            kind=relation.kind,
            role=relation.role,
            reason_key=relation.reason_key,
            starts_at=at,
            ends_at=relation.ends_at,
        )
        for relation in running.order_by("starts_at", "pk")
    ]
    Relation.objects.bulk_create(rows)
    record(by, "security.merge_followed", None, places=len(rows))
    return len(rows)


def touch_session(*, by: User, session: Session, at: datetime) -> None:  # noqa: ARG001 - whose it is
    """Keep a session awake. No line in the trail: the look itself has one."""
    Session.objects.filter(session_key=session.session_key).update(seen_at=at)
    session.seen_at = at


def count_failed_sign_in(*, username: str) -> None:
    """Count one more wrong password on an account, up to the limit that locks it."""
    User.objects.filter(username__iexact=username, failed_sign_ins__lt=MOST_FAILED_SIGN_INS).update(
        failed_sign_ins=F("failed_sign_ins") + 1
    )


def clear_failed_sign_ins(*, by: User) -> None:
    """A right password starts the count anew."""
    if by.failed_sign_ins:
        User.objects.filter(pk=by.pk).update(failed_sign_ins=0)


@action
def let_in_again(*, by: User, user: User) -> None:
    """Open an account that too many wrong passwords had locked."""
    demand(by, MANAGE_ACCOUNTS, None)
    User.objects.filter(pk=user.pk).update(failed_sign_ins=0)
    record(by, "security.let_in_again", user)


@action
def give_password(*, by: User, user: User, password: str) -> None:
    """Give somebody who lost theirs a new password: every session begun with the old one ends."""
    demand(by, MANAGE_ACCOUNTS, None)
    if user.kind == Kind.SERVICE or not user.is_active:
        raise Refused("Only somebody of the staff who is here has a password.")
    _set_password(user, password)
    user.failed_sign_ins = 0
    user.save(update_fields=["password", "failed_sign_ins"])
    sessions, _ = Session.objects.filter(user=user).delete()
    record(by, "security.password_given", user, sessions=sessions)


@action
def choose_keys(*, by: User, keys: dict[str, Any]) -> None:
    """Keep which single keys somebody wants to do what. They choose for themselves alone."""
    User.objects.filter(pk=by.pk).update(keys=keys)
    by.keys = keys
    record(by, "security.keys_chosen", by)


def clear_sessions(*, at: datetime) -> int:
    """Remove sessions that have expired; gives their number. It is about nobody's record."""
    cleared, _ = Session.objects.filter(expire_date__lt=at).delete()
    return cleared


@transaction.atomic
def ensure_intake_team() -> Team:
    """The team whose queue takes in whoever is in nobody's case; made once, at set-up."""
    team, _ = Team.objects.get_or_create(is_intake=True, defaults={"name": "Intake"})
    return team


@action
def ensure_service(*, name: str, title: str, at: datetime, role: str = "service") -> User:
    """The account of a feed, an app or the command line; made once, by set-up or a command.

    It has no password and never opens a page; what it does stands in the trail under its name.
    """
    user = User.objects.filter(username=name).first()
    if user is None:
        user = _new_user(name, title, None, at, Kind.SERVICE)
        user.roles.set(Role.objects.filter(name=role))
        record(user, "security.service_made", user, role=role)
    return user
