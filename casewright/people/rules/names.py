"""Names, ages and search words. Plain values in, an answer out."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from casewright.people.facts import NameFact

LONGEST_KEY = 120
# More words than this find nobody better, and a page of pasted text is no search.
MOST_WORDS = 8
# Of a word only so many letters are read for what is near it: a slip further on does no harm.
NEAR_LETTERS = 6
SHORTEST_NEAR = 4
# Before a key that is a word with a letter left out; nothing that is typed begins so.
NEAR = "~"
# Day and month as they are written in the United States, or as ISO 8601 has them.
ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
US_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
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
    """The words somebody looks for; a country code before a number is passed over, and a date of
    birth is one word."""
    text = ISO_DATE.sub(lambda d: f" {_day_word(d[1], d[2], d[3])} ", text)
    text = US_DATE.sub(lambda d: f" {_day_word(d[3], d[1], d[2])} ", text)
    return words_of(COUNTRY_CODE.sub(" ", text))[:MOST_WORDS]


def _day_word(year: str, month: str, day: str) -> str:
    return f"{year}{month:0>2}{day:0>2}"


def digits_of(text: str) -> str:
    """Only the digits of a phone number or an identifier."""
    return re.sub(r"\D", "", text)


def search_keys(
    names: Iterable[str], birth_date: date | None, phones: Iterable[str], others: Iterable[str]
) -> set[str]:
    """Every folded word a person can be found by.

    Names by each word, with and without an apostrophe inside, and together where the script
    writes no spaces; by their initials, and by each word with one letter left out (so that a slip
    of the fingers finds it still); the birth date, and so its year; a phone by its last ten, seven
    and four digits and whole; an identifier by each part and whole.
    """
    keys = {word for name in names for word in {*_name_words(name), *_initials(name)}}
    keys |= {near for word in keys for near in near_keys(word)}
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
    day = {f"{birth_date:%Y%m%d}"} if birth_date else set()
    words = _name_words(called)
    return frozenset({*words, *day, *(near for word in words for near in near_keys(word))})


def near_keys(word: str) -> set[str]:
    """The beginning of a word with each of its letters left out in turn.

    Two words that differ by one letter too many, too few, wrong or changed with its neighbor have
    one of these in common, or one of them is the other word itself.
    """
    return {f"{NEAR}{short}" for short in _letters_left_out(word)} if is_near_able(word) else set()


def near_probes(word: str) -> set[str]:
    """The keys by which somebody is found whose name is one slip away from this word."""
    left_out = _letters_left_out(word)
    whole = left_out if len(word) <= NEAR_LETTERS else set()
    return {f"{NEAR}{word[:NEAR_LETTERS]}", *(f"{NEAR}{short}" for short in left_out), *whole}


def is_near_able(word: str) -> bool:
    """Whether a word is long enough, and no number, for something near it to mean it."""
    return len(word) >= SHORTEST_NEAR and not any(c.isdigit() for c in word)


def _letters_left_out(word: str) -> set[str]:
    start = word[:NEAR_LETTERS]
    return {start[:place] + start[place + 1 :] for place in range(len(start))}


def slips(asked: str, name: str) -> int:
    """How many slips lie between what was typed and the beginning of a word of a name.

    A letter too many, too few or wrong is one, and so are two neighbors that changed places
    (optimal string alignment).
    """
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, letter in enumerate(asked, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(name, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == name[j - 2] and asked[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row)


def how_near(asked: Iterable[str], named: Iterable[str]) -> int | None:
    """All slips between the words typed and a person's words; None where one word is too far."""
    words, total = list(named), 0
    for one in asked:
        fewest = min((slips(one, word) for word in words), default=len(one))
        if fewest > (1 if len(one) < NEAR_LETTERS else 2):
            return None
        total += fewest
    return total


def _name_words(name: str) -> set[str]:
    words = words_of(name)
    found = {*words, *words_of(APOSTROPHES.sub("", name))}
    if len(words) > 1 and all(WITHOUT_SPACES.match(word) for word in words):
        found |= {"".join(words)[:LONGEST_KEY], "".join(reversed(words))[:LONGEST_KEY]}
    return found


def _initials(name: str) -> set[str]:
    """The first letters of a name's words, the family name first and last."""
    words = words_of(APOSTROPHES.sub("", name))
    if not 1 < len(words) <= MOST_WORDS or WITHOUT_SPACES.match(words[0]):
        return set()
    first, *rest = [word[0] for word in words]
    return {first + "".join(rest), "".join(rest) + first}


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
