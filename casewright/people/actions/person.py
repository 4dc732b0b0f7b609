"""Registering somebody, and keeping true what is known of them."""

from datetime import date, datetime, timedelta

from django.db.models import F

from casewright.audit.actions import action, record
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.texts import check_fit
from casewright.people import rules
from casewright.people.access import CHANGE, REGISTER
from casewright.people.actions.belongings import keep_belongings
from casewright.people.actions.known import Known
from casewright.people.actions.particulars import keep_particulars
from casewright.people.actions.search import keep_search_words
from casewright.people.actions.telling import Telling
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person, Statement
from casewright.security.actions import relate
from casewright.security.gate import demand
from casewright.security.models import Kind, RelationKind, User

# Whoever registers somebody may finish the registration before a case gives them a place.
DAYS_TO_FINISH = 30
# What a colleague may type over; everything else has an action of its own.
EDITABLE = frozenset({"called", "pronouns", "home_note", "if_worse"})


@action
def register_person(*, by: User, facts: PersonFacts, at: datetime, source: str = "") -> Person:
    """Register somebody who is not known yet."""
    demand(by, REGISTER, None)
    shown = rules.name_to_show(facts.names)
    if shown is None:
        raise Refused("A person needs at least one name, or a sentence to be known by.")
    person = Person(
        display_name=rules.display_name(shown.family, shown.given),
        sort_name=rules.sort_name(shown.family, shown.given),
        registered_at=at,
    )
    telling = Telling(person, facts.said_at)
    keep_particulars(person, facts, telling)
    telling.note(_spoken_of(shown))
    person.told_at = dict(telling.told)
    person.save(force_insert=True)
    keep_belongings(person, facts, source, telling, by_feed=by.kind == Kind.SERVICE)
    _keep_told(person, telling)
    keep_search_words(person, facts.extra_search)
    if by.kind != Kind.SERVICE:
        until = at + timedelta(days=DAYS_TO_FINISH)
        relate(
            by=by,
            person_key=person.pk,
            kind=RelationKind.EARLIER,
            at=at,
            user=by,
            ends_at=until,
            role="registered",
        )
    record(by, "people.registered", person, source=source)
    return person


@action
def keep_facts(
    *,
    by: User,
    person: Person,
    facts: PersonFacts,
    at: datetime,
    source: str = "",
    known: Known | None = None,
) -> list[str]:
    """Keep what a source newly says; gives the names of what changed, empty when nothing did.

    A feed never loosens what the person decided: whether a number is safe, who may be told.
    `known` are the person's names and numbers, where they were just read in this transaction.
    """
    demand(by, CHANGE, person)
    found_by = rules.own_words(person.called, person.birth_date)
    telling = Telling(person, facts.said_at)
    particulars = keep_particulars(person, facts, telling)
    kept = keep_belongings(
        person, facts, source, telling, by_feed=by.kind == Kind.SERVICE, known=known
    )
    shown = _show(person, facts, telling) if "names" in kept or facts.said_at else []
    changed = [*particulars, *kept, *(["names"] if shown else [])]
    if not changed:
        _keep_told(person, telling)
    else:
        person.told_at = telling.told
        _save(person, [*particulars, *shown, "told_at"])
        keep_search_words(person, facts.extra_search, before=found_by)
        record(by, "people.changed", person, fields=sorted(set(changed)), source=source, at=at)
    return changed


@action
def edit_person(
    *, by: User, person: Person, version: int, values: dict[str, str], at: datetime
) -> Person:
    """Save what somebody typed; if another saved first, both texts come back and none is lost."""
    demand(by, CHANGE, person)
    if not set(values) <= EDITABLE:
        raise Refused("This is not kept here: " + ", ".join(sorted(set(values) - EDITABLE)) + ".")
    check_fit(Person, **values)
    found_by = rules.own_words(person.called, person.birth_date)
    rows = Person.objects.filter(pk=person.pk, version=version).update(
        **values, version=version + 1
    )
    person.refresh_from_db()
    if not rows:
        raise Conflict(theirs={name: getattr(person, name) for name in values}, yours=values)
    if "called" in values:
        keep_search_words(person, (), before=found_by)
    record(by, "people.edited", person, fields=sorted(values), at=at)
    return person


@action
def say_statement(
    *,
    by: User,
    person: Person,
    kind: str,
    words: str,
    said_on: date,
    language: str = "en",
    translation: str = "",
    source: str = "",
) -> Statement:
    """Keep what matters to the person in their own words, or something to watch for."""
    demand(by, CHANGE, person)
    if not words.strip():
        raise Refused("Write it down as it was said.")
    check_fit(Statement, words=words, translation=translation, source=source)
    statement = Statement.objects.create(
        person=person,
        kind=kind,
        words=words,
        language=language,
        translation=translation,
        said_on=said_on,
        source=source,
    )
    record(by, "people.statement_kept", statement, kind=kind)
    return statement


def _spoken_of(name: NameFact) -> str:
    """Under which word it is kept when a name to show was last said."""
    return "name" if name.use == "official" else "other_name"


def _show(person: Person, facts: PersonFacts, telling: Telling) -> list[str]:
    """Show the official name a source newly says; a nickname never becomes the name on a letter,
    unless there is no other name."""
    said = rules.name_to_show([name for name in facts.names if name.use == "official"])
    if said is None and telling.last("other_name") and not telling.last("name"):
        said = rules.name_to_show(facts.names)
    if said is None:
        return []
    what, name = _spoken_of(said), rules.display_name(said.family, said.given)
    is_news = telling.is_news(what, name, person.display_name)
    if what == "name" and telling.last("other_name") and not telling.last("name"):
        is_news = True
    telling.note(what)
    if not is_news or name == person.display_name:
        return []
    person.display_name = name
    person.sort_name = rules.sort_name(said.family, said.given)
    return ["display_name", "sort_name"]


def _keep_told(person: Person, telling: Telling) -> None:
    """Keep when each thing was last spoken of, where nothing else is to be saved."""
    if telling.told != person.told_at:
        person.told_at = telling.told
        person.save(update_fields=["told_at"])


def _save(person: Person, fields: list[str]) -> None:
    """Save what changed and nothing else: a colleague may have saved the rest meanwhile."""
    person.version = F("version") + 1
    person.save(update_fields=[*fields, "version"])
    person.refresh_from_db(fields=["version"])
