"""Loading the demo: the organization, the stories, the flaws, and the neighbors between them."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casewright.clocks.models import DeadlineRule
from casewright.clocks.rules import calendar_for, due
from casewright.demo.actions import (
    begin_life,
    end_the_day_before,
    found,
    found_branch,
    go_on,
    pour_lives,
    promise_about_nobody,
)
from casewright.demo.doors import hear, read_bundles
from casewright.demo.house import House
from casewright.demo.rules.almanac import Almanac
from casewright.demo.rules.books import Reader, life_from
from casewright.demo.rules.bundles import directory_bundle, people_bundle
from casewright.demo.rules.lives import Episode, Happening, Heard, Life, Promised
from casewright.demo.rules.messages import RECEIVED_AFTER, adt_message
from casewright.demo.rules.neighbors import Caseload, Neighborhood
from casewright.foundation.moments import organization_zone
from casewright.security.models import User

STORIES = Path(__file__).parent / "stories"
FOUNDED_BEFORE = timedelta(days=730)
PEOPLE_A_BUNDLE = 50
PEOPLE_AT_ONCE = 500

Progress = Callable[[int], None]
Texts = Mapping[str, Any]
Step = Happening | Episode


@dataclass(frozen=True)
class Book:
    """Everything that is told in the demo, read for one day before the first word is told."""

    almanac: Almanac
    organization: Texts
    lives: Sequence[Life]
    # Cases long closed: nobody works on them, and they are poured instead of told.
    closed: Sequence[Life] = ()
    strangers: Sequence[tuple[Life, bool]] = ()
    promised: Sequence[Promised] = ()
    branches: Sequence["Branch"] = ()

    @property
    def people(self) -> int:
        """How many lives are told."""
        return len(self.lives) + len(self.closed) + sum(branch.people for branch in self.branches)


@dataclass(frozen=True)
class Branch:
    """One more set of teams with as many neighbors, for load; not told one by one but poured."""

    number: int
    caseloads: Sequence[Caseload]

    @property
    def people(self) -> int:
        """How many neighbors it has."""
        return sum(one.active + one.closed for one in self.caseloads)


def story_names() -> list[str]:
    """The stories that were written, in their order."""
    return [path.stem for path in sorted(STORIES.glob("[0-9]*_*.toml"))]


def text_of(name: str) -> dict[str, Any]:
    """One file of texts."""
    return tomllib.loads((STORIES / f"{name}.toml").read_text(encoding="utf-8"))


def almanac_of(at: datetime) -> Almanac:
    """The calendar of the demo's day, in the organization's zone and by its holidays."""
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    rows = {row.rule: row.deadline() for row in DeadlineRule.objects.order_by("in_force_from")}

    def ends(rule: str, start: datetime) -> datetime:
        return due(rows[rule], start, zone=zone, calendar=calendar).moment

    return Almanac(at, zone, calendar, ends)


def stories_of(at: datetime, names: Sequence[str] | None = None) -> Book:
    """The organization and its stories alone, or some of them."""
    almanac = almanac_of(at)
    lives = [life_from(name, text_of(name), almanac) for name in names or story_names()]
    return Book(almanac, text_of("organization"), lives)


def book_of(at: datetime, *, scale: int = 1) -> Book:
    """The whole demo for a moment; `scale` times as many neighbors.

    A text that cannot be read stops here, before anything is told.
    """
    stories, flaws = stories_of(at), text_of("flaws")
    almanac, texts = stories.almanac, stories.organization
    caseloads = [Caseload(**one) for one in texts["caseloads"]]
    around = Neighborhood(text_of("neighbors"), almanac)
    neighbors = [life for caseload in caseloads for life in around.of(caseload)]
    reader = Reader(almanac, {})
    return replace(
        stories,
        lives=[
            *stories.lives,
            *(life_from(one["key"], one, almanac) for one in flaws["people"]),
            *(life for life in neighbors if not life.is_closed),
        ],
        closed=[life for life in neighbors if life.is_closed],
        strangers=[
            (life_from(one["key"], one, almanac), one["register"]) for one in flaws["strangers"]
        ],
        promised=[reader.told(Promised, one) for one in flaws["promised"]],
        branches=[
            Branch(number, [_of_branch(one, number) for one in caseloads])
            for number in range(2, scale + 1)
        ],
    )


def _of_branch(caseload: Caseload, number: int) -> Caseload:
    manager, team = f"{caseload.manager}-{number}", f"{caseload.team}-team-{number}"
    return replace(caseload, manager=manager, team=team, helped={})


@transaction.atomic
def load(*, by: User, book: Book, inbox: Path, progress: Progress = lambda _lives: None) -> House:
    """Tell a book in an empty house, whole or not at all.

    `progress` is told how many lives were told since.
    """
    at, texts = book.almanac.now, book.organization
    inbox.mkdir(parents=True, exist_ok=True)
    house = found(by=by, texts=texts, almanac=book.almanac, inbox=inbox, at=at - FOUNDED_BEFORE)
    # First, since a note told later counts only the minutes that are still free.
    _pour(house, book.closed, at, progress)
    for life in book.lives:
        tell(house, life)
        progress(1)
    for life, register in book.strangers:
        for heard in life.in_order:
            if isinstance(heard, Heard):
                _hear(house, life, heard, register=register)
    for promised in book.promised:
        promise_about_nobody(by=by, house=house, promised=promised)
    read_bundles(house, _exports(texts, book.lives), at=at)
    for branch in book.branches:
        _tell_branch(house, book, branch, progress)
    scale = len(book.branches) + 1
    end_the_day_before(by=by, house=house, texts=texts, almanac=book.almanac, scale=scale)
    return house


def _exports(texts: Texts, lives: Sequence[Life]) -> Iterator[dict[str, Any]]:
    """The directory, and what clinics hold about each; a hospital has told of allergies itself."""
    yield directory_bundle(texts["facilities"], texts["payers"])
    for start in range(0, len(lives), PEOPLE_A_BUNDLE):
        yield people_bundle(_untold(life) for life in lives[start : start + PEOPLE_A_BUNDLE])


def _untold(life: Life) -> Life:
    """A life without the allergies that its hospital's messages tell of."""
    if not any(isinstance(one, Heard) for one in life.happenings):
        return life
    return replace(life, findings=tuple(f for f in life.findings if f.kind != "allergy"))


def tell(house: House, life: Life) -> None:
    """Tell one life: the person, then what happened, messages through their door."""
    steps = _steps(life)
    first = min([life.known_at, *(_moment(step) for step in steps)])
    told = begin_life(by=house.administrator, house=house, life=life, at=first)
    stretch: list[Step] = []
    for step in [*steps, None]:
        if stretch and (isinstance(step, Heard) or step is None):
            go_on(by=house.administrator, house=house, told=told, steps=stretch)
            stretch = []
        if isinstance(step, Heard):
            _hear(house, life, step, register=False)
        elif step is not None:
            stretch.append(step)


def _steps(life: Life) -> list[Step]:
    """What happened in order, the opening of the case among it."""
    opening = [life.episode] if life.episode else []
    return sorted([*opening, *life.happenings], key=_moment)


def _moment(step: Step) -> datetime:
    return step.opened_at if isinstance(step, Episode) else step.at


def _hear(house: House, life: Life, heard: Heard, *, register: bool) -> None:
    control_id = house.next_control_id(heard.visit.facility)
    message = adt_message(
        life, heard, control_id=control_id, facility_name=house.facility_name(heard.visit)
    )
    name, at = f"{control_id}-{heard.event}", heard.at + RECEIVED_AFTER
    hear(house, name, message, at=at, register=register)


def _pour(house: House, lives: Iterable[Life], at: datetime, progress: Progress) -> None:
    waiting = iter(lives)
    while batch := list(islice(waiting, PEOPLE_AT_ONCE)):
        pour_lives(by=house.administrator, house=house, lives=batch, at=at)
        progress(len(batch))


def _tell_branch(house: House, book: Book, branch: Branch, progress: Progress) -> None:
    at = book.almanac.now
    found_branch(
        by=house.administrator,
        house=house,
        caseloads=branch.caseloads,
        password=book.organization["password"],
        at=at - FOUNDED_BEFORE,
    )
    around = Neighborhood(text_of("neighbors"), book.almanac, branch.number)
    lives = (life for caseload in branch.caseloads for life in around.of(caseload))
    _pour(house, lives, at, progress)
