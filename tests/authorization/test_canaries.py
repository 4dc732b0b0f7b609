"""A word of its own in everything that is kept about anybody: none of it reaches a stranger.

Every page is read, every link followed, every search tried, as everybody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from casewright.config.running import addresses
from conftest import Staff
from tests.authorization.house import PERSONAS, House, Served, build, personal_texts
from tests.authorization.table import BESIDE, ROWS
from tests.authorization.words import FIRST_LETTERS, words_in

pytestmark = pytest.mark.django_db
LINKS = re.compile(r"""(?:href|src|hx-get|action|data-[a-z-]+)=["'](/[^"']*)["']""")
PASSED_OVER = ("/static/", "/accounts/", "/healthz", "/readyz", "/metrics")
MOST_PAGES = 80

# What is kept about nobody who is served, or holds nothing that anybody said.
ABOUT_NOBODY = {
    "audit.Entry": "names of users and keys; its own tests see that nobody's words are in it",
    "security.User": "the staff themselves",
    "security.Session": "the key of a browser",
    "security.Cover": "why a colleague is away",
    "resources.Practitioner": "a professional, as the directory lists them",
    "fhir.Imported": "keys of another system; nothing shows them",
    "fhir.Missing": "keys of another system; nothing shows them",
}


@dataclass
class Crawl:
    """One persona's way through the house: what was read, and what should not have been there."""

    screen: Client
    forbidden: set[str]
    read: int = 0
    seen: set[str] = field(default_factory=set)
    leaks: list[tuple[str, list[str]]] = field(default_factory=list)
    broken: list[tuple[str, int]] = field(default_factory=list)

    def get(self, address: str, *, part: bool = False) -> str:
        """Read one address, and give its page."""
        headers = {"HX-Request": "true"} if part else {}
        response: Any = self.screen.get(address, headers=headers)
        self.read += 1
        found = words_in(response)
        self.seen |= found
        if found & self.forbidden:
            self.leaks.append((address, sorted(found & self.forbidden)))
        if response.status_code >= 500:
            self.broken.append((address, response.status_code))
        body: str = "" if response.streaming else response.content.decode("utf-8", "replace")
        return f'{body} href="{response.get("Location", "")}"'

    def follow(self, starts: list[str]) -> None:
        """Read what these pages lead to, and what that leads to, each address once."""
        waiting, known = list(starts), set(starts)
        while waiting:
            for link in LINKS.findall(self.get(waiting.pop(0))):
                address = unescape(link).split("#")[0]
                path = urlsplit(address).path
                is_new = address not in known and not path.startswith(PASSED_OVER)
                if is_new and len(known) < MOST_PAGES:
                    known.add(address)
                    waiting.append(address)


@pytest.fixture
def house(staff: Staff) -> House:
    return build(staff)


def knows(persona: str, record: str) -> bool:
    return persona in BESIDE[record]


def crawl_as(house: House, persona: str) -> Crawl:
    """A crawl that knows which words this persona may not read."""
    forbidden: set[str] = set()
    for served in house.everybody:
        record = {id(house.rosa): "rosa", id(house.walter): "walter"}.get(id(served))
        if record is None or not knows(persona, record):
            forbidden |= served.words.all
        if house.users.get(persona) != served.manager:
            forbidden |= served.drafts.all
    return Crawl(house.screens[persona], forbidden)


def of_a_record(served: Served) -> list[str]:
    """Every address that can be read about somebody."""
    return [
        reverse(name, args=[served.keys[row.key]])
        for name, row in ROWS.items()
        if row.key and "GET" in row.methods
    ]


def of_the_house() -> list[str]:
    """Every address that can be read and is no single record's."""
    keyed = {name for name, row in ROWS.items() if row.key}
    return [where for where, entry in addresses() if entry.name not in keyed and "<" not in where]


def searches(house: House, forbidden: set[str]) -> list[str]:
    """The beginnings of words that this persona may not read, and what else finds somebody."""
    words = sorted(forbidden)[:: max(1, len(forbidden) // 30)]
    others = ["1948", "zq", "0142", *(str(served.person.pk) for served in house.everybody)]
    return [word[:FIRST_LETTERS] for word in words] + others


@pytest.mark.parametrize("persona", PERSONAS)
def test_nobody_reads_a_word_about_whom_they_do_not_stand_beside(
    house: House, persona: str, counted: Callable[[str, int], None]
) -> None:
    crawl = crawl_as(house, persona)
    crawl.follow(of_the_house())
    for served in house.everybody:
        for number, address in enumerate(of_a_record(served)):
            crawl.get(address, part=number % 2 == 0)
    for number, text in enumerate(searches(house, crawl.forbidden)):
        bar = "&from=bar" if number % 3 == 0 else ""
        crawl.get(f"{reverse('people')}?{urlencode({'q': text})}{bar}", part=not bar)
    for query in _questions(house):
        crawl.get(query)
    counted("responses searched for words of strangers", crawl.read)
    assert crawl.broken == []
    assert crawl.leaks == []
    assert crawl.read >= 150


def _questions(house: House) -> list[str]:
    """Addresses with others' keys in their questions."""
    everybody = (house.rosa, house.walter, house.others[0])
    keys = [str(key) for served in everybody for key in served.keys.values()]
    return [
        *(f"{reverse('trail')}?{urlencode({'person': key})}" for key in keys),
        *(f"{reverse('team')}?{urlencode({'whose': str(u.pk)})}" for u in house.users.values()),
        *(f"{reverse('note', args=[house.rosa.person.pk])}?task={key}" for key in keys),
        *(f"{reverse('note', args=[house.walter.person.pk])}?task={key}" for key in keys[:9]),
    ]


def test_whoever_stands_beside_somebody_does_read_about_them(house: House) -> None:
    """Or else the crawl would find nothing because it sees nothing."""
    crawl = crawl_as(house, "manager")
    crawl.follow([*of_the_house(), *of_a_record(house.rosa)])
    assert len(crawl.seen & house.rosa.words.all) >= 30
    assert crawl.seen & house.rosa.drafts.all
    bo = crawl_as(house, "stranger")
    bo.follow([*of_the_house(), *of_a_record(house.walter)])
    assert len(bo.seen & house.walter.words.all) >= 30


def test_the_privacy_officer_sees_who_looked_and_not_a_word(house: House) -> None:
    house.screens["manager"].get(reverse("person", args=[house.rosa.person.pk]))
    crawl = crawl_as(house, "privacy officer")
    page = crawl.get(reverse("looks", args=[house.rosa.person.pk]))
    assert "Amara Diallo" in page or "amara" in page
    assert crawl.leaks == []


def test_a_leak_would_be_noticed(house: House) -> None:
    crawl = crawl_as(house, "stranger")
    crawl.screen = house.screens["manager"]
    address = reverse("person", args=[house.rosa.person.pk])
    crawl.get(address)
    assert [where for where, _ in crawl.leaks] == [address]


def about_somebody() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("casewright.")
        and personal_texts(model)
        and model._meta.label not in ABOUT_NOBODY
    ]


@pytest.mark.parametrize("model", about_somebody(), ids=lambda model: model._meta.label)
def test_every_personal_text_of_the_house_holds_such_a_word(
    house: House, model: type[models.Model]
) -> None:
    """A new column is planted by itself; a new table fails here until the house has a row of it."""
    words = {word for served in house.everybody for word in _words(served)}
    empty = [
        column.name
        for column in personal_texts(model)
        if not any(
            word in _text(value)
            for value in model._default_manager.values_list(column.name, flat=True)
            for word in words
        )
    ]
    assert empty == []


def _words(served: Served) -> set[str]:
    return served.words.all | served.drafts.all


def _text(value: Any) -> str:
    return bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)


def test_the_list_of_what_is_about_nobody_is_not_stale() -> None:
    there = {model._meta.label for model in apps.get_models()}
    assert set(ABOUT_NOBODY) <= there
