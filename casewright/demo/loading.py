"""Loading the demo: the organization, the stories, the flaws, and the neighbors between them."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casewright.clocks.models import DeadlineRule
from casewright.clocks.rules import calendar_for, due
from casewright.demo.actions.founding import accounts, end_the_day_before, found
from casewright.demo.actions.living import begin_life, go_on, promise
from casewright.demo.doors import hear, read_bundles
from casewright.demo.house import House, Loaded
from casewright.demo.rules.almanac import Almanac
from casewright.demo.rules.books import Reader, life_from
from casewright.demo.rules.bundles import directory_bundle, people_bundle
from casewright.demo.rules.lives import Episode, Happening, Heard, Life, Promised
from casewright.demo.rules.messages import RECEIVED_AFTER, adt_message
from casewright.demo.rules.neighbors import Caseload, Neighborhood
from casewright.foundation.moments import organization_zone
from casewright.people.models import Person
from casewright.security.models import User

STORIES = Path(__file__).parent / "stories"
PEOPLE_A_BUNDLE = 50
FOUNDED_BEFORE = timedelta(days=730)
Progress = Callable[[int], None]


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


@transaction.atomic
def load(
    *,
    by: User,
    at: datetime,
    inbox: Path,
    stories: Sequence[str] | None = None,
    neighbors: bool = True,
    progress: Progress = lambda _lives: None,
) -> Loaded:
    """Load the demo as of a moment, whole or not at all; `stories` limits it to those named.

    `progress` is told of each life as it was told. Lives are read before the first is told, so
    that a text that cannot be read stops the load before it begins.
    """
    almanac, texts = almanac_of(at), text_of("organization")
    inbox.mkdir(parents=True, exist_ok=True)
    names = story_names() if stories is None else stories
    lives = [life_from(name, text_of(name), almanac) for name in names]
    flaws = text_of("flaws") if stories is None else {}
    lives += [life_from(one["key"], one, almanac) for one in flaws.get("people", [])]
    if neighbors:
        lives += _neighbors(texts, almanac)
    house = found(by=by, texts=texts, almanac=almanac, inbox=inbox, at=at - FOUNDED_BEFORE)
    for life in lives:
        tell(house, life)
        progress(1)
    _tell_flaws(house, flaws, almanac)
    read_bundles(house, _exports(texts, lives), at=at)
    end_the_day_before(by=by, house=house, texts=texts, almanac=almanac)
    return Loaded(at=at, accounts=accounts(texts), people=Person.objects.count())


def _neighbors(texts: Mapping[str, Any], almanac: Almanac) -> Iterator[Life]:
    around = Neighborhood(text_of("neighbors"), almanac)
    for caseload in texts["caseloads"]:
        yield from around.of(Caseload(**caseload))


def _exports(texts: Mapping[str, Any], lives: Sequence[Life]) -> Iterator[dict[str, Any]]:
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
    stretch: list[Happening | Episode] = []
    for step in [*steps, None]:
        if isinstance(step, Heard) or step is None:
            if stretch:
                go_on(by=house.administrator, house=house, told=told, steps=stretch)
            stretch = []
        if isinstance(step, Heard):
            _hear(house, told.life, step, register=False)
        elif step is not None:
            stretch.append(step)


def _steps(life: Life) -> list[Happening | Episode]:
    """What happened in order, the opening of the case among it."""
    steps: list[Happening | Episode] = [*life.happenings]
    if life.episode:
        steps.insert(0, life.episode)
    return sorted(steps, key=_moment)


def _moment(step: Happening | Episode) -> datetime:
    return step.opened_at if isinstance(step, Episode) else step.at


def _hear(house: House, life: Life, heard: Heard, *, register: bool) -> None:
    facility = heard.visit.facility
    control_id = house.next_control_id(facility)
    message = adt_message(
        life, heard, control_id=control_id, facility_name=house.facilities[facility]
    )
    hear(
        house,
        f"{control_id}-{heard.event}",
        message,
        at=heard.at + RECEIVED_AFTER,
        register=register,
    )


def _tell_flaws(house: House, flaws: Mapping[str, Any], almanac: Almanac) -> None:
    """What the messages alone know, and work about nobody in particular."""
    for stranger in flaws.get("strangers", []):
        life = life_from(stranger["key"], stranger, almanac)
        for heard in life.in_order:
            if isinstance(heard, Heard):
                _hear(house, life, heard, register=stranger["register"])
    reader = Reader(almanac, {})
    for table in flaws.get("promised", []):
        promise(house, reader.told(Promised, table))
