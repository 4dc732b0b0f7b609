"""A note about Rosa, as the tests of this room write it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casewright.contacts.actions import Saved, sign_note
from casewright.contacts.rules import Note
from casewright.people.models import Person
from casewright.security.models import User
from conftest import NOW

CALL = Note(
    kind="call", reached="person", started_at=NOW, minutes=10, text="She has her pills and is well."
)


def note(**changes: Any) -> Note:
    return replace(CALL, **changes)


def sign(
    by: User, person: Person, written: Note = CALL, *, at: datetime = NOW, **about: Any
) -> Saved:
    """Sign a note; without more, of a call in which Rosa was reached."""
    return sign_note(by=by, person=person, note=written, at=at, **about)
