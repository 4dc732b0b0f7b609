"""What people look at in this room."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from casewright.contacts.models import Addendum, Contact, Draft
from casewright.security.models import User
from casewright.security.standing import stands_by


def contacts_of(person_key: UUID, *, viewer: User) -> QuerySet[Contact]:
    """The signed notes about a person, the newest first; a signed note stays with the record it was
    written under, so those of records joined to this one are among them."""
    if not stands_by(viewer, person_key):
        return Contact.objects.none()
    return (
        Contact.objects.filter(Q(person=person_key) | Q(person__merged_into=person_key))
        .select_related("author", "kin")
        .prefetch_related(
            Prefetch("addenda", Addendum.objects.select_related("author").order_by("at", "pk"))
        )
        .order_by("-started_at", "-signed_at", "pk")
    )


def my_draft(person_key: UUID, *, viewer: User) -> Draft | None:
    """What the viewer was writing about a person beside whom they still stand."""
    if not stands_by(viewer, person_key):
        return None
    return Draft.objects.filter(author=viewer, person=person_key).first()
