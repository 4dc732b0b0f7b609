"""What people look at in this room."""

from uuid import UUID

from django.db.models import QuerySet

from casewright.contacts.models import Contact, Draft
from casewright.security.models import User
from casewright.security.standing import beside


def contacts_of(person_key: UUID, *, viewer: User) -> QuerySet[Contact]:
    """The signed notes about a person, the newest first."""
    return (
        Contact.objects.filter(beside(viewer, "person_id"), person=person_key)
        .select_related("author", "kin")
        .prefetch_related("addenda__author")
        .order_by("-started_at", "-signed_at", "pk")
    )


def my_draft(person_key: UUID, *, viewer: User) -> Draft | None:
    """What the viewer was writing about a person."""
    return Draft.objects.filter(author=viewer, person=person_key).first()
