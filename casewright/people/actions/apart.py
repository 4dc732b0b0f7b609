"""Saying that two records are two people's, and taking that back."""

from datetime import datetime

from django.db.models import Q

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.people import rules
from casewright.people.access import JOIN_RECORDS
from casewright.people.models import Apart, Person
from casewright.people.queries import likeness_of
from casewright.security.gate import demand
from casewright.security.models import User


@action
def keep_apart(*, by: User, person: Person, other: Person, at: datetime) -> Apart:
    """Say that two records are two people's: nobody is asked again unless something changes."""
    for one in (person, other):
        demand(by, JOIN_RECORDS, one)
    if person.pk == other.pk:
        raise Refused("This is one record.")
    first, second = sorted((person, other), key=lambda one: one.pk)
    list(Person.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    mark = rules.mark_of(likeness_of(person, other, viewer=by))
    said = Apart.objects.filter(one=first, other=second, ended_at=None).first()
    if said and said.mark == mark:
        return said
    if said:
        Apart.objects.filter(pk=said.pk).update(ended_at=at)
    apart = Apart.objects.create(one=first, other=second, mark=mark, said_at=at, said_by=by)
    record(by, "people.kept_apart", apart, other=str(second.pk))
    return apart


@action
def ask_again(*, by: User, person: Person, other: Person, at: datetime) -> None:
    """Take back that two records are two people's: they may be one after all."""
    for one in (person, other):
        demand(by, JOIN_RECORDS, one)
    pair = Q(one=person, other=other) | Q(one=other, other=person)
    if Apart.objects.filter(pair, ended_at=None).update(ended_at=at):
        record(by, "people.may_be_one", person, other=str(other.pk))
