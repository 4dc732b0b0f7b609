"""What feeds do in this room: bring what others say about somebody's health."""

from casewright.chart.actions.filling import fill_in, put_content
from casewright.chart.actions.many import receive_all
from casewright.chart.actions.merging import follow_merge
from casewright.chart.actions.one import (
    receive_allergy,
    receive_condition,
    receive_medicine,
    receive_observation,
)
from casewright.chart.actions.taking_back import take_back_received

__all__ = [
    "fill_in",
    "follow_merge",
    "put_content",
    "receive_all",
    "receive_allergy",
    "receive_condition",
    "receive_medicine",
    "receive_observation",
    "take_back_received",
]
