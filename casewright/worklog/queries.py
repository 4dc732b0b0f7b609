"""Reading minutes: one's own, and what a person was given."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.worklog.models import UNSEEN, WorkEntry
from casewright.worklog.rules import minutes_of


def my_minutes(start: datetime, end: datetime, *, viewer: User) -> dict[str, int]:
    """The viewer's own minutes between two moments: by kind, `total`, and `unseen` among them.

    Of an entry that lies across either moment, only the minutes between them count.
    """
    rows = WorkEntry.objects.filter(
        worker=viewer, starts_at__lt=end, ends_at__gt=start
    ).values_list("kind", "starts_at", "ends_at")
    sums: dict[str, int] = {}
    for kind, starts_at, ends_at in rows:
        between = (max(starts_at, start), min(ends_at, end))
        sums[kind] = sums.get(kind, 0) + minutes_of([between])
    total, unseen = sum(sums.values()), sum(sums.get(kind, 0) for kind in UNSEEN)
    return {**sums, "total": total, "unseen": unseen}


def minutes_for(person_key: UUID, *, viewer: User) -> int:
    """Every minute given to a person, by all; also under a record that was joined to this one."""
    if not stands_by(viewer, person_key):
        return 0
    rows = WorkEntry.objects.filter(Q(person=person_key) | Q(person__merged_into=person_key))
    return minutes_of(rows.values_list("starts_at", "ends_at"))
