"""Words that stand nowhere else, so that one of them in an answer tells whose record leaked."""

import re

from django.http import HttpResponse

CANARY = re.compile(r"zq[0-9]{3}[a-z]{3}")
FIRST_LETTERS = 5  # enough to search by, and no whole word


class Words:
    """Gives words that nobody else was given; `whose` is three letters that tell the owner."""

    given = 0

    def __init__(self, whose: str) -> None:
        self.whose = whose
        self.all: set[str] = set()

    def __call__(self) -> str:
        word = f"zq{Words.given % 1000:03}{self.whose}"
        Words.given += 1
        self.all.add(word)
        return word


def words_in(response: HttpResponse) -> set[str]:
    """Every such word in an answer: its body, its headers and its cookies."""
    body = b"".join(response) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    text = f"{body.decode('utf-8', 'replace')} {headers} {response.cookies.output()}"
    return set(CANARY.findall(text))
