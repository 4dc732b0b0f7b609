"""This room's permits, and the one way its views find a person."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from casewright.foundation.prepared import KEYS, PreparedRecords
from casewright.people.models import Merge, Person, Statement
from casewright.security.gate import CARE, MANAGES, always, beside_person, permit
from casewright.security.models import User
from casewright.security.standing import stands_by

SEE_PERSON = "people.see_person"
SEARCH = "people.search"
REGISTER = "people.register"
CHANGE = "people.change"
MERGE = "people.merge"
JOIN_RECORDS = "people.join_records"
SEE_DUPLICATES = "people.see_duplicates"
SEE_LOOKS = "people.see_looks"


@permit(SEE_PERSON, holders=CARE)
def may_see_person(user: User, person: Person) -> bool:
    """See a person's page."""
    return beside_person(user, person)


@permit(SEARCH, holders=CARE)
def may_search(user: User, subject: Any) -> bool:
    """Search among the people one stands beside."""
    return always(user, subject)


@permit(REGISTER, holders=["intake", "case_manager", "supervisor", "service"])
def may_register(user: User, subject: Any) -> bool:
    """Register somebody who is not known yet."""
    return always(user, subject)


@permit(CHANGE, holders=[*CARE, "service"])
def may_change(user: User, person: Person) -> bool:
    """Keep a person's names, contact points, kin, coverage and statements."""
    return beside_person(user, person)


@permit(MERGE, holders=["service"])
def may_merge(user: User, kept_and_gone: tuple[Person, Person]) -> bool:
    """Join two records that the hospital says are one person."""
    return all(stands_by(user, person.pk) for person in kept_and_gone)


@permit(JOIN_RECORDS, holders=MANAGES)
def may_join_records(user: User, subject: Person | Merge) -> bool:
    """Join the records of one person, say that two are two people's, and take either back."""
    return beside_person(user, subject)


@permit(SEE_DUPLICATES, holders=["intake", "supervisor"])
def may_see_duplicates(user: User, subject: Any) -> bool:
    """Learn that a record may be another's whom one does not look after: how each field stands,
    and whom to ask."""
    return always(user, subject)


@permit(SEE_LOOKS, holders=[*CARE, "privacy_officer"])
def may_see_looks(user: User, person: Person) -> bool:
    """See who looked at a record: whoever may see it, and the privacy officer any record's."""
    return user.roles.filter(name="privacy_officer").exists() or beside_person(user, person)


def fetch_person(key: UUID) -> Person:
    """The person, or the record it was merged into."""
    for person in PEOPLE.records(person=key):
        return person.merged_into or person
    raise Person.DoesNotExist


def fetch_merge(key: UUID) -> Merge:
    """Two records that were joined, and who joined them or took that back."""
    return Merge.objects.select_related("kept", "gone", "joined_by", "undone_by").get(pk=key)


def fetch_statement(key: UUID) -> Statement:
    return Statement.objects.select_related("person").get(pk=key)


def _people() -> QuerySet[Person]:
    return Person.objects.filter(pk=KEYS["person"]).select_related("merged_into")


PEOPLE = PreparedRecords(_people)
