"""This room's permits."""

from typing import Any
from uuid import UUID

from casewright.security.gate import CARE, always, permit
from casewright.security.models import Cover, User
from casewright.security.standing import shares_team, supervises

MANAGE_ACCOUNTS = "security.manage_accounts"
ARRANGE_COVER = "security.arrange_cover"
SEE_COVER = "security.see_cover"
TAKE_COVER = "security.take_cover"
END_COVER = "security.end_cover"
RELATE = "security.relate"


@permit(MANAGE_ACCOUNTS, holders=["administrator"])
def may_manage_accounts(user: User, subject: Any) -> bool:
    """Make and end accounts, teams and roles."""
    return always(user, subject)


@permit(ARRANGE_COVER, holders=["supervisor", "case_manager", "community_health_worker", "intake"])
def may_arrange_cover(user: User, away: User) -> bool:
    """Arrange who covers a colleague: the colleague, or whoever supervises them."""
    return user.pk == away.pk or supervises(user, away)


@permit(SEE_COVER, holders=CARE)
def may_see_cover(user: User, subject: Any) -> bool:
    """See who of one's colleagues is away, until when, and who covers them."""
    return always(user, subject)


@permit(TAKE_COVER, holders=["supervisor", "case_manager", "community_health_worker", "intake"])
def may_take_cover(user: User, cover: Cover) -> bool:
    """Take the cover of a teammate who said that they are away, where nobody has."""
    return shares_team(user, cover.away)


@permit(END_COVER, holders=["supervisor", "case_manager", "community_health_worker", "intake"])
def may_end_cover(user: User, cover: Cover) -> bool:
    """End cover early: whoever is away, whoever covers, and whoever supervises the one away."""
    return user.pk in (cover.away_id, cover.covering_id) or supervises(user, cover.away)


@permit(RELATE, holders=[*CARE, "service"])
def may_relate(user: User, subject: Any) -> bool:
    """Set a user or a team beside a person, as part of a deed that has its own permit."""
    return always(user, subject)


def fetch_cover(key: UUID) -> Cover:
    return Cover.objects.select_related("away", "covering").get(pk=key)
