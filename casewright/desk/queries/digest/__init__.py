"""Digests: what somebody is told for a day or a week, and showing one through the gate.

What a digest keeps are keys and counts. Whoever opens it, today or in a month, sees of it what they
may see at that moment.
"""

from casewright.desk.queries.digest.day import what_a_day_holds
from casewright.desk.queries.digest.page import DayShown, DigestPage, WeekShown, digest_page
from casewright.desk.queries.digest.week import what_a_week_holds

__all__ = [
    "DayShown",
    "DigestPage",
    "WeekShown",
    "digest_page",
    "what_a_day_holds",
    "what_a_week_holds",
]
