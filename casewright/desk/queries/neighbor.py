"""Who comes before and after somebody in the list one came from."""

from datetime import datetime
from uuid import UUID

from casewright.desk.queries.today import today
from casewright.people.models import Person
from casewright.people.queries import my_people
from casewright.security.models import User


def neighbor_of(
    person: Person, *, viewer: User, at: datetime, step: int, within: str
) -> UUID | None:
    """The person `step` places on in Today's order, or in the viewer's alphabetical list; None at
    either end. Who is not in the list stands before its first."""
    if within == "people":
        keys = list(my_people(viewer=viewer).values_list("pk", flat=True))
    else:
        rows = today(viewer=viewer, at=at).rows
        keys = [UUID(row.person_key) for row in rows if row.person_key]
    place = keys.index(person.pk) if person.pk in keys else -1
    there = place + step
    return keys[there] if 0 <= there < len(keys) else None
