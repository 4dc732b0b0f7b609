"""This door's permits."""

from typing import Any

from casewright.security.gate import always, permit
from casewright.security.models import User

KEEP_MESSAGE = "hl7.keep_message"
SETTLE_MESSAGE = "hl7.settle_message"


@permit(KEEP_MESSAGE, holders=["service"])
def may_keep_message(user: User, subject: Any) -> bool:
    """Hand in a message: a hospital's feed."""
    return always(user, subject)


@permit(SETTLE_MESSAGE, holders=["service"])
def may_settle_message(user: User, subject: Any) -> bool:
    """Apply a kept message, or set it aside with its reason."""
    return always(user, subject)
