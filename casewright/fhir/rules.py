"""Who is who among resources, and in which order they are kept. Plain values in, an answer out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casewright.people.rules import words_of

# What others name comes before what names it.
ORDER = (
    "Organization",
    "Practitioner",
    "Patient",
    "Location",
    "PractitionerRole",
    "RelatedPerson",
    "Coverage",
    "Encounter",
    "Condition",
    "EpisodeOfCare",
    "MedicationRequest",
    "MedicationStatement",
    "AllergyIntolerance",
    "Observation",
    "Procedure",
    "Goal",
    "CarePlan",
    "DocumentReference",
    "Binary",
    "CareTeam",
)
# A member number (HL7 v2 table 0203) is a household's at many payers: it tells nobody apart.
SHARED_KINDS = ("MB",)
ENOUGH = 2
LONGEST_SOURCE = 100


@dataclass(frozen=True)
class Likeness:
    """What tells one person from another beside their identifiers."""

    birth_date: date | None
    family: frozenset[str]
    given: frozenset[str]


def likeness(birth_date: date | None, names: Iterable[tuple[str, str]]) -> Likeness:
    """Of a birth date and names as (family, given)."""
    names = list(names)
    return Likeness(
        birth_date,
        frozenset(word for family, _ in names for word in words_of(family)),
        frozenset(word for _, given in names for word in words_of(given)),
    )


def same_person(mine: Likeness, said: Likeness) -> bool:
    """Say whether two who share an identifier are one person.

    Two of three must agree: the birth date, a word of the family name, a word of the given name;
    one of the names where a birth date is not known. A mother and her daughter agree in one.
    """
    if mine.birth_date is None or said.birth_date is None:
        return _agreed(mine, said) >= 1
    return _agreed(mine, said) >= ENOUGH


def somebody_else(mine: Likeness, said: Likeness) -> bool:
    """Say whether a record's newer version speaks of another person altogether."""
    both_known = mine.birth_date is not None and said.birth_date is not None
    return both_known and _agreed(mine, said) == 0


def _agreed(mine: Likeness, said: Likeness) -> int:
    return sum(
        (
            mine.birth_date is not None and mine.birth_date == said.birth_date,
            bool(mine.family & said.family),
            bool(mine.given & said.given),
        )
    )


@dataclass(frozen=True)
class Version:
    """When a source wrote a version of a resource, and the number it gave it."""

    written_at: datetime | None = None
    number: str = ""


def is_older(said: Version, kept: Version) -> bool:
    """Say whether a version that comes now is older than the one kept; unknown is not older."""
    if said.written_at and kept.written_at and said.written_at != kept.written_at:
        return said.written_at < kept.written_at
    if said.number.isdecimal() and kept.number.isdecimal():
        return int(said.number) < int(kept.number)
    return False


def source_of(folders: Sequence[str]) -> str:
    """The name of the system that a file comes from: the innermost folder or archive it lies in.

    A folder that is only named after a type of resource belongs to the folder around it.
    """
    named = [name for name in folders if name and name not in TYPE_FOLDERS]
    return named[-1][:LONGEST_SOURCE] if named else "fhir"


TYPE_FOLDERS = frozenset({*ORDER, *(name.lower() for name in ORDER)})
