"""Two notes that are one contact: joined, kept apart, and taken apart again."""

from datetime import datetime

from casewright.audit.actions import action, record
from casewright.contacts import rules
from casewright.contacts.access import ADD_TO_NOTE
from casewright.contacts.models import Contact, Join
from casewright.foundation.errors import Refused
from casewright.security.gate import demand
from casewright.security.models import User


@action
def join_notes(*, by: User, contact: Contact, to: Contact, at: datetime) -> Join:
    """Read a note as part of the one its author signed less than two minutes before.

    Both stay as they were signed. Their minutes are not added twice: each minute of a worker is
    counted once whatever note it stands in.
    """
    demand(by, ADD_TO_NOTE, contact)
    demand(by, ADD_TO_NOTE, to)
    _check(by, contact, to)
    if Join.objects.filter(contact=contact, ended_at=None).exists():
        raise Refused("This note is part of another one already.")
    if Join.objects.filter(contact=to, ended_at=None).exists():
        raise Refused("That note is itself part of another one. Join it with that one.")
    join = Join.objects.create(contact=contact, to=to, at=at)
    record(by, "contacts.joined", contact, to=str(to.pk))
    return join


@action
def keep_apart(*, by: User, contact: Contact, to: Contact, at: datetime) -> None:
    """Keep two notes apart that were offered to be joined, or take them apart again."""
    demand(by, ADD_TO_NOTE, contact)
    if contact.author_id != by.pk:
        raise Refused("Only whoever signed a note joins it or takes it apart.")
    ended = Join.objects.filter(contact=contact, ended_at=None).update(ended_at=at)
    if not ended:
        _check(by, contact, to)
        Join.objects.create(contact=contact, to=to, at=at, ended_at=at)
    record(by, "contacts.kept_apart", contact, to=str(to.pk))


def _check(by: User, contact: Contact, to: Contact) -> None:
    if contact.author_id != by.pk or contact.pk == to.pk:
        raise Refused("Only whoever signed a note joins it or takes it apart.")
    first = (to.signed_at, to.author_id, to.person_id)
    second = (contact.signed_at, contact.author_id, contact.person_id)
    if to.signed_at > contact.signed_at or not rules.may_be_one(first, second):
        raise Refused(
            "Notes are joined when one person signed both about one person within two minutes."
        )
