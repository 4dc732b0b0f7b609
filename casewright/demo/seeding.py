"""Seeding a synthetic organization, for load and security tests."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from casewright.demo.actions import found_synthetic, pour_lives
from casewright.demo.loading import Progress, almanac_of
from casewright.demo.queries import holds_only_made_up_people
from casewright.demo.rules.canaries import Synthetic, Words
from casewright.demo.rules.neighbors import Diary
from casewright.demo.rules.roster import INTAKE, Member, places_of, roster
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.security.models import User

PEOPLE_AT_ONCE = 500
# People a case manager looks after; Today then holds a row for each.
CASELOAD = 60


@dataclass(frozen=True)
class Seeded:
    """The accounts, and each person as a line of JSON: a hundred thousand of them hold millions
    of words, and as Python values these would fill the memory."""

    members: list[Member]
    password: str
    people: list[str]
    counts: dict[str, int]


def seed_organization(
    *,
    by: User,
    seed: int,
    people: int,
    at: datetime,
    caseload: int = CASELOAD,
    progress: Progress = lambda _lives: None,
) -> Seeded:
    """Make up an organization of so many people; the same one for the same seed and day.

    Refused where people of a real organization are kept: everybody who reads this page knows
    the password.
    """
    check_may_seed(seed)
    password = f"seed {seed} opens nothing real"
    members = roster(seed, people, caseload)
    house = found_synthetic(by=by, members=members, password=password, at=at)
    almanac = almanac_of(at)
    source = Synthetic(seed, almanac, places_of(members), Diary(almanac))
    lives = source.people(people)
    told: list[str] = []
    counts: dict[str, int] = {}
    while batch := list(islice(lives, PEOPLE_AT_ONCE)):
        poured, written = pour_lives(by=by, house=house, lives=[life for life, *_ in batch], at=at)
        told += [
            _line(person, words, team)
            for person, (_, words, team) in zip(poured, batch, strict=True)
        ]
        counts = {name: counts.get(name, 0) + number for name, number in written.items()}
        progress(len(batch))
    return Seeded(members, password, told, counts)


def check_may_seed(seed: int) -> None:
    """Refuse where somebody real may be kept, or the same seed was used before."""
    if not holds_only_made_up_people():
        raise Refused(
            "People are kept here whom neither the demo nor a seed made up. Nothing was changed: "
            "name another folder with CASEWRIGHT_HOME, or another database."
        )
    if User.objects.filter(username__startswith=f"seed{seed}-").exists():
        raise Refused(f"Seed {seed} was used here before. Choose another number.")


def _line(person: Person, words: Words, team: str) -> str:
    """One person as JSON: the key, the team that stands beside them, and their canaries."""
    return json.dumps(
        {
            "id": str(person.pk),
            "team": INTAKE if team == "intake" else team,
            "canaries": list(words.made.values()),
        }
    )
