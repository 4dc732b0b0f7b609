"""Taking back what was kept about the wrong person: what one message brought, and nothing else."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F

from casewright.audit.actions import action, record
from casewright.people import rules
from casewright.people.access import CHANGE
from casewright.people.actions.search import keep_search_words
from casewright.people.models import ContactPoint, Identifier, Kin, Person, PersonName
from casewright.security.gate import demand
from casewright.security.models import User

# What is said once about a person, and may have been written over.
ONCE = (
    *("display_name", "sort_name", "birth_date", "birth_precision", "gender", "died_on"),
    *("languages", "told_at"),
)
DAYS = ("birth_date", "died_on")
_ROWS = {"names": PersonName, "identifiers": Identifier, "points": ContactPoint, "kin": Kin}

Held = dict[str, Any]


def held_facts(person: Person) -> Held:
    """What is held about a person, so that what comes next can be told from it: the words said
    once, and the keys of the rows in force. Fit for JSON."""
    fresh = Person.objects.get(pk=person.pk)
    once = {name: _plain(getattr(fresh, name)) for name in ONCE}
    rows: dict[str, list[str]] = {}
    for name, model in _ROWS.items():
        found = model.objects.filter(person=person)  # type: ignore[attr-defined]  # all have rows
        if model in (ContactPoint, Kin):
            found = found.filter(ended_at=None)
        if model is Identifier:
            found = found.filter(retired_at=None)
        rows[name] = [str(key) for key in found.order_by("pk").values_list("pk", flat=True)]
    return {"once": once, "rows": rows}


@action
def take_back_facts(*, by: User, person: Person, before: Held, after: Held, at: datetime) -> None:
    """Take back what came between two times at which `held_facts` was asked.

    What somebody changed since stays as they left it; what was made stricter stays strict.
    """
    demand(by, CHANGE, person)
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    found_by = rules.own_words(fresh.called, fresh.birth_date)
    fields = [
        name
        for name in ONCE
        if before["once"][name] != after["once"][name]
        and _plain(getattr(fresh, name)) == after["once"][name]
    ]
    for name in fields:
        setattr(fresh, name, _read(name, before["once"][name]))
    came = {name: set(after["rows"][name]) - set(before["rows"][name]) for name in _ROWS}
    went = {name: set(before["rows"][name]) - set(after["rows"][name]) for name in _ROWS}
    found_by |= _words_of(came)
    PersonName.objects.filter(pk__in=came["names"]).delete()
    Identifier.objects.filter(pk__in=came["identifiers"]).update(retired_at=at)
    for name, model in (("points", ContactPoint), ("kin", Kin)):
        model.objects.filter(pk__in=came[name]).update(ended_at=at)
        model.objects.filter(pk__in=went[name]).update(ended_at=None)
    fresh.version = F("version") + 1
    fresh.save(update_fields=[*fields, "version"])
    fresh.refresh_from_db()
    keep_search_words(fresh, (), before=found_by)
    record(by, "people.taken_back", person, fields=sorted(fields))


def _words_of(came: dict[str, set[str]]) -> frozenset[str]:
    """The words by which the rows that came let somebody be found."""
    names = PersonName.objects.filter(pk__in=came["names"]).values_list("family", "given")
    numbers = Identifier.objects.filter(pk__in=came["identifiers"]).values_list("value", flat=True)
    phones = ContactPoint.objects.filter(pk__in=came["points"]).values_list("value", flat=True)
    said: Iterable[str] = [f"{family} {given}" for family, given in names]
    return frozenset(rules.search_keys(said, None, phones, numbers))


def _read(name: str, value: Any) -> Any:
    """A value as it was before it was written into JSON."""
    return date.fromisoformat(value) if value and name in DAYS else value


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
