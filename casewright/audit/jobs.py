"""Timed work of the trail: its end is exported every hour, and all of it is checked every night."""

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from casewright.audit import queries
from casewright.audit.commands import export_head
from casewright.foundation.jobs import timed


@timed(every=timedelta(hours=1))
def export_the_head(at: datetime) -> int:  # noqa: ARG001 - the shape of timed work
    """Write the trail's end to the folder of heads, to be carried off by whoever keeps them."""
    export_head(Path(settings.HOME) / "heads")
    return 1


@timed(daily_at=time(2, 30))
def verify_the_trail(at: datetime) -> int:  # noqa: ARG001 - the shape of timed work
    """Check every line of the trail; the number is that of its faults."""
    return len(queries.faults([]))
