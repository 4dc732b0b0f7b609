"""Timed work of this room: sessions long over are cleared away."""

from datetime import timedelta

from django_tasks import task

from casewright.foundation.jobs import job
from casewright.foundation.moments import now
from casewright.security.actions import clear_sessions


@task()
def clear_old_sessions() -> None:
    """Remove the rows of sessions that have expired."""
    clear_sessions(at=now())


job("security.clear_old_sessions", every=timedelta(days=1), enqueue=clear_old_sessions.enqueue)
