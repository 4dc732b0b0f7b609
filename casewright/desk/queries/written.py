"""What colleagues wrote about a person: the two lines of who they are, and a statement's course."""

from uuid import UUID

from casewright.people.models import Statement, Summary
from casewright.security.models import User
from casewright.security.standing import stands_by

MOST_SHOWN = 10


def versions_of(person_key: UUID, *, viewer: User) -> list[Summary]:
    """The newest versions, the last first; none for whoever does not stand beside the person."""
    if not stands_by(viewer, person_key):
        return []
    found = Summary.objects.filter(person=person_key).select_related("author")
    return list(found.order_by("-version")[:MOST_SHOWN])


def summary_of(person_key: UUID, *, viewer: User) -> Summary | None:
    """The newest version."""
    return next(iter(versions_of(person_key, viewer=viewer)), None)


def as_it_stands(statement: Statement, *, viewer: User) -> Statement:
    """What a statement was changed into meanwhile; itself where it was not changed."""
    held = statement
    while held.replaced_by_id and stands_by(viewer, held.person_id):
        held = Statement.objects.select_related("person").get(pk=held.replaced_by_id)
    return held
