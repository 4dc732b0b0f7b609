"""People who have not been spoken with for longer than their case allows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casewright.cases.models import Case
from casewright.desk.worklist.beside import caseload, quiet_days, spoken_with
from casewright.foundation.prepared import Parts, PreparedRows
from casewright.security.models import User
from casewright.security.standing import beside, standing


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


@dataclass(frozen=True)
class QuietCase:
    """Somebody of a team who is quiet, and whose case it is."""

    person_key: UUID
    manager_key: UUID | None
    days: int
    every: int


def quiet_of_teams(*, viewer: User, at: datetime) -> list[QuietCase]:
    """Those of the viewer's teams who are quiet, by the same rule: the longest first."""
    cases = Case.objects.filter(beside(viewer, "person_id"), team__in=standing(viewer).teams)
    columns = ("person_id", "manager_id", "contact_every_days", "opened_at", "spoke_at")
    found = []
    for person, manager, every, opened_at, spoke_at in spoken_with(cases).values_list(*columns):
        days = quiet_days(spoke_at, opened_at, every, at)
        if days is not None:
            found.append(QuietCase(person, manager, days, every))
    return sorted(found, key=lambda one: (-one.days, str(one.person_key)))
