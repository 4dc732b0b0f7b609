"""Pouring many made-up lives into the house at once.

The rooms' own actions keep one fact at a time, with its permit and its line in the trail: right
for people, and hours for a hundred thousand of them. For load and security tests, and for the
background of a large demo, the same rows are written here in bulk: through the same models, so
that every constraint holds; with the places that open a record, the words by which people are
found, tasks with their history and clocks, and one line in the trail with the counts.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from casewright.audit.actions import action, record
from casewright.demo.access import MAKE_UP
from casewright.demo.actions.pouring.elsewhere import pour_elsewhere, pour_matched
from casewright.demo.actions.pouring.person import pour_person
from casewright.demo.actions.pouring.rows import Rows
from casewright.demo.actions.pouring.stays import pour_health, pour_stays
from casewright.demo.actions.pouring.work import pour_case
from casewright.demo.house import House
from casewright.demo.rules.lives import Life
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User


@action
def pour_lives(
    *, by: User, house: House, lives: Iterable[Life], at: datetime
) -> tuple[list[Person], Counter[str]]:
    """Write the rows of some lives as they stand at a moment; gives the people and the counts."""
    demand(by, MAKE_UP, None)
    rows = Rows(house, at)
    poured = []
    for life in lives:
        person = pour_person(rows, life)
        pour_case(rows, life, person)
        pour_stays(rows, life, person)
        pour_health(rows, life, person)
        pour_elsewhere(rows, life, person)
        pour_matched(rows, life, person)
        poured.append(person)
    counts = rows.save()
    record(by, "demo.poured", None, **counts)
    return poured, counts
