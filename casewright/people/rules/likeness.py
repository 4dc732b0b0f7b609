"""Whether two are one person: what is said of one beside what is known of another, field by field.

The weights are ours, chosen so that a name and a birth date that both agree outweigh what differs
besides, and that no one field alone makes anybody likely. A person decides; nobody is matched or
joined by weight.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from casewright.people.rules.names import digits_of, fold, is_same_reach, words_of

# As much of two words as this is alike in words that differ by a slip of the hand.
ALIKE = 0.8
# Below this nobody is shown but whoever holds the number; a namesake is, so that nobody takes one
# for the other unseen. From these on somebody is likely, and very likely.
SHOWN, LIKELY, VERY_LIKELY = 2, 7, 11


class Verdict(StrEnum):
    """How one field of a message stands to what is known."""

    AGREES = "agrees"
    NEARLY = "nearly"
    DIFFERS = "differs"
    MISSING = "missing"


WEIGHTS: dict[str, dict[Verdict, int]] = {
    "number": {Verdict.AGREES: 6, Verdict.NEARLY: 2, Verdict.DIFFERS: 0},
    "family": {Verdict.AGREES: 3, Verdict.NEARLY: 2, Verdict.DIFFERS: -2},
    "given": {Verdict.AGREES: 3, Verdict.NEARLY: 2, Verdict.DIFFERS: -2},
    "birth": {Verdict.AGREES: 5, Verdict.NEARLY: 2, Verdict.DIFFERS: -4},
    "gender": {Verdict.AGREES: 1, Verdict.DIFFERS: -2},
    "phone": {Verdict.AGREES: 3, Verdict.DIFFERS: 0},
}


@dataclass(frozen=True)
class Traits:
    """What a person is known by. `numbers` are (system, value); texts as they are written."""

    families: tuple[str, ...] = ()
    givens: tuple[str, ...] = ()
    birth: date | None = None
    gender: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """One field: what the message says, what is known, and how the two stand."""

    field: str
    said: str
    known: str
    verdict: Verdict

    @property
    def weight(self) -> int:
        return WEIGHTS[self.field].get(self.verdict, 0)


def compare(said: Traits, known: Traits) -> tuple[Evidence, ...]:
    """Every field beside the other, in a fixed order."""
    return (
        _family(said, known),
        _given(said, known),
        _birth(said.birth, known.birth),
        _gender(said.gender, known.gender),
        _number(said.numbers, known.numbers),
        _phone(said.phones, known.phones),
    )


def weight_of(evidence: Iterable[Evidence]) -> int:
    """How much speaks for it: the sum of the weights."""
    return sum(one.weight for one in evidence)


def is_shown(evidence: Iterable[Evidence]) -> bool:
    """Whether somebody is worth a look: enough speaks for it, or they hold the number."""
    known = tuple(evidence)
    holds = any(one.field == "number" and one.verdict == Verdict.AGREES for one in known)
    return holds or weight_of(known) >= SHOWN


def is_namesake(evidence: Iterable[Evidence]) -> bool:
    """Whether name agrees and birth date does not: two people of one name."""
    verdicts = {one.field: one.verdict for one in evidence}
    same = verdicts["family"] == verdicts["given"] == Verdict.AGREES
    return same and verdicts["birth"] == Verdict.DIFFERS


def is_perhaps_one(evidence: Iterable[Evidence]) -> bool:
    """Whether two records are likely to be one person's, so that a colleague should look.

    A name alone is many people's: a birth date, a number or a phone must speak for it too. Two
    given names that differ are twins, or a couple.
    """
    known = tuple(evidence)
    verdicts = {one.field: one.verdict for one in known}
    alike = {Verdict.AGREES, Verdict.NEARLY}
    beside_the_name = {verdicts["birth"], verdicts["phone"], verdicts["number"]} & alike
    return verdicts["given"] in alike and bool(beside_the_name) and weight_of(known) >= LIKELY


def veiled(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """How each field stands, without what is known: where they agree, it is what is said."""
    return tuple(
        replace(one, known=one.said if one.verdict == Verdict.AGREES else "") for one in evidence
    )


def mark_of(evidence: Iterable[Evidence]) -> str:
    """A short text that stays as long as what speaks for and against two being one stays.

    The two may stand in either order. Birth dates count as they are; of the rest, how they stand,
    where that weighs anything.
    """
    parts = []
    for one in sorted(evidence, key=lambda each: each.field):
        if one.weight:
            born = sorted((one.said, one.known)) if one.field == "birth" else []
            parts.append("|".join([one.field, one.verdict.value, *born]))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _family(said: Traits, known: Traits) -> Evidence:
    return _words("family", said.families, known.families)


def _given(said: Traits, known: Traits) -> Evidence:
    return _words("given", said.givens, known.givens)


def _words(field: str, said: tuple[str, ...], known: tuple[str, ...]) -> Evidence:
    """Names agree when written alike, nearly when a word is shared or almost the same."""
    told, held = [fold(one) for one in said if one], [fold(one) for one in known if one]
    verdict = Verdict.DIFFERS
    if not told or not held:
        verdict = Verdict.MISSING
    elif set(told) & set(held):
        verdict = Verdict.AGREES
    elif any(_is_alike(a, b) for one in told for a in words_of(one) for b in _each_word(held)):
        verdict = Verdict.NEARLY
    return Evidence(field, _first(said), _first(known), verdict)


def _each_word(texts: list[str]) -> list[str]:
    return [word for text in texts for word in words_of(text)]


def _is_alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _birth(said: date | None, known: date | None) -> Evidence:
    verdict = Verdict.DIFFERS
    if said is None or known is None:
        verdict = Verdict.MISSING
    elif said == known:
        verdict = Verdict.AGREES
    elif _is_a_slip(said, known):
        verdict = Verdict.NEARLY
    told, held = (f"{day:%Y-%m-%d}" if day else "" for day in (said, known))
    return Evidence("birth", told, held, verdict)


def _is_a_slip(said: date, known: date) -> bool:
    """One digit otherwise, or day and month the other way round."""
    digits = zip(f"{said:%Y%m%d}", f"{known:%Y%m%d}", strict=True)
    turned = (said.year, said.day, said.month) == (known.year, known.month, known.day)
    return turned or sum(a != b for a, b in digits) == 1


def _gender(said: str, known: str) -> Evidence:
    if not said or not known or "unknown" in (said, known):
        return Evidence("gender", said, known, Verdict.MISSING)
    return Evidence("gender", said, known, Verdict.AGREES if said == known else Verdict.DIFFERS)


def _number(said: tuple[tuple[str, str], ...], known: tuple[tuple[str, str], ...]) -> Evidence:
    """The same number of the same authority agrees; of another authority it may be chance."""
    told, held = dict.fromkeys(said), dict.fromkeys(known)
    shared = [number for number in told if number in held]
    values = {value for _, value in held}
    near = [number for number in told if number[1] in values]
    verdict = Verdict.DIFFERS
    if shared:
        verdict = Verdict.AGREES
    elif near:
        verdict = Verdict.NEARLY
    elif not told or not held:
        verdict = Verdict.MISSING
    first = (shared or near or list(told))[:1]
    same = [number for number in held if first and number[1] == first[0][1]] or list(held)
    return Evidence("number", _as_text(first), _as_text(same[:1]), verdict)


def _as_text(numbers: list[tuple[str, str]]) -> str:
    """A number with who gave it out; of a web address the host is enough."""
    if not numbers:
        return ""
    system, value = numbers[0]
    return f"{value} ({system.partition('//')[2].partition('/')[0] or system})"


def _phone(said: tuple[str, ...], known: tuple[str, ...]) -> Evidence:
    pairs = [(a, b) for a in said for b in known if _is_same_phone(a, b)]
    if pairs:
        return Evidence("phone", *pairs[0], Verdict.AGREES)
    verdict = Verdict.DIFFERS if said and known else Verdict.MISSING
    return Evidence("phone", _first(said), _first(known), verdict)


def _is_same_phone(one: str, other: str) -> bool:
    return bool(digits_of(one)) and is_same_reach("phone", one, "phone", other)


def _first(texts: tuple[str, ...]) -> str:
    return next((text for text in texts if text), "")
