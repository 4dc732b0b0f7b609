"""What people do in this room: note a contact, add to it, join two, keep what is being written."""

from casewright.contacts.actions.draft import discard_draft, keep_draft
from casewright.contacts.actions.joining import join_notes, keep_apart
from casewright.contacts.actions.note import Saved, SignedAlready, add_to_note, sign_note

__all__ = [
    "Saved",
    "SignedAlready",
    "add_to_note",
    "discard_draft",
    "join_notes",
    "keep_apart",
    "keep_draft",
    "sign_note",
]
