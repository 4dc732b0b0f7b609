"""The trail, newest first, a page at a time by number."""

from dataclasses import dataclass

from casewright.audit.models import Entry
from casewright.security.models import User

PAGE = 50


@dataclass(frozen=True)
class Sieve:
    """What is asked for; an empty text asks for nothing."""

    person: str = ""
    actor: str = ""
    event: str = ""
    outcome: str = ""
    before: int | None = None


@dataclass(frozen=True)
class TrailPage:
    """Entries in falling order of number; `before` leads to the older ones."""

    entries: list[Entry]
    before: int | None


def trail_page(sieve: Sieve, *, viewer: User) -> TrailPage:  # noqa: ARG001 - see below
    """The entries that fit. The gate has let the viewer in; entries hold keys, no records."""
    found = Entry.objects.order_by("-number")
    if sieve.person:
        found = found.filter(person_key=sieve.person)
    if sieve.actor:
        found = found.filter(actor=sieve.actor)
    if sieve.event:
        found = found.filter(event__startswith=sieve.event)
    if sieve.outcome:
        found = found.filter(outcome=sieve.outcome)
    if sieve.before:
        found = found.filter(number__lt=sieve.before)
    entries = list(found[: PAGE + 1])
    more = len(entries) > PAGE
    entries = entries[:PAGE]
    return TrailPage(entries, entries[-1].number if more else None)
