"""Organizations, practitioners and places: whom we work with."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class OrganizationKind(models.TextChoices):
    """What an organization is to us."""

    PROVIDER = "provider"
    PAYER = "payer"
    COMMUNITY = "community"
    OTHER = "other"


class Organization(models.Model):
    """A hospital, clinic, payer, agency or community service (FHIR Organization)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=250)
    kind = models.CharField(
        max_length=10, choices=OrganizationKind, default=OrganizationKind.PROVIDER
    )
    code = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "name", "kind", "code", "phone", "is_active"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganizationKind.values), name="organization_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="organization_code_is_its_own"
            ),
        ]
        indexes = [models.Index(fields=["name"], name="organization_by_name")]

    def __str__(self) -> str:
        return str(self.id)


class Place(models.Model):
    """A ward, a clinic, a building (FHIR Location)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=250)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    phone = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=400, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "name", "organization", "phone", "address"})

    def __str__(self) -> str:
        return str(self.id)


class Practitioner(models.Model):
    """A doctor, nurse, therapist or other professional outside our staff."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    full_name = models.CharField(max_length=250)
    npi = models.CharField(max_length=10, blank=True)
    role = models.CharField(max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="practitioners"
    )
    phone = models.CharField(max_length=60, blank=True)

    PERSONAL = frozenset({"full_name"})
    PLAIN = frozenset({"id", "npi", "role", "organization", "phone"})

    def __str__(self) -> str:
        return str(self.id)


class PractitionerRole(models.Model):
    """Where a practitioner works, as what, and how they are reached there.

    It is of a practitioner, of an organization or of both (FHIR leaves each open).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    role = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=200, blank=True)
    phones = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            *("id", "practitioner", "organization", "place", "role", "specialty", "phones"),
            *("is_active", "starts_on", "ends_on"),
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(practitioner__isnull=False) | Q(organization__isnull=False),
                name="a_role_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_role_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
