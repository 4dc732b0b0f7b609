"""Names, ages and search words. Plain values in, an answer out."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

LONGEST_KEY = 120


def age_on(birth_date: date | None, day: date) -> int | None:
    """Whole years on a day; somebody born on 29 February turns a year older on 1 March."""
    if birth_date is None or day < birth_date:
        return None
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def fold(text: str) -> str:
    """Make a text comparable: no case, no accents, one space; other scripts stay as they are."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", re.sub(r"[^\w ]+", " ", bare)).strip()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_KEY] for word in fold(text).split(" ") if word]


def digits_of(text: str) -> str:
    """Only the digits of a phone number or an identifier."""
    return re.sub(r"\D", "", text)


def search_keys(
    names: Iterable[str], birth_date: date | None, phones: Iterable[str], others: Iterable[str]
) -> set[str]:
    """Every folded word a person can be found by.

    Names by each word; the birth year; a phone by its last seven and last four digits and whole;
    identifiers whole.
    """
    keys = {word for name in names for word in words_of(name)}
    if birth_date:
        keys.add(str(birth_date.year))
    for phone in phones:
        digits = digits_of(phone)
        keys |= {digits[-size:] for size in (10, 7, 4) if len(digits) >= size}
    keys |= {fold(other).replace(" ", "")[:LONGEST_KEY] for other in others}
    return {key for key in keys if key}


def sort_name(family: str, given: str) -> str:
    """How a person stands in an alphabetical list."""
    return fold(f"{family} {given}")[:250]


def display_name(family: str, given: str) -> str:
    """How a name is shown: given names first, as the person writes them."""
    return f"{given} {family}".strip()[:250]
