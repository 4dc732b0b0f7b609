"""Conditions, medicines, allergies and observations as received, each with source and date.

This is what others sent or said, not our own finding: nothing here is edited, a newer version of
the same source replaces what the older one said and the trail keeps that it did.
"""

from uuid import UUID, uuid4

from django.db import models

from casewright.people.models import Person


class _Received(models.Model):
    """One thing as it was received."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")
    system = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)
    display = models.CharField(max_length=300)
    status = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120)
    source_key = models.CharField(max_length=200)
    dated_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], name="%(class)s_is_received_once"
            )
        ]
        indexes = [models.Index(fields=["person", "status"], name="%(class)s_by_person")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.person_id


RECEIVED_PERSONAL = frozenset({"person", "code", "display", "status", "dated_at"})
RECEIVED_PLAIN = frozenset({"id", "system", "source", "source_key", "received_at"})


class Condition(_Received):
    """A problem or diagnosis."""

    PERSONAL = RECEIVED_PERSONAL
    PLAIN = RECEIVED_PLAIN


class Medicine(_Received):
    """A medicine ordered or taken, with its directions."""

    directions = models.CharField(max_length=500, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"directions"}
    PLAIN = RECEIVED_PLAIN


class Allergy(_Received):
    """An allergy or intolerance, with what it does."""

    reaction = models.CharField(max_length=200, blank=True)
    severity = models.CharField(max_length=40, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"reaction", "severity"}
    PLAIN = RECEIVED_PLAIN


class Observation(_Received):
    """A measured or asked value with its unit."""

    value = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"value"}
    PLAIN = RECEIVED_PLAIN | {"unit"}
