"""What people do in this room: register somebody, keep what is known true, join two records."""

from casewright.people.actions.merge import merge_people
from casewright.people.actions.person import (
    edit_person,
    keep_facts,
    register_person,
    say_statement,
)

__all__ = ["edit_person", "keep_facts", "merge_people", "register_person", "say_statement"]
