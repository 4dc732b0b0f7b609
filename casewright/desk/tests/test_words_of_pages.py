"""Errors and empty places: each says its own words and what to do; none says "Oops"."""

import re
from collections import Counter

import pytest
from django.conf import settings

TEMPLATES = {
    path.name: path.read_text(encoding="utf-8")
    for room in ("desk", "security")
    for path in sorted((settings.PACKAGE / room / "templates").rglob("*.html"))
}
EMPTY = re.compile(r'<(div|section) class="panel empty">(.*?)</\1>', re.DOTALL)
EMPTY_PLACES = [
    (name, found[2]) for name, page in TEMPLATES.items() for found in EMPTY.finditer(page)
]
WHOLE_PAGES = ("not_found.html", "form_expired.html", "broken.html", "kept.html", "429.html")
# Words that say nothing, and codes that only a program reads.
NOTHING_SAID = re.compile(
    r"\b(oops|whoops|sorry|uh-oh|something went wrong|invalid input|an error occurred)\b"
    r"|\berror [0-9]{3}\b|>\s*(404|403|500|422)\b",
    re.IGNORECASE,
)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|\{%.*?\"(.*?)\".*?%\}|\{[%#].*?[%#]\}", r" \1 ", page).split())


def has_a_way_on(page: str) -> bool:
    return bool(re.search(r"<(a|button)\b", page))


def test_every_empty_place_says_what_will_stand_there_and_gives_a_way_on() -> None:
    assert len(EMPTY_PLACES) >= 3
    assert [name for name, place in EMPTY_PLACES if not has_a_way_on(place)] == []
    assert [name for name, place in EMPTY_PLACES if len(words_of(place)) < 40] == []


def test_no_two_empty_places_say_the_same() -> None:
    said = Counter(words_of(place) for _, place in EMPTY_PLACES)
    assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_every_page_for_what_went_wrong_says_what_to_do(name: str) -> None:
    assert len(words_of(TEMPLATES[name])) > 60
    assert has_a_way_on(TEMPLATES[name])


def test_no_page_says_oops_or_a_bare_code() -> None:
    assert [name for name, page in TEMPLATES.items() if NOTHING_SAID.search(page)] == []


@pytest.mark.parametrize(
    "planted", ["<h1>Oops!</h1>", "<p>An error occurred</p>", "<h1>404</h1>", "Error 500"]
)
def test_such_words_would_be_seen(planted: str) -> None:
    assert NOTHING_SAID.search(planted)


def test_an_empty_place_without_a_way_on_would_be_seen() -> None:
    assert not has_a_way_on("<h2>Nothing</h2><p>There is nothing.</p>")
