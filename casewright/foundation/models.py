"""When each piece of timed work last ran."""

from django.db import models


class JobRun(models.Model):
    """One kind of timed work and its last start, so that of several schedulers one starts it."""

    name = models.CharField(primary_key=True, max_length=80)
    started_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"name", "started_at"})

    def __str__(self) -> str:
        return self.name
