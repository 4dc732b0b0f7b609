"""Whether a message that carries a person's number is about that person.

A number typed wrong, or used again for somebody else, must not write into a stranger's record:
where number and everything else disagree, nobody guesses.
"""

from collections.abc import Iterable
from datetime import date

from casewright.people.facts import NameFact
from casewright.people.rules import words_of


def is_same_person(
    known_names: Iterable[NameFact],
    known_birth: date | None,
    said_names: Iterable[NameFact],
    said_birth: date | None,
) -> bool:
    """Say whether name or birth date bears out what the number says.

    A shared word of a name, or the same birth date, is enough; a message that gives neither adds
    nothing against it.
    """
    known, said = _words(known_names), _words(said_names)
    births_told = known_birth is not None and said_birth is not None
    if not births_told and not (known and said):
        return True
    return bool(known & said) or (births_told and known_birth == said_birth)


def _words(names: Iterable[NameFact]) -> set[str]:
    return {word for name in names for word in words_of(f"{name.family} {name.given}")}
