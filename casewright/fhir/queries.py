"""What this door looks up before it keeps anything."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from casewright.people.models import Identifier, Person
from casewright.security.models import User
from casewright.security.standing import beside


def holders_of(pairs: Iterable[tuple[str, str]], *, viewer: User) -> dict[tuple[str, str], Person]:
    """Who holds each of these identifiers (system, value); a merged record stands for its other."""
    asked = [Q(system=system, value=value) for system, value in pairs]
    if not asked:
        return {}
    held = Identifier.objects.filter(
        reduce(or_, asked), beside(viewer, "person_id"), retired_at=None
    ).select_related("person__merged_into")
    return {(one.system, one.value): one.person.merged_into or one.person for one in held}


def people_by_key(keys: Iterable[UUID], *, viewer: User) -> dict[UUID, Person]:
    """The people some records stand for now, under the records' own keys."""
    rows = Person.objects.filter(beside(viewer, "pk"), pk__in=keys).select_related("merged_into")
    return {person.pk: person.merged_into or person for person in rows}
