"""This room's permits."""

from typing import Any

from casewright.people.models import Person
from casewright.security.gate import CARE, always, beside_person, permit
from casewright.security.models import User
from casewright.transitions.models import Stay

HEAR = "transitions.hear"
HEAR_FEED = "transitions.hear_feed"
SEE_STAY = "transitions.see_stay"
SEE_FEEDS = "transitions.see_feeds"
TAKE_UP = "transitions.take_up"


@permit(HEAR, holders=["service", "case_manager", "supervisor", "intake"])
def may_hear(user: User, person: Person) -> bool:
    """Keep what a message or a colleague says about a stay."""
    return beside_person(user, person)


@permit(HEAR_FEED, holders=["service"])
def may_hear_feed(user: User, subject: Any) -> bool:
    """Note that a sender was heard."""
    return always(user, subject)


@permit(SEE_STAY, holders=CARE)
def may_see_stay(user: User, stay: Stay) -> bool:
    """See a stay of somebody one stands beside."""
    return beside_person(user, stay)


@permit(SEE_FEEDS, holders=[*CARE, "administrator"])
def may_see_feeds(user: User, subject: Any) -> bool:
    """See when each sender was last heard; it is about nobody."""
    return always(user, subject)


@permit(TAKE_UP, holders=["intake", "case_manager", "supervisor"])
def may_take_up(user: User, person: Person) -> bool:
    """Give a person's waiting promises to the case that was opened for them."""
    return beside_person(user, person)
