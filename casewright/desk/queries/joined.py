"""Notes that may be one contact."""

from uuid import UUID

from casewright.contacts.models import Contact, Join
from casewright.contacts.rules import ONE_CONTACT_WITHIN
from casewright.security.models import User
from casewright.security.standing import stands_by


def note_beside(contact: Contact, key: UUID | None, *, viewer: User) -> Contact | None:
    """Another note about the same person; None for any other key."""
    if key is None or not stands_by(viewer, contact.person_id):
        return None
    return Contact.objects.filter(pk=key, person=contact.person_id).first()


def just_before(contact: Contact, *, viewer: User) -> Contact | None:
    """The note its author signed about the same person within two minutes before, if the two were
    not joined or kept apart yet."""
    if contact.author_id != viewer.pk or not stands_by(viewer, contact.person_id):
        return None
    if Join.objects.filter(contact=contact).exists():
        return None
    return (
        Contact.objects.filter(
            author=viewer,
            person=contact.person_id,
            signed_at__lte=contact.signed_at,
            signed_at__gte=contact.signed_at - ONE_CONTACT_WITHIN,
        )
        .exclude(pk=contact.pk)
        .exclude(pk__in=Join.objects.filter(ended_at=None).values("contact"))
        .order_by("-signed_at", "pk")
        .first()
    )


def made_by_form(form_key: UUID | None, *, viewer: User) -> Contact | None:
    """The note that a form of the viewer's has made; None where it made none."""
    if form_key is None:
        return None
    found = Contact.objects.filter(author=viewer, form_key=form_key).first()
    return found if found and stands_by(viewer, found.person_id) else None
