"""This room's permits, and the one way its views find a note."""

from uuid import UUID

from casewright.contacts.models import Contact
from casewright.people.models import Person
from casewright.security.gate import CARE, beside_person, permit
from casewright.security.models import User

WRITE_NOTE = "contacts.write_note"
ADD_TO_NOTE = "contacts.add_to_note"
SEE_NOTE = "contacts.see_note"


@permit(WRITE_NOTE, holders=CARE)
def may_write_note(user: User, person: Person) -> bool:
    """Write a note about somebody one stands beside."""
    return beside_person(user, person)


@permit(SEE_NOTE, holders=CARE)
def may_see_note(user: User, contact: Contact) -> bool:
    """Read a note about somebody one stands beside."""
    return beside_person(user, contact)


@permit(ADD_TO_NOTE, holders=CARE)
def may_add_to_note(user: User, contact: Contact) -> bool:
    """Add to a signed note; nobody changes one."""
    return beside_person(user, contact)


def fetch_contact(key: UUID) -> Contact:
    return Contact.objects.select_related("person", "author").get(pk=key)
