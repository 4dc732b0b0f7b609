"""Deadline rules as dated rows, and the clocks that run by them."""

from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from casewright.clocks.rules import Deadline
from casewright.people.models import Person


class DeadlineRule(models.Model):
    """One version of one deadline rule. The organization may add versions of its own.

    The columns are the fields of `clocks.rules.Deadline`, which says what each means.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rule = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    payer = models.CharField(max_length=40)
    trigger = models.CharField(max_length=400)
    owed_by = models.CharField(max_length=400)
    length = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    direction = models.CharField(max_length=8, default="after")
    first_day_counts = models.BooleanField(default=False)
    counts_from = models.CharField(max_length=24, default="trigger")
    receipt_presumed_days = models.PositiveSmallIntegerField(default=0)
    not_before_days = models.SmallIntegerField(null=True, blank=True)
    month_rule = models.CharField(max_length=24, blank=True)
    grace_months = models.PositiveSmallIntegerField(default=0)
    roll_forward = models.BooleanField(default=False)
    roll_holidays = models.CharField(max_length=20, blank=True)
    second_trigger = models.CharField(max_length=40, blank=True)
    second_meaning = models.CharField(max_length=400, blank=True)
    second_effect = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    source_detail = models.TextField()
    trust = models.CharField(max_length=1)
    checked_on = models.DateField()
    note = models.TextField(blank=True)
    # Rows that came with the program are brought up to date with it; the organization's are not.
    is_ours = models.BooleanField(default=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            "id",
            "rule",
            "title",
            "payer",
            "trigger",
            "owed_by",
            "length",
            "unit",
            "direction",
            "first_day_counts",
            "counts_from",
            "receipt_presumed_days",
            "not_before_days",
            "month_rule",
            "grace_months",
            "roll_forward",
            "roll_holidays",
            "second_trigger",
            "second_meaning",
            "second_effect",
            "state",
            "in_force_from",
            "in_force_until",
            "source",
            "source_detail",
            "trust",
            "checked_on",
            "note",
            "is_ours",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trust__in=["A", "B", "C"]), name="deadline_trust_is_known"
            ),
            models.CheckConstraint(
                condition=Q(in_force_from=None)
                | Q(in_force_until=None)
                | Q(in_force_until__gte=F("in_force_from")),
                name="deadline_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["rule"], name="deadline_by_rule")]

    def __str__(self) -> str:
        return self.rule

    def deadline(self) -> Deadline:
        """The row as the plain values that rules reckon with."""
        names = set(Deadline.__dataclass_fields__) - {"id"}
        values: dict[str, Any] = {name: getattr(self, name) for name in names}
        return Deadline(id=self.rule, **values)


class Clock(models.Model):
    """Why a promise is due when it is: the rule, what started it, and both moments. Never changed:
    a clock ends with the task that it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="clocks")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    started_at = models.DateTimeField()
    computed_due_at = models.DateTimeField()
    printed_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True, blank=True)
    explained = models.TextField()

    PERSONAL = frozenset({"person"})
    PLAIN = frozenset(
        {
            "id",
            "rule",
            "started_at",
            "computed_due_at",
            "printed_due_at",
            "due_at",
            "opens_at",
            "explained",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__lte=F("computed_due_at")), name="the_earlier_moment_governs"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID | None:
        return self.person_id
