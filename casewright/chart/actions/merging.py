"""What was received about two records that turn out to be one person's."""

from casewright.audit.actions import action, record
from casewright.chart.access import RECEIVE
from casewright.chart.models import EVERYTHING
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User


@action
def follow_merge(*, by: User, kept: Person, gone: Person) -> int:
    """What was received about a record joined to another follows it; gives the number of rows."""
    demand(by, RECEIVE, kept)
    moved = sum(
        model._default_manager.filter(person=gone).update(person=kept) for model in EVERYTHING
    )
    record(by, "chart.merge_followed", kept, moved=moved)
    return moved
