"""What a stay's events together say, and what a stay asks of us. Plain values in, an answer out."""

from casewright.transitions.rules.follow_up import Asked, Circumstances, asked_of
from casewright.transitions.rules.going_home import Destination, destination_of
from casewright.transitions.rules.stay import PlaceSpan, StayView, stay_from
from casewright.transitions.rules.told import Told

__all__ = [
    "Asked",
    "Circumstances",
    "Destination",
    "PlaceSpan",
    "StayView",
    "Told",
    "asked_of",
    "destination_of",
    "stay_from",
]
