"""When what was told: of two words on one thing the later said stands, whichever came first."""

from datetime import UTC, datetime
from typing import Any

from casewright.people.models import Person


class Telling:
    """What one source says now, beside when each thing was last spoken of.

    A source that does not say when it speaks is heard as it comes, and leaves no mark.
    """

    def __init__(self, person: Person, said_at: datetime | None) -> None:
        self.before: dict[str, str] = dict(person.told_at)
        self.told = dict(self.before)
        self.mark = mark_of(said_at) if said_at else ""

    def is_news(self, what: str, word: Any, known: Any) -> bool:
        """Does this word stand? Of two words said at one moment the greater does, in any order."""
        last = self.before.get(what, "")
        if not self.mark or self.mark > last:
            return True
        return self.mark == last and str(word) > str(known)

    def is_after(self, what: str) -> bool:
        """Was this said after the last word on `what`, if there was one?"""
        return not self.mark or self.mark > self.told.get(what, "")

    def note(self, what: str) -> None:
        """Keep that `what` was spoken of at this moment."""
        if self.mark:
            self.told[what] = max(self.mark, self.told.get(what, ""))

    def last(self, what: str) -> str:
        """The mark of the last word on `what`; empty where there was none."""
        return self.told.get(what, "")

    def forget(self, what: str) -> None:
        self.told.pop(what, None)

    @property
    def is_changed(self) -> bool:
        return self.told != self.before


def mark_of(moment: datetime) -> str:
    """Marks of moments stand in the order of the moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
