"""A stay that was told of the wrong person."""

from datetime import datetime

from casewright.audit.actions import action, record
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.transitions.access import HEAR
from casewright.transitions.actions.settling import settle
from casewright.transitions.models import Stay, StayClass

_LONGEST = 160


@action
def disown_stay(*, by: User, stay: Stay, at: datetime) -> None:
    """Take a stay back from a person whose it never was: it asks for nothing any more, what it
    said of them is shown no longer, and its number is free for whose it is.

    What was heard stays kept in its events.
    """
    demand(by, HEAR, stay.person)
    held = Stay.objects.select_for_update().get(pk=stay.pk)
    held.visit = f"{held.visit[:_LONGEST]} ({held.pk.hex})"
    held.cancelled, held.stay_class = True, StayClass.UNKNOWN
    held.reason = held.disposition = held.discharged_to = held.facility_name = ""
    held.places, held.announced = [], {}
    held.discharged_at = None
    held.heard_at, held.version = at, held.version + 1
    held.save()
    settle(by, held.person, at, about=held)
    record(by, "transitions.disowned", held)
