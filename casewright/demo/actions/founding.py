"""Founding Harbor Valley Community Care: teams, staff, who covers whom, who leaves."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from casewright.audit.actions import action, record
from casewright.demo.access import MAKE_UP
from casewright.demo.house import Account, House
from casewright.demo.rules.almanac import Almanac
from casewright.security.actions import (
    add_team,
    add_user,
    arrange_cover,
    ensure_service,
    leave_team,
)
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.security.queries import intake_team
from casewright.transitions.actions import hear_feed

FEED = "hospital-feed"


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
            password=texts["password"],
            at=at,
        )
    house.facilities = {one["code"]: one["name"] for one in texts["facilities"]}
    _cover(house, texts, almanac)
    record(by, "demo.founded", None, staff=len(texts["staff"]))
    return house


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
    *, by: User, house: House, texts: Mapping[str, Any], almanac: Almanac
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
    record(by, "demo.loaded", None)


def accounts(texts: Mapping[str, Any]) -> list[Account]:
    """The accounts with what is typed to sign in; those to be shown first, in their order."""
    names = {team["key"]: team["name"] for team in texts["teams"]} | {"intake": "Intake"}
    return [
        Account(
            name=one["name"],
            full_name=one["full_name"],
            work=one["work"],
            role=one["role"],
            team=", ".join(names[key] for key in one.get("teams", [])),
            password=texts["password"],
            shown=one.get("shown", False),
        )
        for one in texts["staff"]
    ]
