"""Finding somebody by what is typed, and one's own people."""

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, JSONObject

from casewright.foundation.among import among
from casewright.foundation.moments import now
from casewright.foundation.prepared import TEXTS, PreparedRecords
from casewright.people import rules
from casewright.people.models import Person, PersonName, SearchKey
from casewright.security.models import Kind, RelationKind, User
from casewright.security.standing import beside, beside_at

MOST_FOUND = 20
# So many who may be meant are looked at one by one.
MOST_NEAR = 60
# Two ends of a range for each word, and what may stand for it where it was mistyped.
ENDS, PROBES = 2, 14
# Of everybody near, so many names are read: what they are called, were called, call themselves.
NAMES_READ = 4
# From the nearest reason for standing beside somebody to the farthest.
NEAREST = (
    RelationKind.MANAGER,
    RelationKind.CARE_TEAM,
    RelationKind.TEAM,
    RelationKind.TASK,
    RelationKind.QUEUE,
    RelationKind.EARLIER,
)


def find_people(text: str, *, viewer: User, limit: int = MOST_FOUND) -> list[Person]:
    """The people beside whom the viewer stands, found by the start of every word typed.

    A word may begin a name or nickname, be initials, a birth date or its year, end a phone number,
    or be an identifier. Each comes with `why`: the nearest reason for standing beside them.
    """
    words = _asked(text)
    if not words or not viewer.is_active:
        return []
    asked = {name: value for n, word in enumerate(words) for name, value in _ends(n, word)}
    return FOUND.records(
        (len(words), viewer.kind == Kind.SERVICE, limit, False),
        viewer=viewer.pk,
        moment=now(),
        **asked,
    )


def find_near(text: str, *, viewer: User, limit: int = MOST_FOUND) -> list[Person]:
    """The people beside whom the viewer stands and whose name is a slip away from what was typed,
    the nearest first. For when nobody is found by the words as they stand."""
    words = _asked(text)[:MOST_MISTYPED]
    if not viewer.is_active or not any(map(rules.is_near_able, words)):
        return []
    asked = {name: value for n, word in enumerate(words) for name, value in _ends(n, word)}
    for n, word in enumerate(words):
        probes = sorted(rules.near_probes(word) if rules.is_near_able(word) else {word})
        for place in range(PROBES):
            asked[_probe(n, place)] = probes[min(place, len(probes) - 1)]
    found = NEAR.records(
        (len(words), viewer.kind == Kind.SERVICE, MOST_NEAR, True),
        viewer=viewer.pk,
        moment=now(),
        **asked,
    )
    named = [word for word in words if not any(c.isdigit() for c in word)]
    ranked = [
        (slips, place, person)
        for place, person in enumerate(found)
        if (slips := rules.how_near(named, rules.words_of(_names(person)))) is not None
    ]
    return [person for _slips, _place, person in sorted(ranked, key=lambda one: one[:2])[:limit]]


def _names(person: Person) -> str:
    others = [getattr(person, f"name{number}") or "" for number in range(NAMES_READ)]
    return " ".join([person.display_name, person.called, *others])


def my_people(*, viewer: User) -> QuerySet[Person]:
    """Everyone the viewer stands beside, in alphabetical order."""
    return Person.objects.filter(beside(viewer, "pk"), merged_into=None).order_by("sort_name", "pk")


def keys_of(person: Person, *, viewer: User) -> list[str]:  # noqa: ARG001 - keys name nobody
    """The keys of a person's record and of those that were joined to it."""
    joined = Person.objects.filter(merged_into=person).order_by("registered_at", "pk")
    return [str(person.pk), *map(str, joined.values_list("pk", flat=True))]


MOST_MISTYPED = 4


def _asked(text: str) -> list[str]:
    """The words asked for, each once and the longest first: it leads to the fewest."""
    return sorted(dict.fromkeys(rules.asked_words(text)), key=len, reverse=True)


def _ends(number: int, word: str) -> list[tuple[str, str]]:
    """A word and the first that no longer begins with it."""
    after = word[:-1] + chr(ord(word[-1]) + 1)
    return [(_end(number, 0), word), (_end(number, 1), after)]


def _end(number: int, which: int) -> str:
    return f"text{number * ENDS + which}"


def _probe(number: int, place: int) -> str:
    return f"text{rules.MOST_WORDS * ENDS + number * PROBES + place}"


def _write(
    words: int,
    is_service: bool,  # noqa: FBT001 - a part of the statement's shape
    limit: int,
    is_near: bool,  # noqa: FBT001 - as above
) -> QuerySet[Person]:
    """Those whom all of so many words fit, with why the viewer stands beside them.

    A record that was joined to another has no search keys, so none is asked for by its pointer:
    that condition holds for nearly everybody and would lead SQLite to read the whole table.
    """
    whose = beside_at("viewer").filter(person_key=OuterRef("pk"))
    rank = Case(*(When(kind=kind, then=place) for place, kind in enumerate(NEAREST)))
    told = JSONObject(kind="kind", user="user__username", name="user__full_name", team="team__name")
    reasons = whose.annotate(rank=rank).order_by("rank", "starts_at", "pk").values(reason=told)
    whom = _fitting(0, is_near=is_near).values("person")
    # What is near are few, whatever PostgreSQL guesses; what begins with a letter may be many.
    found = Person.objects.filter(among("pk", whom) if is_near else Q(pk__in=whom))
    for number in range(1, words):
        keys = _fitting(number, is_near=is_near)
        found = found.filter(Exists(keys.filter(person=OuterRef("pk"))))
    if not is_service:
        found = found.filter(Exists(whose))
    if is_near:
        names = PersonName.objects.filter(person=OuterRef("pk")).order_by("pk")
        whole = names.values(whole=Concat("family", Value(" "), "given"))
        found = found.annotate(
            **{f"name{at}": Subquery(whole[at : at + 1]) for at in range(NAMES_READ)}
        )
    return found.annotate(why=Subquery(reasons[:1])).order_by("sort_name", "pk")[:limit]


def _fitting(number: int, *, is_near: bool) -> QuerySet[SearchKey]:
    """Keys that begin with a word, and where it may be mistyped those that are near it, read from
    the index on either database: SQLite's LIKE cannot use it; a range to the next word can."""
    word, after = (TEXTS[_end(number, which)] for which in range(ENDS))
    if connection.vendor == "sqlite":
        fits = Q(key__gte=word) & Q(key__lt=after)
    else:
        fits = Q(key__startswith=word)
    if is_near:
        fits |= Q(key__in=[TEXTS[_probe(number, place)] for place in range(PROBES)])
    return SearchKey.objects.filter(fits)


FOUND: PreparedRecords[Person] = PreparedRecords(_write)
NEAR: PreparedRecords[Person] = PreparedRecords(_write)
