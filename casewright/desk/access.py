"""This room's own permit; every other page is opened by the permit of the room it shows."""

from typing import Any

from casewright.security.gate import always, permit
from casewright.security.models import User

SEE_TRAIL = "desk.see_trail"


@permit(SEE_TRAIL, holders=["privacy_officer"])
def may_see_trail(user: User, subject: Any) -> bool:
    """Read the trail: names of users, keys of records, and nothing that anybody wrote."""
    return always(user, subject)
