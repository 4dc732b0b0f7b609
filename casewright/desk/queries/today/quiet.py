"""People who have not been spoken with for longer than their case allows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casewright.desk.worklist.beside import caseload, quiet_days
from casewright.foundation.prepared import Parts, PreparedRows
from casewright.security.models import User


@dataclass(frozen=True)
class Quiet:
    """Somebody nobody has spoken with for so many days; `every` is how often their case asks."""

    person_key: UUID
    name: str
    program: str
    days: int
    every: int
    never: bool


def _parts() -> Parts:
    columns = ("person_id", "person__display_name", "program", "contact_every_days")
    return [caseload().values_list(*columns, "opened_at", "spoke_at")], ""


CASELOAD = PreparedRows(_parts)


def quiet_people(*, viewer: User, at: datetime) -> list[Quiet]:
    """Those of the viewer's caseload, and of whom they cover, who are quiet: the longest first."""
    found = []
    for key, name, program, every, opened_at, spoke_at in CASELOAD.rows(
        viewer=viewer.pk, moment=at
    ):
        days = quiet_days(spoke_at, opened_at, every, at)
        if days is not None:
            found.append(Quiet(key, name, program, days, every, never=spoke_at is None))
    return sorted(found, key=lambda one: (-one.days, one.name, str(one.person_key)))
