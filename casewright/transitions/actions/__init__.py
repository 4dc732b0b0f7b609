"""What is done in this room: hear what happened, and let promises follow from it."""

from casewright.transitions.actions.disowning import disown_stay
from casewright.transitions.actions.hearing import (
    AnothersVisit,
    hear_death,
    hear_event,
    hear_feed,
    know_feed,
)
from casewright.transitions.actions.joining import join_people, take_up
from casewright.transitions.actions.watching import learn_silence, note_silence

__all__ = [
    "AnothersVisit",
    "disown_stay",
    "hear_death",
    "hear_event",
    "hear_feed",
    "join_people",
    "know_feed",
    "learn_silence",
    "note_silence",
    "take_up",
]
