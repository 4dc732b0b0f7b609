"""What is said once about a person: birth, gender, language, what to call them."""

from dataclasses import asdict
from typing import Any

from casewright.foundation.texts import clip
from casewright.people import rules
from casewright.people.facts import PersonFacts
from casewright.people.models import Person

TEXTS = ("gender", "pronouns", "called", "home_note", "if_worse")


def keep_particulars(person: Person, facts: PersonFacts) -> list[str]:
    """Set what a source speaks of; gives the names of the fields that changed."""
    said: dict[str, Any] = {
        name: clip(Person, name, text) for name in TEXTS if (text := getattr(facts, name))
    }
    if facts.died_on:
        said["died_on"] = facts.died_on
    if facts.birth_date and rules.says_more(
        (person.birth_date, person.birth_precision), (facts.birth_date, facts.birth_precision)
    ):
        said["birth_date"] = facts.birth_date
        said["birth_precision"] = facts.birth_precision
    if facts.languages:
        said["languages"] = _languages(person, facts)
    changed = [name for name, value in said.items() if value != getattr(person, name)]
    for name in changed:
        setattr(person, name, said[name])
    return changed


def _languages(person: Person, facts: PersonFacts) -> list[dict[str, Any]]:
    """The languages a source names, then those known here that it does not name."""
    known = {language["code"]: language for language in person.languages}
    named = [_heard(asdict(one), known.get(one.code)) for one in facts.languages]
    codes = {one["code"] for one in named}
    is_preferred_named = any(one["preferred"] for one in named)
    rest = [
        {**language, "preferred": language.get("preferred", False) and not is_preferred_named}
        for code, language in known.items()
        if code not in codes
    ]
    return [*named, *rest]


def _heard(new: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    """A feed names a language; how somebody hears and reads it was learnt here and stays."""
    if old is None:
        return new
    return {
        **new,
        "name": new["name"] or old.get("name", ""),
        "interpreter": new["interpreter"] or old.get("interpreter", False),
        "reads": new["reads"] and old.get("reads", True),
    }
