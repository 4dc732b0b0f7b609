"""This room's permits."""

from typing import Any

from casewright.security.gate import CARE, always, permit
from casewright.security.models import User
from casewright.security.standing import supervises

MANAGE_ACCOUNTS = "security.manage_accounts"
ARRANGE_COVER = "security.arrange_cover"
RELATE = "security.relate"


@permit(MANAGE_ACCOUNTS, holders=["administrator"])
def may_manage_accounts(user: User, subject: Any) -> bool:
    """Make and end accounts, teams and roles."""
    return always(user, subject)


@permit(ARRANGE_COVER, holders=["supervisor", "case_manager", "community_health_worker", "intake"])
def may_arrange_cover(user: User, away: User) -> bool:
    """Arrange who covers a colleague: the colleague, or whoever supervises them."""
    return user.pk == away.pk or supervises(user, away)


@permit(RELATE, holders=[*CARE, "service"])
def may_relate(user: User, subject: Any) -> bool:
    """Set a user or a team beside a person, as part of a deed that has its own permit."""
    return always(user, subject)
