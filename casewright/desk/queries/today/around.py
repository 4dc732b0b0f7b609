"""What stands beside the rows of Today, read in one statement: whom one covers, senders that are
silent, one's own filters, people one has not spoken with, and what changed without one.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from casewright.clocks.rules.chip import time_in_words
from casewright.desk.worklist.beside import beside_parts, day_begins, quiet_days, seen_parts
from casewright.desk.worklist.changes import Change, change_of, latest
from casewright.desk.worklist.line import moment_from
from casewright.foundation.moments import local
from casewright.foundation.prepared import PreparedRows
from casewright.security.models import User

DAYS_A_WEEKDAY_IS_CLEAR = 7


@dataclass(frozen=True)
class Covered:
    """One colleague who is away: their first name, their people, and the day they are back."""

    name: str
    people: int
    until: str


@dataclass(frozen=True)
class Silent:
    """A sender of news not heard for longer than usual: when last, and how long that is."""

    title: str
    heard: str
    ago: str


@dataclass(frozen=True)
class Kept:
    """A filter somebody keeps: its key, its name, and what it asks for."""

    key: str
    name: str
    show: str
    tier: int | None
    kind: str
    tag: str
    within: int | None
    words: str


@dataclass
class Around:
    """All that stands beside the rows."""

    covered: list[Covered] = field(default_factory=list)
    silent: list[Silent] = field(default_factory=list)
    filters: list[Kept] = field(default_factory=list)
    people: int = 0
    quiet: int = 0
    quiet_days: int = 0
    left_at: datetime | None = None
    changes: list[Change] = field(default_factory=list)


def around(*, viewer: User, at: datetime) -> Around:
    """Everything beside the viewer's rows at a moment."""
    found = Around()
    for part, said in AROUND.rows(viewer=viewer.pk, moment=at, day=last_seen(viewer=viewer, at=at)):
        _keep(found, part, said, at)
    found.covered.sort(key=lambda one: one.until)
    found.filters.sort(key=lambda one: one.name.casefold())
    found.changes = latest(found.changes)
    return found


def _keep(found: Around, part: str, said: dict[str, Any], at: datetime) -> None:
    match part:
        case "cover":
            until = _day(moment_from(said["ends_at"]), at)
            found.covered.append(Covered(said["name"].split(" ")[0], said["people"] or 0, until))
        case "feed":
            heard = moment_from(said["last_heard_at"])
            if at - heard > timedelta(minutes=said["usual_minutes"]):
                found.silent.append(_silent(said["title"] or said["sender"], heard, at))
        case "filter":
            found.filters.append(Kept(**said))
        case "left":
            found.left_at = moment_from(said["since"])
        case "caseload":
            found.people += 1
            spoke_at = moment_from(said["spoke_at"]) if said["spoke_at"] else None
            quiet = quiet_days(spoke_at, moment_from(said["opened_at"]), said["every"], at)
            if quiet is not None:
                found.quiet += 1
                found.quiet_days = max(found.quiet_days, quiet)
        case _:
            found.changes.append(change_of(part, said))


def _silent(title: str, heard_at: datetime, at: datetime) -> Silent:
    heard, here = local(heard_at), local(at)
    day = "" if heard.date() == here.date() else f"{heard:%A} {heard.day} {heard:%B} "
    return Silent(title=title, heard=f"{day}{heard:%H:%M}", ago=time_in_words(at - heard_at))


def _day(ends_at: datetime, at: datetime) -> str:
    """Thursday; with the date where a weekday alone could be another week's."""
    last, here = local(ends_at), local(at)
    if (last.date() - here.date()).days < DAYS_A_WEEKDAY_IS_CLEAR:
        return f"{last:%A}"
    return f"{last:%A} {last.day} {last:%B}"


SEEN = PreparedRows(seen_parts)
# When each was last seen before a day, which that day does not change: asked once for each.
LAST_SEEN: dict[UUID, tuple[datetime, datetime]] = {}


def last_seen(*, viewer: User, at: datetime) -> datetime:
    """When the viewer was last seen before today, by the trail; who never was is told what is new
    since yesterday began."""
    begins = day_begins(at)
    day, seen_at = LAST_SEEN.get(viewer.pk, (None, begins))
    if day != begins:
        yesterday = day_begins(begins - timedelta(hours=1))
        seen_at = next((row[0] for row in SEEN.rows(viewer=viewer.pk, day=begins)), yesterday)
        LAST_SEEN[viewer.pk] = (begins, seen_at)
    return seen_at


AROUND = PreparedRows(beside_parts)
