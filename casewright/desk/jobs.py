"""Timed work of the desk: digests, and the lists for a day without a computer."""

from datetime import datetime, time, timedelta

from casewright.desk import digests
from casewright.desk.nightly import write_lists
from casewright.foundation.jobs import timed


@timed(daily_at=time(4))
def write_night_lists(at: datetime) -> int:
    """Write each colleague's list of the day, to be printed when nothing answers."""
    return write_lists(at)


@timed(every=timedelta(minutes=5))
def write_digests(at: datetime) -> int:
    """Write the digest of each colleague whose hour has come, once a day."""
    return digests.write_digests(at)


@timed(every=timedelta(minutes=5))
def mail_digests(at: datetime) -> int:
    """Hand over the mails of digests that are still to go: counts and a link, nothing more."""
    return digests.mail_digests(at)
