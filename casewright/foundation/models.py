"""When each piece of timed work last ran, and which workers are there."""

from django.db import models


class JobRun(models.Model):
    """One kind of timed work: its last start, so that of several schedulers one starts it, and
    how it went."""

    name = models.CharField(primary_key=True, max_length=80)
    # When it was last put in the queue.
    started_at = models.DateTimeField()
    # When it last ran, how many things it did, and the kind and place of what stopped it.
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    did = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True, default="")
    # How often it failed one time after another.
    failures = models.PositiveIntegerField(default=0)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"name", "started_at", "began_at", "ended_at", "did", "fault", "failures"})

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A process that does the work in the queue, and when it last said that it is there."""

    name = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"name", "started_at", "seen_at"})

    def __str__(self) -> str:
        return self.name
