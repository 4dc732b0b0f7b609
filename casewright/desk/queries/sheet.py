"""The day sheet: for each row how the person is reached, and whether a message may be left."""

from dataclasses import dataclass

from casewright.desk.queries.today import Row, Today
from casewright.people.models import Channel, ContactPoint
from casewright.security.models import User
from casewright.security.standing import beside

MOST_PHONES = 2


@dataclass(frozen=True)
class Phone:
    """A number that may be used, whether a message may be left there, and when it is best."""

    value: str
    may_leave_message: bool
    best_time: str


@dataclass(frozen=True)
class Entry:
    """One row of the paper, and the person's first numbers."""

    row: Row
    phones: list[Phone]


def sheet_of(day: Today, *, viewer: User) -> list[Entry]:
    """The rows of a day with the numbers that are safe to use, the first to try first."""
    keys = [row.person_key for row in day.rows if row.person_key]
    phones: dict[str, list[Phone]] = {}
    points = ContactPoint.objects.filter(
        beside(viewer, "person_id"),
        person_id__in=keys,
        ended_at=None,
        safe_to_use=True,
        channel__in=[Channel.PHONE, Channel.SMS],
    ).order_by("rank", "pk")
    for key, value, may_leave, best in points.values_list(
        "person_id", "value", "safe_to_leave_message", "best_time"
    ):
        phones.setdefault(str(key), []).append(Phone(value, may_leave, best))
    return [Entry(row, phones.get(row.who, [])[:MOST_PHONES]) for row in day.rows]
