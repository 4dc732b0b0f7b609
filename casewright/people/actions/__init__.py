"""What people do in this room: register somebody, keep what is known true, join two records."""

from casewright.people.actions.apart import ask_again, keep_apart
from casewright.people.actions.merge import merge_people
from casewright.people.actions.person import (
    edit_person,
    keep_facts,
    register_person,
    say_statement,
)
from casewright.people.actions.unsaying import take_back_facts
from casewright.people.actions.words import change_statement, end_statement, write_summary

__all__ = [
    "ask_again",
    "change_statement",
    "edit_person",
    "end_statement",
    "keep_apart",
    "keep_facts",
    "merge_people",
    "register_person",
    "say_statement",
    "take_back_facts",
    "write_summary",
]
