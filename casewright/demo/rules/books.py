"""Reading the demo's texts: a story's TOML table becomes a `Life`, by the almanac of the day.

Keys of a table are the fields of what it tells of (`rules/lives.py`). A field whose name ends in
"at" is a moment in the almanac's words; `{name}` in a text is the day of a moment that the story
names, said as people say it: Sunday, November 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from casewright.demo.rules.almanac import Almanac, born
from casewright.demo.rules.lives import (
    Drafted,
    Episode,
    Finding,
    Happening,
    Joined,
    Life,
    Move,
    Moved,
    Promised,
    Said,
    Settled,
    Spoke,
    Visit,
    messages_of,
)
from casewright.people.facts import (
    CoverageFact,
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)

T = TypeVar("T")

TOLD: dict[str, type[Happening]] = {
    "spoke": Spoke,
    "promised": Promised,
    "settled": Settled,
    "said": Said,
    "joined": Joined,
    "moved": Moved,
    "drafted": Drafted,
}
WITHIN_A_WEEK = 6


@dataclass(frozen=True)
class Reader:
    """Reads one story: its almanac, and the moments that the story has named."""

    almanac: Almanac
    named: dict[str, datetime]

    def moment(self, words: str) -> datetime:
        """A moment in the almanac's words."""
        return self.almanac.read(words, self.named)

    def day(self, words: str) -> date:
        """The day of a moment."""
        return self.moment(words).date()

    def text(self, written: str) -> str:
        """A text with the days of the named moments in it."""
        if "{" not in written:
            return written
        days = {name: self.day_in_words(moment) for name, moment in self.named.items()}
        return written.format_map(days)

    def day_in_words(self, moment: datetime) -> str:
        """Sunday, if it is at most six days away; else November 3."""
        day = moment.astimezone(self.almanac.zone).date()
        if abs((day - self.almanac.today).days) <= WITHIN_A_WEEK:
            return f"{day:%A}"
        return f"{day:%B} {day.day}"

    def texts(self, table: Any) -> Any:
        """A table, a list or a text, with the days of the named moments in every text of it."""
        if isinstance(table, dict):
            return {name: self.texts(value) for name, value in table.items()}
        if isinstance(table, list):
            return [self.texts(value) for value in table]
        return self.text(table) if isinstance(table, str) else table

    def told(self, kind: type[T], table: Mapping[str, Any]) -> T:
        """A table as what it tells of."""
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name.endswith(("_at", "_until")) or name == "at":
                values[name] = self.moment(value)
            elif isinstance(value, str):
                values[name] = self.text(value)
            else:
                values[name] = value
        return kind(**values)


def life_from(key: str, table: Mapping[str, Any], almanac: Almanac) -> Life:
    """A story's table as a life. Raises ValueError or TypeError for what it cannot read."""
    reader = Reader(almanac, {})
    for name, words in table.get("moments", {}).items():
        reader.named[name] = reader.moment(words)
    visits = [_visit(reader, one) for one in table.get("visits", [])]
    told: list[Happening] = [
        reader.told(kind, one) for name, kind in TOLD.items() for one in table.get(name, [])
    ]
    episode = table.get("case")
    return Life(
        key=key,
        facts=_person(reader, reader.texts(table["person"])),
        known_at=reader.moment(table["known_at"]),
        known_from=table.get("known_from", ""),
        episode=reader.told(Episode, episode) if episode else None,
        happenings=(*told, *(heard for visit in visits for heard in messages_of(visit))),
        findings=tuple(_finding(reader, one) for one in table.get("findings", [])),
    )


def _person(reader: Reader, table: Mapping[str, Any]) -> PersonFacts:
    names = [NameFact(table["family"], table["given"])]
    names += [NameFact("", one, "nickname") for one in table.get("nicknames", [])]
    numbers = table.get("numbers", {})
    return PersonFacts(
        names=tuple(names),
        birth_date=born(reader.almanac.today, table["age"], table["birthday"]),
        gender=table["gender"],
        pronouns=table.get("pronouns", ""),
        called=table.get("called", ""),
        home_note=table.get("home_note", ""),
        if_worse=table.get("if_worse", ""),
        languages=tuple(LanguageFact(**one) for one in table.get("languages", [])),
        identifiers=tuple(
            IdentifierFact(system, number, "MR") for system, number in numbers.items()
        ),
        points=tuple(PointFact(**one) for one in table.get("points", [])),
        kin=tuple(KinFact(**one) for one in table.get("kin", [])),
        coverages=tuple(_coverage(reader, one) for one in table.get("coverages", [])),
    )


def _coverage(reader: Reader, table: Mapping[str, Any]) -> CoverageFact:
    days = {name: reader.day(table[name]) for name in ("starts_on", "ends_on") if name in table}
    return CoverageFact(**{**table, **days})


def _visit(reader: Reader, table: Mapping[str, Any]) -> Visit:
    moves = tuple(reader.told(Move, one) for one in table.get("moves", []))
    return reader.told(Visit, {**table, "moves": moves})


def _finding(reader: Reader, table: Mapping[str, Any]) -> Finding:
    since = {"since": reader.moment(table["since"])} if "since" in table else {}
    return Finding(**{**table, **since})
