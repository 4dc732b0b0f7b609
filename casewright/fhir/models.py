"""Which of our records a resource became, and what it said when it was last read."""

from uuid import uuid4

from django.db import models


class Imported(models.Model):
    """One resource of one source: its digest tells a repeat from a newer version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=120)
    resource_type = models.CharField(max_length=40)
    resource_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    record_type = models.CharField(max_length=60, blank=True)
    record_key = models.UUIDField(null=True, blank=True)
    imported_at = models.DateTimeField()

    PERSONAL = frozenset({"resource_id", "record_key"})
    PLAIN = frozenset({"id", "source", "resource_type", "digest", "record_type", "imported_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "resource_type", "resource_id"], name="a_resource_is_known_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
