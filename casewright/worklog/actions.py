"""Logging minutes."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.worklog.access import LOG_WORK
from casewright.worklog.models import WorkEntry
from casewright.worklog.rules import LONGEST_MINUTES, Span, free_parts, minutes_of, span_ending


@action
def log_work(
    *,
    by: User,
    ends_at: datetime,
    minutes: int,
    kind: str,
    person: Person | None = None,
    case: Case | None = None,
    source_key: UUID | None = None,
) -> int:
    """Log whole minutes up to a moment; gives how many of them were not counted before.

    A minute already counted, for whomever, is not counted again: what is left is logged in parts.
    """
    demand(by, LOG_WORK, person.pk if person else None)
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise Refused(f"Minutes are a whole number from 0 to {LONGEST_MINUTES}.")
    if minutes == 0:
        return 0
    wanted = span_ending(ends_at, minutes)
    parts = free_parts(wanted, _taken(by, wanted))
    WorkEntry.objects.bulk_create(
        WorkEntry(
            worker=by,
            person=person,
            case=case,
            kind=kind,
            starts_at=start,
            ends_at=end,
            source_key=source_key,
        )
        for start, end in parts
    )
    counted = minutes_of(parts)
    record(by, "worklog.logged", person, minutes=counted, kind=kind)
    return counted


def _taken(by: User, wanted: Span) -> list[Span]:
    """The spans already counted that lie across the wanted one.

    A worker's minutes are written by one hand at a time: two notes saved in one instant take
    turns. SQLite's transaction holds its one lock already; PostgreSQL locks the worker's row and
    reads in one call, whose second statement sees what was committed while it waited.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM worklog_taken(%s, %s, %s)", [by.pk, *wanted])
            return list(cursor.fetchall())
    return list(
        WorkEntry.objects.filter(
            worker=by, starts_at__lt=wanted[1], ends_at__gt=wanted[0]
        ).values_list("starts_at", "ends_at")
    )
