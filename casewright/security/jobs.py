"""Timed work of this room: sessions long over are cleared away."""

from datetime import datetime, time

from casewright.foundation.jobs import timed
from casewright.security.actions import clear_sessions


@timed(daily_at=time(3))
def clear_old_sessions(at: datetime) -> int:
    """Remove the rows of sessions that have expired."""
    return clear_sessions(at=at)
