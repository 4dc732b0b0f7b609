"""This room's own permits, and the fetch of its note; every other page is opened by the permit of
the room it shows."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.foundation.prepared import KEYS, PreparedRecords
from casewright.people.models import Person
from casewright.security.gate import always, permit
from casewright.security.models import User

SEE_TRAIL = "desk.see_trail"
SEE_SELFCHECK = "desk.see_selfcheck"


@permit(SEE_TRAIL, holders=["privacy_officer"])
def may_see_trail(user: User, subject: Any) -> bool:
    """Read the trail: names of users, keys of records, and nothing that anybody wrote."""
    return always(user, subject)


@permit(SEE_SELFCHECK, holders=["administrator"])
def may_see_selfcheck(user: User, subject: Any) -> bool:
    """See what an administrator still has to do: of the server, and of nobody served."""
    return always(user, subject)


def fetch_to_note(key: UUID) -> Person:
    """The person, or the record it was merged into, and in the same statement the case that work
    for them goes to (`case_beside`): signing a note takes no statement more than it must."""
    for found in PEOPLE_TO_NOTE.records(person=key):
        person: Person = found.merged_into or found
        person.case_key = found.case_key  # type: ignore[attr-defined]  # read by case_beside
        return person
    raise Person.DoesNotExist


def _people_to_note() -> QuerySet[Person]:
    cases = Case.objects.filter(
        person=Coalesce(OuterRef("merged_into"), OuterRef("pk")), status__in=OPEN
    ).order_by("opened_at", "pk")
    people = Person.objects.filter(pk=KEYS["person"]).select_related("merged_into")
    return people.annotate(case_key=Subquery(cases.values("pk")[:1]))


PEOPLE_TO_NOTE = PreparedRecords(_people_to_note)


def case_beside(person: Person) -> Case | None:
    """The open case found with the person, by its key alone: enough to write it beside a note."""
    key: UUID | None = getattr(person, "case_key", None)
    return Case(pk=key, person=person) if key else None
