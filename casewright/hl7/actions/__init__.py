"""What this door does: keep a message as it came, then apply it or set it aside with its reason."""

from casewright.hl7.actions.applying import Applied, apply, apply_message, set_aside
from casewright.hl7.actions.keeping import Kept, keep_message
from casewright.hl7.actions.settling import (
    Overtaken,
    correct_message,
    leave_message,
    match_message,
    note_candidates,
    register_from_message,
    retry_message,
    take_back,
)
from casewright.hl7.actions.taking import (
    CONTRADICTS,
    DUPLICATE,
    TRIES,
    CannotApplyError,
    Taken,
    take,
    take_aside,
    try_waiting,
)
from casewright.hl7.actions.waiting import NobodyKnown, Numbers, Waits

__all__ = [
    "CONTRADICTS",
    "DUPLICATE",
    "TRIES",
    "Applied",
    "CannotApplyError",
    "Kept",
    "NobodyKnown",
    "Numbers",
    "Overtaken",
    "Taken",
    "Waits",
    "apply",
    "apply_message",
    "correct_message",
    "keep_message",
    "leave_message",
    "match_message",
    "note_candidates",
    "register_from_message",
    "retry_message",
    "set_aside",
    "take",
    "take_aside",
    "take_back",
    "try_waiting",
]
