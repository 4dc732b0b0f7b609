"""What people look at in this room."""

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from casewright.people import rules
from casewright.people.models import Person, SearchKey
from casewright.security.models import User
from casewright.security.standing import beside

MOST_FOUND = 20


def find_people(text: str, *, viewer: User, limit: int = MOST_FOUND) -> list[Person]:
    """The people beside whom the viewer stands, found by the start of every word typed.

    A word may begin a name or nickname, be a birth year, end a phone number, or be an identifier.
    """
    words = rules.asked_words(text)
    if not words:
        return []
    # A record that was joined to another has no search keys, so none is asked for by its pointer:
    # that condition holds for nearly everybody and would lead SQLite to read the whole table.
    found = Person.objects.filter(beside(viewer, "pk"))
    longest = max(words, key=len)
    found = found.filter(pk__in=_starting_with(longest).values("person"))
    for word in words:
        if word is not longest:
            found = found.filter(Exists(_starting_with(word).filter(person=OuterRef("pk"))))
    return list(found.order_by("sort_name", "pk")[:limit])


def my_people(*, viewer: User) -> QuerySet[Person]:
    """Everyone the viewer stands beside, in alphabetical order."""
    return Person.objects.filter(beside(viewer, "pk"), merged_into=None).order_by("sort_name", "pk")


def keys_of(person: Person, *, viewer: User) -> list[str]:  # noqa: ARG001 - keys name nobody
    """The keys of a person's record and of those that were joined to it."""
    joined = Person.objects.filter(merged_into=person).order_by("registered_at", "pk")
    return [str(person.pk), *map(str, joined.values_list("pk", flat=True))]


def _starting_with(word: str) -> QuerySet[SearchKey]:
    """Keys that begin with a folded word, read from the index on either database.

    SQLite's LIKE cannot use the index; a range from the word to the next one can.
    """
    if connection.vendor == "sqlite":
        after = word[:-1] + chr(ord(word[-1]) + 1)
        return SearchKey.objects.filter(Q(key__gte=word) & Q(key__lt=after))
    return SearchKey.objects.filter(key__startswith=word)
