"""Timed work of the desk: the lists for a day without a computer."""

from datetime import datetime, time

from casewright.desk.nightly import write_lists
from casewright.foundation.jobs import timed


@timed(daily_at=time(4))
def write_night_lists(at: datetime) -> int:
    """Write each colleague's list of the day, to be printed when nothing answers."""
    return write_lists(at)
