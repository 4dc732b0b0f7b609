"""Minutes of work, seen and unseen: from when to when, for whom, doing what."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.security.models import User


class TimeKind(models.TextChoices):
    """What the time went into."""

    WITH_PERSON = "with_person", "With the person"
    FAMILY = "family", "With family"
    PROVIDER = "provider", "With a provider"
    PAYER = "payer", "With a payer"
    WAITING = "waiting", "Waiting"
    TRAVEL = "travel", "Travel"
    ARRANGING = "arranging", "Arranging"


# Work that nobody sees unless it is counted: everything but the talk with the person or family.
UNSEEN = (
    TimeKind.PROVIDER,
    TimeKind.PAYER,
    TimeKind.WAITING,
    TimeKind.TRAVEL,
    TimeKind.ARRANGING,
)


class WorkEntry(models.Model):
    """A span of one worker's time. No minute of a worker's stands in two entries (the table's own
    rule, see the first migration)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="work")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="work"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="work"
    )
    kind = models.CharField(max_length=12, choices=TimeKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source_key = models.UUIDField(null=True, blank=True)

    PERSONAL = frozenset({"person", "case"})
    PLAIN = frozenset({"id", "worker", "kind", "starts_at", "ends_at", "source_key"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="work_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TimeKind.values), name="time_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "starts_at"], name="work_by_worker"),
            models.Index(fields=["person", "starts_at"], name="work_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID | None:
        return self.person_id

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
