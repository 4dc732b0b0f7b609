"""The command box: people first, then what can be done for them, then pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casewright.cases.access import CHANGE_CASE
from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.contacts.access import WRITE_NOTE
from casewright.desk.navigation import MENU, MORE_PAGES
from casewright.desk.queries.cover import colleagues_called
from casewright.desk.queries.find import Found, FoundPage, found
from casewright.people.access import CHANGE, SEE_PERSON
from casewright.people.rules import fold
from casewright.security.access import SEE_COVER
from casewright.security.gate import holds
from casewright.security.models import User

MOST_PEOPLE = 6
# For so many of those who were found the box says what can be done, when a deed was typed.
MOST_DONE_FOR = 3


@dataclass(frozen=True)
class Deed:
    """Something to do for a person: its words, the page it opens, and the key it has there."""

    word: Promise
    sentence: Promise
    permit: str
    page: str
    asked: tuple[tuple[str, str], ...] = ()
    key: str = ""


CALL, VISIT, NOTE, MESSAGE, TASK, WORDS, EDIT, HAND_OVER = DEEDS = (
    Deed(
        gettext_lazy("call"),
        gettext_lazy("Call %(name)s"),
        WRITE_NOTE,
        "note",
        (("kind", "call"), ("back", "person")),
        "c",
    ),
    Deed(
        gettext_lazy("visit"),
        gettext_lazy("Visit %(name)s"),
        WRITE_NOTE,
        "note",
        (("kind", "visit"), ("back", "person")),
        "v",
    ),
    Deed(
        gettext_lazy("note"),
        gettext_lazy("Write a note about %(name)s"),
        WRITE_NOTE,
        "note",
        (("back", "person"),),
        "n",
    ),
    Deed(
        gettext_lazy("message"),
        gettext_lazy("Note a message to or from %(name)s"),
        WRITE_NOTE,
        "note",
        (("kind", "message"), ("back", "person")),
    ),
    Deed(
        gettext_lazy("task"),
        gettext_lazy("Add a task for %(name)s"),
        SEE_PERSON,
        "add_task",
        (),
        "t",
    ),
    Deed(gettext_lazy("words"), gettext_lazy("Keep words of %(name)s"), CHANGE, "add_statement"),
    Deed(
        gettext_lazy("edit"),
        gettext_lazy("Change what is known of %(name)s"),
        CHANGE,
        "edit_person",
    ),
    Deed(
        gettext_lazy("hand over"),
        gettext_lazy("Hand over the case of %(name)s"),
        CHANGE_CASE,
        "hand_over_case",
    ),
)
# What the box offers beside somebody when no deed was typed.
USUAL = (CALL, VISIT, NOTE, TASK)


@dataclass(frozen=True)
class Way:
    """An answer of the box that is no person: what it does, where it leads, and its key."""

    words: str
    address: str
    key: str = ""


@dataclass(frozen=True)
class Answers:
    """What the box says: people, what can be done for them, pages. `text` is whom it looked for;
    `is_deed` says that a deed was typed, and so what can be done comes first."""

    text: str
    people: FoundPage
    deeds: list[Way]
    pages: list[Way]
    is_deed: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose from."""
        return not (self.people.people or self.deeds or self.pages)


def answers_to(text: str, *, viewer: User, most: int = MOST_PEOPLE) -> Answers:
    """What fits the text among what the viewer may see and do; of others not even the number."""
    deed, whom = _deed_in(text)
    if ways := _covers(text, viewer):
        return Answers(text, FoundPage([]), ways, [], is_deed=True)
    if deed:
        people = found(whom, viewer=viewer, most=most)
        if people.people and (ways := _ways([deed], people.people[:MOST_DONE_FOR], viewer)):
            return Answers(whom, people, ways, [], is_deed=True)
    people = found(text, viewer=viewer, most=most)
    ways = _ways(USUAL, people.people[:1], viewer)
    return Answers(text, people, ways, _pages(text, viewer))


def _covers(text: str, viewer: User) -> list[Way]:
    """Covering a colleague, where that is what was typed: it leads to the page with their name."""
    word = fold(_("cover"))
    if not fold(text).startswith(f"{word} ") or not holds(viewer, SEE_COVER):
        return []
    whom = fold(text).removeprefix(word).strip()
    return [
        Way(_("Cover %(name)s") % {"name": one.full_name}, f"{reverse('cover')}?for={one.pk}")
        for one in colleagues_called(whom, viewer=viewer)[:MOST_DONE_FOR]
    ]


def _deed_in(text: str) -> tuple[Deed | None, str]:
    """The deed a text begins with, and for whom."""
    folded = fold(text)
    if " " in folded:
        for word, deed in _words_of_deeds(get_language()):
            if folded.startswith(f"{word} "):
                parts = text.split(maxsplit=len(word.split()))
                return deed, parts[-1]
    return None, text


@lru_cache(maxsize=8)
def _words_of_deeds(_language: str | None) -> list[tuple[str, Deed]]:
    """What is typed for each deed, in the language of whoever types."""
    return [(fold(str(deed.word)), deed) for deed in DEEDS]


def _ways(deeds: tuple[Deed, ...] | list[Deed], people: list[Found], viewer: User) -> list[Way]:
    allowed = [deed for deed in deeds if holds(viewer, deed.permit)]
    cases = _cases_of(people, viewer) if HAND_OVER in allowed else {}
    return [way for one in people for way in _ways_for(one, allowed, cases)]


def _ways_for(person: Found, deeds: list[Deed], cases: dict[str, str]) -> Iterator[Way]:
    for deed in deeds:
        key = cases.get(person.key) if deed is HAND_OVER else person.key
        if key:
            asked = f"?{urlencode(deed.asked)}" if deed.asked else ""
            words = str(deed.sentence) % {"name": person.name}
            yield Way(words, f"{reverse(deed.page, args=[key])}{asked}", deed.key)


def _cases_of(people: list[Found], viewer: User) -> dict[str, str]:  # noqa: ARG001 - found for them
    """The open case of each of those who were found, who are all people of the viewer's."""
    cases = Case.objects.filter(person__in=[UUID(one.key) for one in people], status__in=OPEN)
    rows = cases.order_by("-opened_at", "pk").values_list("person", "pk")
    return {str(person): str(key) for person, key in rows}


def _pages(text: str, viewer: User) -> list[Way]:
    """Pages of which some word begins with what was typed."""
    wanted = fold(text)
    if not wanted:
        return []
    ways = []
    for page in (*MENU, *MORE_PAGES):
        words = str(page.words)
        if f" {wanted}" in f" {fold(words)}" and (not page.permit or holds(viewer, page.permit)):
            key = f"g {page.key}" if page.key else ""
            ways.append(Way(_("Go to: %(page)s") % {"page": words}, reverse(page.name), key))
    return ways
