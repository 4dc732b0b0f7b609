"""Names, ages and search words. Plain values in, an answer out."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from casewright.people.facts import NameFact

LONGEST_KEY = 120
# More words than this find nobody better, and a page of pasted text is no search.
MOST_WORDS = 8
# A phone number without its area code.
SHORTEST_PHONE = 7
APOSTROPHES = re.compile("['\u2019\u02bc\u02bb`]")
COUNTRY_CODE = re.compile(r"(?:^|(?<=\s))\+1(?!\d)")
# Scripts that write names without spaces: Korean, taken apart into its letters; Chinese, Japanese.
WITHOUT_SPACES = re.compile("[\u1100-\u11ff\u2e80-\U0003ffff]")
PRECISIONS = ("year", "month", "day")
# Letters that are no accented ones to Unicode, and are typed as plain ones all the same.
LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)


def age_on(birth_date: date | None, day: date) -> int | None:
    """Whole years on a day; somebody born on 29 February turns a year older on 1 March."""
    if birth_date is None or day < birth_date:
        return None
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def fold(text: str) -> str:
    """Make a text comparable: no case, no accents, one space; other scripts stay as they are."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in plain.translate(LETTERS) if not unicodedata.combining(c))
    return " ".join("".join(c if _is_of_a_word(c) else " " for c in bare).split())


def _is_of_a_word(c: str) -> bool:
    """Letters and digits of any script, and the vowel signs that scripts of India write apart."""
    return c.isalnum() or unicodedata.category(c).startswith("M")


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_KEY] for word in fold(text).split(" ") if word]


def asked_words(text: str) -> list[str]:
    """The words somebody looks for; a country code before a number is passed over."""
    return words_of(COUNTRY_CODE.sub(" ", text))[:MOST_WORDS]


def digits_of(text: str) -> str:
    """Only the digits of a phone number or an identifier."""
    return re.sub(r"\D", "", text)


def search_keys(
    names: Iterable[str], birth_date: date | None, phones: Iterable[str], others: Iterable[str]
) -> set[str]:
    """Every folded word a person can be found by.

    Names by each word, with and without an apostrophe inside, and together where the script
    writes no spaces; the birth year; a phone by its last ten, seven and four digits and whole;
    an identifier by each part and whole.
    """
    keys = {word for name in names for word in _name_words(name)}
    keys |= own_words("", birth_date)
    for phone in phones:
        digits = digits_of(phone)
        keys |= {digits[-size:] for size in (10, 7, 4) if len(digits) >= size}
        keys.add(digits[:LONGEST_KEY])
    for other in others:
        keys |= {*words_of(other), fold(other).replace(" ", "")[:LONGEST_KEY]}
    return {key for key in keys if key}


def own_words(called: str, birth_date: date | None) -> frozenset[str]:
    """The words that follow from what a person is called and when they were born."""
    year = {str(birth_date.year)} if birth_date else set()
    return frozenset({*_name_words(called), *year})


def _name_words(name: str) -> set[str]:
    words = words_of(name)
    found = {*words, *words_of(APOSTROPHES.sub("", name))}
    if len(words) > 1 and all(WITHOUT_SPACES.match(word) for word in words):
        found |= {"".join(words)[:LONGEST_KEY], "".join(reversed(words))[:LONGEST_KEY]}
    return found


def is_same_reach(channel: str, value: str, other_channel: str, other_value: str) -> bool:
    """Say whether two contact points reach the same place, however they are written.

    A call and a text message reach one phone; a number without its area code is the number with
    it, since the safer answer is that it may be the same.
    """
    phones = ("phone", "sms")
    if channel in phones and other_channel in phones:
        one, other = sorted((digits_of(value), digits_of(other_value)), key=len)
        if one:
            return one == other or (len(one) >= SHORTEST_PHONE and other.endswith(one))
        return fold(value) == fold(other_value)
    if channel == other_channel == "email":
        return value.strip().casefold() == other_value.strip().casefold()
    return channel == other_channel and fold(value) == fold(other_value)


def says_more(known: tuple[date | None, str], said: tuple[date, str]) -> bool:
    """Say whether a birth date tells more than what is known, or something else.

    A year alone says nothing new of somebody whose day in that year is known.
    """
    (day, precision), (said_day, said_precision) = known, said
    if day is None or PRECISIONS.index(said_precision) >= PRECISIONS.index(precision):
        return True
    parts = PRECISIONS.index(said_precision) + 1
    return (day.year, day.month)[:parts] != (said_day.year, said_day.month)[:parts]


def name_to_show(names: Iterable[NameFact]) -> NameFact | None:
    """The name to show: an official one before any other; None where none says anything."""
    telling = [name for name in names if name.family.strip() or name.given.strip()]
    return next((name for name in telling if name.use == "official"), next(iter(telling), None))


def sort_name(family: str, given: str) -> str:
    """How a person stands in an alphabetical list."""
    return fold(f"{family} {given}")[:250]


def display_name(family: str, given: str) -> str:
    """How a name is shown: given names first, as the person writes them."""
    return f"{given} {family}".strip()[:250]
