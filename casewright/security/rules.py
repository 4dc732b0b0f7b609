"""Limits of a session, and of guessing."""

from datetime import datetime, timedelta

# NIST SP 800-63B-4 3.2.2: no more than 100 consecutive failed attempts on one account.
MOST_FAILED_SIGN_INS = 100
# What a clock kept right over the network moves by at most.
CLOCK_MAY_DIFFER = timedelta(minutes=1)


def session_over(
    started_at: datetime, seen_at: datetime, now: datetime, *, idle: timedelta, absolute: timedelta
) -> str:
    """Say in words why a session is over; an empty text while it is not.

    A clock set back would lengthen every session by as much, so it ends them instead.
    """
    if seen_at - now > CLOCK_MAY_DIFFER:
        return "The clock of this server was set back. Please sign in again."
    if now - started_at >= absolute:
        return "You have been signed in for a whole day's work. Please sign in again."
    if now - seen_at >= idle:
        return "You were away for a while, so this screen was locked. Please sign in again."
    return ""
