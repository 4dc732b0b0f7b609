"""A table of allowed moves, so that a life cycle is read as data and not as code."""

from collections.abc import Mapping

from casewright.foundation.errors import Refused


class Moves:
    """The moves a record may make from each state."""

    def __init__(self, table: Mapping[str, frozenset[str]]) -> None:
        self.table = table

    def allows(self, start: str, end: str) -> bool:
        """Say whether a record in state `start` may go to `end`."""
        return end in self.table.get(start, frozenset())

    def check(self, start: str, end: str) -> None:
        """Refuse a move that the table does not hold."""
        if not self.allows(start, end):
            raise Refused(f"What is {start} cannot become {end}.")
