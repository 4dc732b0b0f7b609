"""What is done in this room: hear what happened, and let promises follow from it."""

from casewright.transitions.actions.hearing import hear_death, hear_event, hear_feed
from casewright.transitions.actions.joining import join_people, take_up

__all__ = ["hear_death", "hear_event", "hear_feed", "join_people", "take_up"]
