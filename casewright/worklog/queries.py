"""Reading minutes: one's own, and what a person was given."""

from datetime import datetime
from uuid import UUID

from casewright.security.models import User
from casewright.security.standing import beside
from casewright.worklog.models import UNSEEN, WorkEntry
from casewright.worklog.rules import minutes_of


def my_minutes(start: datetime, end: datetime, *, viewer: User) -> dict[str, int]:
    """The viewer's own minutes between two moments: by kind, `total`, and `unseen` among them."""
    rows = WorkEntry.objects.filter(
        worker=viewer, starts_at__gte=start, starts_at__lt=end
    ).values_list("kind", "starts_at", "ends_at")
    sums: dict[str, int] = {}
    for kind, starts_at, ends_at in rows:
        sums[kind] = sums.get(kind, 0) + minutes_of([(starts_at, ends_at)])
    total, unseen = sum(sums.values()), sum(sums.get(kind, 0) for kind in UNSEEN)
    return {**sums, "total": total, "unseen": unseen}


def minutes_for(person_key: UUID, *, viewer: User) -> int:
    """Every minute given to a person, by all."""
    rows = WorkEntry.objects.filter(beside(viewer, "person_id"), person=person_key)
    return minutes_of(rows.values_list("starts_at", "ends_at"))
