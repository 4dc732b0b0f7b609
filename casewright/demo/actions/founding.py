"""Founding Harbor Valley Community Care: teams, staff, who covers whom, who leaves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from casewright.audit.actions import action, record
from casewright.demo.access import MAKE_UP
from casewright.demo.house import House
from casewright.demo.queries import LOADED, SEEDED
from casewright.demo.rules.almanac import Almanac
from casewright.demo.rules.neighbors import Caseload
from casewright.demo.rules.roster import INTAKE, Member
from casewright.security.actions import (
    add_team,
    add_user,
    arrange_cover,
    ensure_service,
    leave_team,
)
from casewright.security.gate import demand
from casewright.security.models import Kind, Membership, Role, User
from casewright.security.queries import intake_team
from casewright.transitions.actions import hear_feed

FEED = "hospital-feed"
SERVICE = "service"
INTAKE_WORKER = "ivy"
CASE_MANAGER = "case_manager"


@action
def found(
    *, by: User, texts: Mapping[str, Any], almanac: Almanac, inbox: Path, at: datetime
) -> House:
    """Make the teams and the accounts, as of a moment before everything that is told."""
    demand(by, MAKE_UP, None)
    house = House(administrator=by, inbox=inbox)
    house.teams["intake"] = intake_team()
    for team in texts["teams"]:
        house.teams[team["key"]] = add_team(by=by, name=team["name"])
    house.users["feed"] = ensure_service(name=FEED, title="Hospital messages", at=at)
    for one in texts["staff"]:
        house.users[one["name"]] = add_user(
            by=by,
            username=one["name"],
            full_name=one["full_name"],
            roles=[one["role"]],
            teams=[house.teams[key] for key in one.get("teams", [])],
            password=None,
            at=at,
        )
    _open_accounts(texts["password"], texts["staff"])
    house.users["intake"] = house.user(INTAKE_WORKER)
    house.facilities = {one["code"]: one["name"] for one in texts["facilities"]}
    _cover(house, texts, almanac)
    record(by, "demo.founded", None, staff=len(texts["staff"]))
    return house


def _open_accounts(password: str, staff: Sequence[Mapping[str, Any]]) -> None:
    """Give everybody the one password, hashed once: a hash is slow on purpose."""
    validate_password(password)
    named = User.objects.filter(username__in=[one["name"] for one in staff])
    named.update(password=make_password(password))


def _cover(house: House, texts: Mapping[str, Any], almanac: Almanac) -> None:
    for cover in texts["covers"]:
        away = house.user(cover["away"])
        arrange_cover(
            by=away,
            away=away,
            covering=house.user(cover["covering"]),
            starts_at=almanac.read(cover["starts_at"]),
            ends_at=almanac.read(cover["ends_at"]),
            reason=cover["reason"],
        )


@action
def end_the_day_before(
    *, by: User, house: House, texts: Mapping[str, Any], almanac: Almanac, scale: int
) -> None:
    """The last touches: whose last day is near, and when each hospital was last heard."""
    demand(by, MAKE_UP, None)
    for leaving in texts["leaving"]:
        leave_team(
            by=by,
            user=house.user(leaving["name"]),
            team=house.teams[leaving["team"]],
            at=almanac.read(leaving["at"]),
        )
    for facility in texts["facilities"]:
        if "heard" in facility:
            hear_feed(
                by=house.user("feed"),
                sender=facility["code"],
                title=facility["name"],
                at=almanac.read(facility["heard"]),
            )
    record(by, LOADED, None, at=almanac.now.isoformat(), scale=scale)


@action
def found_branch(
    *, by: User, house: House, caseloads: Sequence[Caseload], password: str, at: datetime
) -> None:
    """Make one more branch: teams and case managers like the first ones, for a larger demo."""
    demand(by, MAKE_UP, None)
    hashed = make_password(password)
    for load in caseloads:
        if load.team not in house.teams:
            house.teams[load.team] = add_team(by=by, name=load.team.replace("-", " ").capitalize())
        member = Member(load.manager, CASE_MANAGER, load.team)
        _keep_account(house, member, hashed, at)
    record(by, "demo.branch_founded", None, managers=len(caseloads))


@action
def found_synthetic(*, by: User, members: Sequence[Member], password: str, at: datetime) -> House:
    """Make the teams and accounts of a synthetic organization, its feed among them.

    All have one password, hashed once: a thousand slow hashes would take longer than the people.
    """
    demand(by, MAKE_UP, None)
    validate_password(password)
    house = House(administrator=by, facilities={"STBRIGID": "St Brigid Medical Center"})
    house.teams = {INTAKE: intake_team(), "intake": intake_team()}
    for name in dict.fromkeys(one.team for one in members if one.team not in ("", INTAKE)):
        house.teams[name] = add_team(by=by, name=name)
    hashed, none = make_password(password), make_password(None)
    for one in members:
        user = _keep_account(house, one, none if one.role == SERVICE else hashed, at)
        house.users.setdefault({SERVICE: "feed"}.get(one.role, one.role), user)
    record(by, SEEDED, None, users=len(members))
    return house


def _keep_account(house: House, member: Member, hashed: str, at: datetime) -> User:
    """One account with its role and team; its password comes hashed."""
    user = User.objects.create(
        username=member.name,
        full_name=member.full_name,
        kind=Kind.SERVICE if member.role == SERVICE else Kind.STAFF,
        password=hashed,
        joined_at=at,
    )
    user.roles.set(Role.objects.filter(name=member.role))
    if member.team:
        Membership.objects.create(user=user, team=house.teams[member.team], starts_at=at)
    house.users[member.name] = user
    return user
