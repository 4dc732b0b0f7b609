"""This room's permits."""

from typing import Any

from casewright.security.gate import CARE, always, permit
from casewright.security.models import User

KEEP = "resources.keep"
SEE = "resources.see"


@permit(KEEP, holders=["service", "supervisor"])
def may_keep(user: User, subject: Any) -> bool:
    """Keep what is known of organizations, practitioners and places."""
    return always(user, subject)


@permit(SEE, holders=[*CARE, "quality_lead", "service"])
def may_see(user: User, subject: Any) -> bool:
    """See the organizations, practitioners and places we work with."""
    return always(user, subject)
