"""Which of our records a resource became, what it said when last read, and what it still lacks."""

from uuid import uuid4

from django.db import models


class Imported(models.Model):
    """One resource of one source: its digest tells a repeat from a newer version.

    `written_at` and `version` are the source's own (meta.lastUpdated, meta.versionId): they tell
    a newer version from an older one that comes late.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=120)
    resource_type = models.CharField(max_length=40)
    resource_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    record_type = models.CharField(max_length=60, blank=True)
    record_key = models.UUIDField(null=True, blank=True)
    imported_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)
    version = models.CharField(max_length=64, blank=True, default="")

    PERSONAL = frozenset({"resource_id", "record_key"})
    PLAIN = frozenset(
        {
            *("id", "source", "resource_type", "digest", "record_type", "imported_at"),
            *("written_at", "version"),
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "resource_type", "resource_id"], name="a_resource_is_known_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Missing(models.Model):
    """Something that a resource names and that was not read so far: it is put in when it comes.

    `column` is where it belongs in the record that the naming resource became.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=120)
    wanted_key = models.CharField(max_length=200)
    wanted_type = models.CharField(max_length=40, blank=True)
    record_type = models.CharField(max_length=60)
    record_key = models.UUIDField()
    column = models.CharField(max_length=40)

    PERSONAL = frozenset({"wanted_key", "record_key"})
    PLAIN = frozenset({"id", "source", "wanted_type", "record_type", "column"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "wanted_key", "record_key", "column", "wanted_type"],
                name="what_is_missing_is_noted_once",
            )
        ]
        indexes = [models.Index(fields=["record_key"], name="missing_by_record")]

    def __str__(self) -> str:
        return str(self.id)
