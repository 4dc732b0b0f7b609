"""What people look at in this room. It is about nobody served, so the role alone decides."""

from django.db.models import QuerySet

from casewright.resources.access import SEE
from casewright.resources.models import Organization, Place, Practitioner, PractitionerRole
from casewright.security.gate import holds
from casewright.security.models import User

MOST_FOUND = 20


def find_organizations(text: str, *, viewer: User) -> QuerySet[Organization]:
    """Organizations still at work whose name begins with a text."""
    if not holds(viewer, SEE):
        return Organization.objects.none()
    found = Organization.objects.filter(is_active=True, name__istartswith=text.strip())
    return found.order_by("name", "pk")[:MOST_FOUND]


def practitioners_of(organization: Organization, *, viewer: User) -> QuerySet[Practitioner]:
    """Who works there, in alphabetical order."""
    if not holds(viewer, SEE):
        return Practitioner.objects.none()
    return organization.practitioners.order_by("full_name", "pk")


def places_of(organization: Organization, *, viewer: User) -> QuerySet[Place]:
    """Its wards, clinics and buildings, in alphabetical order."""
    if not holds(viewer, SEE):
        return Place.objects.none()
    return organization.places.order_by("name", "pk")


def roles_at(organization: Organization, *, viewer: User) -> QuerySet[PractitionerRole]:
    """Who works there now and as what, in alphabetical order of their names."""
    if not holds(viewer, SEE):
        return PractitionerRole.objects.none()
    return (
        organization.roles.filter(is_active=True)
        .select_related("practitioner", "place")
        .order_by("practitioner__full_name", "pk")
    )


def roles_of(practitioner: Practitioner, *, viewer: User) -> QuerySet[PractitionerRole]:
    """Where somebody works now and as what, in alphabetical order of the organizations."""
    if not holds(viewer, SEE):
        return PractitionerRole.objects.none()
    return (
        practitioner.roles.filter(is_active=True)
        .select_related("organization", "place")
        .order_by("organization__name", "pk")
    )
