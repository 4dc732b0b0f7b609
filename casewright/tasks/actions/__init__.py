"""What people do with promises, and with the ways in which they look at them."""

from casewright.tasks.actions.digests import (
    begin_mail,
    choose_digest,
    clear_digests,
    note_mail,
    write_digest,
)
from casewright.tasks.actions.filters import Sieve, delete_filter, rename_filter, save_filter
from casewright.tasks.actions.promises import (
    DAYS_TO_FINISH_NOTES,
    UNDO_WITHIN,
    Promise,
    cancel_task,
    close_task,
    count_attempt,
    events_together,
    hand_over_task,
    move_due,
    open_task,
    pause_task,
    pin_task,
    put_off,
    resume_task,
    take_task,
    undo,
)
from casewright.tasks.actions.reading import mark_read
from casewright.tasks.actions.reminding import end_reminder, remind

__all__ = [
    "DAYS_TO_FINISH_NOTES",
    "UNDO_WITHIN",
    "Promise",
    "Sieve",
    "begin_mail",
    "cancel_task",
    "choose_digest",
    "clear_digests",
    "close_task",
    "count_attempt",
    "delete_filter",
    "end_reminder",
    "events_together",
    "hand_over_task",
    "mark_read",
    "move_due",
    "note_mail",
    "open_task",
    "pause_task",
    "pin_task",
    "put_off",
    "remind",
    "rename_filter",
    "resume_task",
    "save_filter",
    "take_task",
    "undo",
    "write_digest",
]
