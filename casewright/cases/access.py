"""This room's permits, and the one way its views find a case."""

from uuid import UUID

from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.security.gate import CARE, MANAGES, beside_person, permit
from casewright.security.models import User

OPEN_CASE = "cases.open_case"
CHANGE_CASE = "cases.change_case"
SEE_CASE = "cases.see_case"
NAME_OUTSIDE = "cases.name_outside"


@permit(OPEN_CASE, holders=MANAGES)
def may_open_case(user: User, person: Person) -> bool:
    """Open a case for somebody one stands beside already, for example from the intake queue."""
    return beside_person(user, person)


@permit(CHANGE_CASE, holders=MANAGES)
def may_change_case(user: User, case: Case) -> bool:
    """Move a case on, hand it over, change its team."""
    return beside_person(user, case)


@permit(NAME_OUTSIDE, holders=[*MANAGES, "service"])
def may_name_outside(user: User, case: Case) -> bool:
    """Name a professional outside our staff on a case's care team: it opens nothing to anybody."""
    return beside_person(user, case)


@permit(SEE_CASE, holders=CARE)
def may_see_case(user: User, case: Case) -> bool:
    """See a case."""
    return beside_person(user, case)


def fetch_case(key: UUID) -> Case:
    return Case.objects.select_related("person", "manager", "team").get(pk=key)
