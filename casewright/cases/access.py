"""This room's permits."""

from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.security.gate import CARE, MANAGES, beside_person, permit
from casewright.security.models import User

OPEN_CASE = "cases.open_case"
CHANGE_CASE = "cases.change_case"
SEE_CASE = "cases.see_case"


@permit(OPEN_CASE, holders=MANAGES)
def may_open_case(user: User, person: Person) -> bool:
    """Open a case for somebody one stands beside already, for example from the intake queue."""
    return beside_person(user, person)


@permit(CHANGE_CASE, holders=MANAGES)
def may_change_case(user: User, case: Case) -> bool:
    """Move a case on, hand it over, change its team."""
    return beside_person(user, case)


@permit(SEE_CASE, holders=CARE)
def may_see_case(user: User, case: Case) -> bool:
    """See a case."""
    return beside_person(user, case)
