"""What is said once about a person: birth, gender, language, death, what to call them."""

from dataclasses import asdict
from datetime import date
from typing import Any

from casewright.foundation.texts import clip
from casewright.people import rules
from casewright.people.actions.telling import Telling
from casewright.people.facts import PersonFacts
from casewright.people.models import Person

TEXTS = ("gender", "pronouns", "called", "home_note", "if_worse")


def keep_particulars(person: Person, facts: PersonFacts, telling: Telling) -> list[str]:
    """Set what a source speaks of; gives the names of the fields that changed."""
    said: dict[str, Any] = {
        **_texts(person, facts, telling),
        **_birth(person, facts, telling),
        **_death(person, facts, telling),
    }
    if facts.languages or "languages" in facts.emptied:
        said["languages"] = _languages(person, facts, telling)
    changed = [name for name, value in said.items() if value != getattr(person, name)]
    for name in changed:
        setattr(person, name, said[name])
    return changed


def _texts(person: Person, facts: PersonFacts, telling: Telling) -> dict[str, Any]:
    said = {}
    for name in TEXTS:
        text = clip(Person, name, getattr(facts, name))
        if not text and name not in facts.emptied:
            continue
        if telling.is_news(name, text, getattr(person, name)):
            said[name] = text
        telling.note(name)
    return said


def _birth(person: Person, facts: PersonFacts, telling: Telling) -> dict[str, Any]:
    known = (person.birth_date, person.birth_precision)
    if facts.birth_date is None:
        if "birth_date" not in facts.emptied or not telling.is_news("birth_date", "", known[0]):
            return {}
        telling.note("birth_date")
        return {"birth_date": None, "birth_precision": "day"}
    word = (facts.birth_date, facts.birth_precision)
    if telling.is_news("birth_date", word, known):
        stands = rules.says_more(known, word)
    else:  # an older word, where it tells more exactly what the later one tells as well
        stands = known[0] is not None and not rules.says_more(word, (known[0], known[1]))
    telling.note("birth_date")
    return {"birth_date": word[0], "birth_precision": word[1]} if stands else {}


def _death(person: Person, facts: PersonFacts, telling: Telling) -> dict[str, Any]:
    """A death with its day, one without ("dead by then": the earliest such day), or one unsaid.

    "dead_by" marks a day that was not said to be the day of death.
    """
    if facts.died_on:
        is_news = telling.is_news("died_on", facts.died_on, person.died_on)
        telling.note("died_on")
        if is_news:
            telling.forget("dead_by")
        return {"died_on": facts.died_on} if is_news else {}
    if "died_on" in facts.emptied:
        is_news = telling.is_news("died_on", "", person.died_on)
        later = telling.last("dead_by") > telling.mark
        telling.note("died_on")
        return {"died_on": None} if is_news and not later else {}
    if facts.died_by:
        return {"died_on": day} if (day := _dead_by(person, facts.died_by, telling)) else {}
    return {}


def _dead_by(person: Person, day: date, telling: Telling) -> date | None:
    if person.died_on is None and not telling.is_after("died_on"):
        return None
    if person.died_on is not None and not telling.last("dead_by"):
        return None
    telling.note("dead_by")
    return min(day, person.died_on or day)


def _languages(person: Person, facts: PersonFacts, telling: Telling) -> list[dict[str, Any]]:
    """The languages a source names, then those known here that it does not name."""
    known = {language["code"]: language for language in person.languages}
    preferred = next((code for code, one in known.items() if one.get("preferred")), "")
    first = facts.languages[0].code if facts.languages else ""
    is_news = bool(first) and telling.is_news("language", first, preferred)
    named = [_heard(asdict(one), known.get(one.code), is_news=is_news) for one in facts.languages]
    codes = {one["code"] for one in named}
    rest = [language for code, language in known.items() if code not in codes]
    if is_news and any(one["preferred"] for one in named):
        rest = [{**language, "preferred": False} for language in rest]
    for what in ("language", *(f"language:{code}" for code in codes)) if named else ():
        telling.note(what)
    if "languages" in facts.emptied:
        telling.note("no_language")
    spoken = [one for one in (*named, *rest) if _is_spoken(one["code"], telling)]
    if telling.mark:
        spoken.sort(key=lambda one: (not one.get("preferred"), one["code"]))
    return spoken


def _is_spoken(code: str, telling: Telling) -> bool:
    """A language that a source named goes when a later word says that there is none."""
    named = telling.last(f"language:{code}")
    return not named or named > telling.last("no_language")


def _heard(new: dict[str, Any], old: dict[str, Any] | None, *, is_news: bool) -> dict[str, Any]:
    """A feed names a language; how somebody hears and reads it was learnt here and stays."""
    if old is None:
        return {**new, "preferred": new["preferred"] and is_news}
    names = (new["name"], old.get("name", ""))
    return {
        **new,
        "preferred": new["preferred"] if is_news else old.get("preferred", False),
        "name": next(filter(None, names if is_news else names[::-1]), ""),
        "interpreter": new["interpreter"] or old.get("interpreter", False),
        "reads": new["reads"] and old.get("reads", True),
    }
