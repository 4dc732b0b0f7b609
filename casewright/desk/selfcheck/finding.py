"""One thing an administrator still has to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was found, in words, and the command or the deed that settles it."""

    what: str
    words: str
    do: str
