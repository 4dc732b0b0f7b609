"""Two editors of one thing: the later is answered with a conflict and both texts, every time.

By a plain form, in the background as htmx sends it, and by the autosave of a draft. Each round one
saves, the other saves over what they had seen before. Wrong is an answer that is no conflict, a
conflict without both texts, and a text that was written over.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from bars.figures import Figure
from casewright.contacts.models import Draft
from casewright.people.actions import say_statement
from casewright.people.models import Person, Statement, Summary
from casewright.security.models import User
from tests.journeys.house import main as make_house

ROUNDS, QUICK_ROUNDS = 300, 30
CONFLICTS = (409, 412)
IN_BACKGROUND = {"HX-Request": "true"}
NOT_TESTED = ("Conflicting updates by FHIR PUT and PATCH: the FHIR interface does not write yet.",)


@dataclass
class Editors:
    """Two people at their screens, and the person both write about."""

    first: Any
    second: Any
    person: Any
    faults: list[str] = field(default_factory=list)

    def judge(self, name: str, answer: Any, texts: tuple[str, str], stands: str) -> None:
        """A conflict shows both texts, and what was saved first still stands."""
        page = answer.content.decode()
        if answer.status_code not in CONFLICTS:
            self.faults.append(f"{name}: answered {answer.status_code}")
        elif not all(text in page for text in texts):
            self.faults.append(f"{name}: not both texts")
        if stands != texts[0]:
            self.faults.append(f"{name}: written over")


def run(*, quick: bool = False) -> Figure:
    """Conflicting saves in turn, by every way in which the page is changed."""
    setup_test_environment(debug=False)
    editors = make_editors()
    began, rounds = time.monotonic(), QUICK_ROUNDS if quick else ROUNDS
    ways: tuple[Callable[[Editors, str], None], ...] = (
        particulars_by_form,
        particulars_in_background,
        summary_by_form,
        statement_by_form,
        draft_by_autosave,
    )
    for number, way in enumerate(islice(cycle(ways), rounds)):
        way(editors, f"{number}-{uuid4().hex[:8]}")
    wrong = len(editors.faults)
    return Figure(
        name="lost updates",
        tried=rounds,
        wrong=wrong,
        database=connection.vendor,
        seconds=time.monotonic() - began,
        says=editors.faults[0]
        if wrong
        else "Every later save was a conflict with both texts; nothing was written over.",
        passed=not wrong,
    )


def make_editors() -> Editors:
    """Amara and Carmen of one team, signed in; Rosa, whom both look after."""

    make_house()
    first, second = Client(), Client()
    for name, screen in (("amara", first), ("carmen", second)):
        user = User.objects.get(username=name)
        screen.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return Editors(first, second, Person.objects.get(display_name="Rosa Delgado"))


def particulars_by_form(editors: Editors, mark: str) -> None:
    """What is known about the person, by a plain form."""
    _particulars(editors, mark, {})


def particulars_in_background(editors: Editors, mark: str) -> None:
    """The same, as htmx sends it."""
    _particulars(editors, mark, IN_BACKGROUND)


def _particulars(editors: Editors, mark: str, headers: dict[str, str]) -> None:
    person, address = editors.person, f"/people/{editors.person.pk}/edit/"
    person.refresh_from_db()
    seen, texts = person.version, (f"first {mark}", f"second {mark}")
    for screen, text in zip((editors.first, editors.second), texts, strict=True):
        typed = {"version": seen, "home_note": text}
        answer = screen.post(address, typed, headers=headers)
    person.refresh_from_db()
    editors.judge("particulars", answer, texts, person.home_note)


def summary_by_form(editors: Editors, mark: str) -> None:
    """The two lines about who this is."""
    versions = Summary.objects.filter(person=editors.person).order_by("-version")
    last, texts = versions.first(), (f"first {mark}", f"second {mark}")
    for screen, text in zip((editors.first, editors.second), texts, strict=True):
        typed = {"version": last.version if last else 0, "words": text}
        answer = screen.post(f"/people/{editors.person.pk}/summary/", typed)
    newest = versions.first()
    editors.judge("summary", answer, texts, newest.words if newest else "")


def statement_by_form(editors: Editors, mark: str) -> None:
    """Something to watch for."""
    held = say_statement(
        by=User.objects.get(username="amara"),
        person=editors.person,
        kind="watch",
        words=f"as it was {mark}",
        said_on=date(2026, 11, 19),
    )
    texts = (f"first {mark}", f"second {mark}")
    for screen, text in zip((editors.first, editors.second), texts, strict=True):
        answer = screen.post(f"/statements/{held.pk}/", {"words": text})
    stands = Statement.objects.get(ended_at=None, words__endswith=mark)
    editors.judge("statement", answer, texts, stands.words)


def draft_by_autosave(editors: Editors, mark: str) -> None:
    """A note that one writer has open in two tabs."""
    address, texts = f"/people/{editors.person.pk}/draft/", (f"first {mark}", f"second {mark}")
    editors.first.post(f"{address}discard/")
    for text in texts:
        typed = {"form_key": str(uuid4()), "draft_version": "0", "text": text}
        answer = editors.first.post(address, typed, headers={"X-Autosave": "true"})
    editors.judge("draft", answer, texts, Draft.objects.get().written["text"])
