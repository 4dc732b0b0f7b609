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
from casewright.transitions.actions.records import (
    Overtaken,
    join_by_hand,
    join_records,
    part_records,
)
from casewright.transitions.actions.watching import learn_silence, note_silence

__all__ = [
    "AnothersVisit",
    "Overtaken",
    "disown_stay",
    "hear_death",
    "hear_event",
    "hear_feed",
    "join_by_hand",
    "join_people",
    "join_records",
    "know_feed",
    "learn_silence",
    "note_silence",
    "part_records",
    "take_up",
]
