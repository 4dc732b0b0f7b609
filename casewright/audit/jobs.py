"""Timed work of the trail: its end is exported every hour."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django_tasks import task

from casewright.audit.commands import export_head
from casewright.foundation.jobs import job


@task()
def export_the_head() -> None:
    """Write the trail's end to the folder of heads, to be carried off by whoever keeps them."""
    export_head(Path(settings.HOME) / "heads")


job("audit.export_the_head", every=timedelta(hours=1), enqueue=export_the_head.enqueue)
