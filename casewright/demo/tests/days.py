"""Almanacs of days on which something could go wrong, without a database."""

from datetime import datetime

from casewright.clocks.actions import ROWS
from casewright.clocks.rules import calendar_for, deadlines_from, due
from casewright.demo.rules.almanac import Almanac
from casewright.foundation.moments import organization_zone

NEW_YORK = organization_zone()
CALENDAR = calendar_for("US")
RULES = {row.id: row for row in deadlines_from(ROWS.read_text(encoding="utf-8"))}

TUESDAY = "2026-11-24 09:00"
ODD_DAYS = [
    TUESDAY,
    "2026-11-28 09:00",  # a Saturday
    "2026-12-24 09:00",
    "2026-03-08 09:00",  # clocks go forward
    "2026-11-01 01:30",  # clocks go back, and it is half past one for the first time
    "2027-01-01 09:00",
    "2028-02-29 00:05",
    "2026-11-23 23:55",
]


def moment(text: str) -> datetime:
    """A moment on the organization's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def almanac(text: str) -> Almanac:
    """The almanac of a moment, by the rules that came with the program."""

    def ends(rule: str, start: datetime) -> datetime:
        return due(RULES[rule], start, zone=NEW_YORK, calendar=CALENDAR).moment

    return Almanac(moment(text), NEW_YORK, CALENDAR, ends)
