"""This room's permits."""

from typing import Any

from casewright.security.gate import always, permit
from casewright.security.models import User

MAKE_UP = "demo.make_up"


@permit(MAKE_UP, holders=["administrator"])
def may_make_up(user: User, subject: Any) -> bool:
    """Fill an empty house with made-up people: the demo, or a synthetic organization."""
    return always(user, subject)
