"""Who is away, who covers whom until when, and what the viewer may do about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casewright.people.rules import fold
from casewright.security.access import ARRANGE_COVER, END_COVER, TAKE_COVER
from casewright.security.gate import holds
from casewright.security.models import Cover, User
from casewright.security.queries import colleagues, covers


@dataclass(frozen=True)
class Row:
    """One cover as the viewer sees it; `people` is how many whoever is away looks after by name.

    `reason` is told to whoever is away, whoever covers and whoever supervises; else it is empty.
    """

    cover: Cover
    away: str
    covering: str
    people: int
    reason: str
    may_take: bool
    may_end: bool


@dataclass(frozen=True)
class CoverPage:
    """Cover in force, to come and lately over; for whom the viewer may arrange it, and with whom.

    `asked` is the colleague whom the box was asked to cover; `may_give` says whether the viewer may
    arrange that.
    """

    running: list[Row]
    coming: list[Row]
    over: list[Row]
    away: list[User]
    takers: list[User]
    asked: User | None

    @property
    def may_give(self) -> bool:
        return bool(self.away) and (self.asked is None or self.asked in self.away)

    @property
    def is_asked_open(self) -> bool:
        """Whether the cover of the colleague asked for waits to be taken by the viewer."""
        rows = [*self.running, *self.coming]
        return any(row.may_take and row.cover.away == self.asked for row in rows)


def cover_page(*, viewer: User, at: datetime, whose: str = "") -> CoverPage:
    """The cover of one's teams: as many statements whoever is away."""
    known = list(colleagues(viewer=viewer))
    keys = {user.pk for user in known}
    is_supervisor = viewer.roles.filter(name="supervisor").exists()
    rows = [
        _row(cover, viewer, supervises=is_supervisor and cover.away_id in keys, near=keys, at=at)
        for cover in covers(viewer=viewer, at=at)
    ]
    may_arrange = holds(viewer, ARRANGE_COVER)
    here = [user for user in known if user.pk == viewer.pk or is_supervisor]
    return CoverPage(
        running=[row for row in rows if row.cover.starts_at <= at < row.cover.ends_at],
        coming=[row for row in rows if row.cover.starts_at > at],
        over=[row for row in reversed(rows) if row.cover.ends_at <= at],
        away=here if may_arrange else [],
        takers=known,
        asked=next((user for user in known if str(user.pk) == whose), None),
    )


def colleagues_called(text: str, *, viewer: User) -> list[User]:
    """Colleagues some word of whose name begins with each word typed; never the viewer."""
    words = fold(text).split()
    return [
        user
        for user in (colleagues(viewer=viewer) if words else ())
        if user.pk != viewer.pk and all(f" {word}" in f" {fold(user.full_name)}" for word in words)
    ]


def _row(cover: Cover, viewer: User, *, supervises: bool, near: set[UUID], at: datetime) -> Row:
    is_part = viewer.pk in (cover.away_id, cover.covering_id)
    is_over = cover.ends_at <= at
    is_mate = cover.away_id in near and cover.away_id != viewer.pk
    people: int = getattr(cover, "people", 0)
    return Row(
        cover=cover,
        away=cover.away.full_name,
        covering=cover.covering.full_name if cover.covering else "",
        people=people,
        reason=cover.reason if is_part or supervises else "",
        may_take=(
            cover.covering_id is None and is_mate and not is_over and holds(viewer, TAKE_COVER)
        ),
        may_end=(is_part or supervises) and not is_over and holds(viewer, END_COVER),
    )
