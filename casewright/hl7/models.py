"""Messages as they came: kept raw before anything is done with them."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from casewright.people.models import Person
from casewright.security.models import User


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
    # A colleague laid other words over some of its fields (`Settlement`); the bytes stay.
    is_corrected = models.BooleanField(default=False, db_default=False)
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
            "is_corrected",
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

    @property
    def mark(self) -> str:
        """What a screen shows of its state, to notice that somebody changed it since."""
        settled = self.settled_at.isoformat() if self.settled_at else ""
        return f"{self.fate} {settled}".strip()


class Wait(models.Model):
    """A number that a message waits for: once more is known of it, the message is tried again."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="waits")
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=200)

    PERSONAL = frozenset({"message", "value"})
    PLAIN = frozenset({"id", "system"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "system", "value"], name="a_number_is_waited_for_once"
            )
        ]
        indexes = [models.Index(fields=["system", "value"], name="wait_by_number")]

    def __str__(self) -> str:
        return str(self.id)


class PriorNumber(models.Model):
    """A number that a merge gave to somebody before any message came under it.

    The first message under it may name the person otherwise; after that it is as any number.
    """

    id = models.BigAutoField(primary_key=True)
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    is_heard = models.BooleanField(default=False)

    PERSONAL = frozenset({"value"})
    PLAIN = frozenset({"id", "system", "is_heard"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="a_prior_number_is_named_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Deed(models.TextChoices):
    """What a colleague did about a message that waited."""

    MATCHED = "matched"
    REGISTERED = "registered"
    SET_ASIDE = "set_aside"
    CORRECTED = "corrected"
    RETRIED = "retried"
    UNDONE = "undone"


class Settlement(models.Model):
    """What a colleague did about a message, when, and what stood before. Rows are only added."""

    # Counts up, and so tells which deed came last.
    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="settlements")
    deed = models.CharField(max_length=10, choices=Deed)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=250, blank=True)
    # What was corrected, by field; or what stood before, for whoever takes it back.
    said = models.JSONField(default=dict, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    PERSONAL = frozenset({"person", "reason", "said"})
    PLAIN = frozenset({"id", "message", "deed", "by", "at", "undoes"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="deed_is_known"),
            models.CheckConstraint(
                condition=~Q(deed="set_aside") | ~Q(reason=""), name="set_aside_by_hand_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(deed__in=["matched", "registered"]) | Q(person__isnull=False),
                name="a_match_names_somebody",
            ),
            models.CheckConstraint(
                condition=Q(deed="undone", undoes__isnull=False)
                | (~Q(deed="undone") & Q(undoes=None)),
                name="what_is_undone_is_named",
            ),
        ]
        indexes = [models.Index(fields=["message", "id"], name="settlement_by_message")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID | None:
        return self.person_id
