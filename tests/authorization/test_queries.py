"""The gate serves lists too: every query of the house, asked by strangers, gives none of a word.

Queries that are handed a record were handed it by the gate; those that take a key, a text or
nothing at all must ask for themselves who is looking.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import pytest
from django.db.models import Model, QuerySet

from casewright.security.models import User
from casewright.security.standing import stands_by
from conftest import NOW, Staff
from tests.architecture.source import HOUSE, pieces, public, tree_of
from tests.authorization.house import House, Served, build
from tests.authorization.words import CANARY, FIRST_LETTERS

pytestmark = pytest.mark.django_db
Query = Callable[..., Any]

# What a query may be asked with that is no record; anything else is a record from the gate.
ASKED_WITH = {"person_key", "focus_key", "key", "text", "number", "start", "end"}
STRANGERS = ("manager", "covering", "removed", "privacy officer", "administrator")


def queries() -> Iterator[tuple[str, Query]]:
    """Every query that asks who looks and takes no record."""
    for path in pieces("queries"):
        module = path.relative_to(HOUSE.parent).with_suffix("").as_posix().replace("/", ".")
        for function in public(tree_of(path)):
            asks = {arg.arg for arg in function.args.kwonlyargs}
            if "viewer" in asks and {arg.arg for arg in function.args.args} <= ASKED_WITH:
                name = f"{module.split('.')[1]}.{function.name}"
                yield name, getattr(import_module(module), function.name)


QUERIES = dict(queries())


def _arguments(name: str) -> set[str]:
    return set(inspect.signature(QUERIES[name]).parameters)


def ask(query: Query, about: Served, viewer: User) -> Any:
    """Ask a query about somebody, as somebody else."""
    given = {
        "person_key": about.person.pk,
        "focus_key": about.keys["task"],
        "key": about.keys["contact"],
        "kind": "near",
        "text": about.person.called[:FIRST_LETTERS],
        "number": "1",
        "start": NOW,
        "end": NOW,
        "at": NOW,
        "viewer": viewer,
        "whose": str(about.manager.pk),
    }
    wanted = inspect.signature(query).parameters
    kinds = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    return query(**{n: given[n] for n, p in wanted.items() if p.kind in kinds and n in given})


def told(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in an answer: in rows and what was read along with them, in lists, in parts."""
    if depth > 6 or isinstance(value, User):
        return
    if isinstance(value, Model):
        for column in value._meta.concrete_fields:
            yield str(value.__dict__.get(column.attname, ""))
        inner = [v for v in value._state.fields_cache.values() if isinstance(v, Model)]
    elif is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, QuerySet | list | tuple | set | frozenset):
        inner = list(value)
    else:
        yield str(value)
        return
    for one in inner:
        yield from told(one, depth + 1)


def words_told(value: Any) -> set[str]:
    return {word for text in told(value) for word in CANARY.findall(text)}


@pytest.fixture
def house(staff: Staff) -> House:
    return build(staff)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_no_query_tells_a_stranger_a_word(house: House, name: str) -> None:
    leaks = {}
    for persona in STRANGERS:
        viewer = User.objects.get(pk=house.users[persona].pk)
        assert not stands_by(viewer, house.walter.person.pk)
        found = words_told(ask(QUERIES[name], house.walter, viewer))
        if found & house.walter.words.all:
            leaks[persona] = sorted(found)
    assert leaks == {}


@pytest.mark.parametrize("name", sorted(n for n in QUERIES if "person_key" in _arguments(n)))
def test_whoever_stands_beside_somebody_is_told(house: House, name: str) -> None:
    """Or else the queries would give nothing to anybody."""
    bo = User.objects.get(pk=house.users["stranger"].pk)
    answer = ask(QUERIES[name], house.walter, bo)
    assert words_told(answer) or answer


def test_the_queries_were_found() -> None:
    assert len(QUERIES) >= 25


def test_a_query_that_forgets_to_ask_would_be_noticed(house: House) -> None:
    def everything(person_key: Any, *, viewer: User) -> list[Model]:
        return [house.walter.person]

    found = words_told(ask(everything, house.walter, house.users["manager"]))
    assert found & house.walter.words.all
