"""What was done or seen, by whom. Rows hold names and keys, never foreign keys.

A row is only ever added: the table itself refuses anything else (see the first migration).
"""

from django.db import models


class Entry(models.Model):
    """One line of the trail, bound to the line before it by its hash."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, blank=True)
    event = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    person_key = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)
    route = models.CharField(max_length=120, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    PERSONAL = frozenset({"actor", "address", "person_key", "subject_key"})
    PLAIN = frozenset(
        {
            "number",
            "at",
            "event",
            "outcome",
            "subject_type",
            "reason",
            "route",
            "request_id",
            "details",
            "previous_hash",
            "hash",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_does_not_fork"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["done", "refused"]), name="audit_outcome_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["person_key", "-number"], name="audit_by_person"),
            models.Index(fields=["actor", "-number"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return str(self.number)
