"""Which of the rows somebody asks for: whose, in which tier, of which kind, with which words."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from casewright.desk.worklist.line import COVERING, MINE, QUEUE, Line
from casewright.desk.worklist.row import Placed
from casewright.people.rules import fold
from casewright.tasks.actions import Sieve

WHOSE: dict[str, Callable[[Line], bool]] = {
    "all": lambda _line: True,
    "mine": lambda line: line.whose == MINE,
    "covering": lambda line: line.whose == COVERING,
    "queue": lambda line: line.whose == QUEUE,
}


def sifted(placed: Iterable[Placed], sieve: Sieve, at: datetime) -> list[Placed]:
    """The promises that a way of looking lets through, in the order they came."""
    if sieve in (Sieve(), Sieve(show="waiting")):
        return list(placed)
    until = None if sieve.within is None else at + timedelta(days=sieve.within)
    words = fold(sieve.words).split()
    whose = WHOSE.get(sieve.show, WHOSE["all"])
    return [
        (line, tier)
        for line, tier in placed
        if whose(line)
        and (sieve.tier is None or tier == sieve.tier)
        and (not sieve.kind or line.kind == sieve.kind)
        and (not sieve.tag or line.tag == sieve.tag)
        and (until is None or line.due_at <= until)
        and (not words or _holds(line, words))
    ]


def _holds(line: Line, words: list[str]) -> bool:
    said = fold(" ".join((line.title, line.person_name or "", line.tag, line.why)))
    return all(word in said for word in words)
