"""This room's permits."""

from typing import Any

from casewright.security.gate import CARE, always, permit
from casewright.security.models import User

START_CLOCK = "clocks.start"
SEE_RULES = "clocks.see_rules"


@permit(START_CLOCK, holders=[*CARE, "service"])
def may_start_clock(user: User, subject: Any) -> bool:
    """Start a clock, as part of a deed that has its own permit."""
    return always(user, subject)


@permit(SEE_RULES, holders=[*CARE, "quality_lead", "administrator", "privacy_officer"])
def may_see_rules(user: User, subject: Any) -> bool:
    """Read the deadline rules with their sources: they are about nobody."""
    return always(user, subject)
