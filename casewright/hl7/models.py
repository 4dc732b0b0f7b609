"""Messages as they came: kept raw before anything is done with them."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from casewright.people.models import Person


class Fate(models.TextChoices):
    """What became of a message."""

    RECEIVED = "received"
    APPLIED = "applied"
    UNMATCHED = "unmatched"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


class Message(models.Model):
    """One HL7 v2 message: its bytes, where it came from, and what became of it and why."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sender = models.CharField(max_length=200, blank=True)
    control_id = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    event = models.CharField(max_length=10, blank=True)
    raw = models.BinaryField()
    origin = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    fate = models.CharField(max_length=12, choices=Fate, default=Fate.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    repeats_id = models.BooleanField(default=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"raw", "person", "reason"})
    PLAIN = frozenset(
        {
            "id",
            "sender",
            "control_id",
            "digest",
            "event",
            "origin",
            "position",
            "received_at",
            "fate",
            "repeats_id",
            "settled_at",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "control_id", "digest"], name="a_message_is_kept_once"
            ),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="message_fate_is_known"),
            models.CheckConstraint(
                condition=~Q(fate__in=["quarantined", "ignored", "unmatched"]) | ~Q(reason=""),
                name="message_set_aside_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["fate", "received_at"], name="message_by_fate"),
            models.Index(fields=["sender", "control_id"], name="message_by_id"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID | None:
        return self.person_id
