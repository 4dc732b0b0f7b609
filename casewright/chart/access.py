"""This room's permits."""

from casewright.people.models import Person
from casewright.security.gate import CARE, beside_person, permit
from casewright.security.models import User

RECEIVE = "chart.receive"
SEE = "chart.see"


@permit(RECEIVE, holders=["service"])
def may_receive(user: User, person: Person) -> bool:
    """Keep what others sent about somebody's health."""
    return beside_person(user, person)


@permit(SEE, holders=CARE)
def may_see(user: User, person: Person) -> bool:
    """See the conditions, medicines, allergies and observations of somebody one stands beside."""
    return beside_person(user, person)
