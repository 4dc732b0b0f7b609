"""Versions: the law changes, and an old notice is judged by the law of its day."""

from collections.abc import Sequence
from datetime import date

from casewright.clocks.rules.deadline import PAYERS, Deadline
from casewright.clocks.rules.moments import day_in_words
from casewright.foundation.errors import Refused


def choose_version(
    rows: Sequence[Deadline], on: date, *, payer: str = "", state: str = ""
) -> Deadline:
    """The one version of a rule in force on a day, for a payer and a state where they are said.

    A rule of a wider payer (Medicare) binds a narrower one (Medicare Advantage); the row nearest
    to the payer and the state is taken. Raises Refused when there is none, or no single one.
    """
    if not rows:
        raise Refused("There is no such deadline rule.")
    if payer and payer not in PAYERS:
        raise Refused(f"There is no payer {payer!r}. It is one of {', '.join(PAYERS)}.")
    fitting = for_state(for_payer(rows, payer), state)
    in_force = [row for row in fitting if row.is_in_force(on)]
    if not in_force:
        raise Refused(none_in_force(rows[0].id, fitting, on))
    nearest = min(distance(row, payer, state) for row in in_force)
    chosen = [row for row in in_force if distance(row, payer, state) == nearest]
    if len(chosen) > 1:
        choices = ", ".join(sorted(f"{row.payer} {row.state}".strip() for row in chosen))
        raise Refused(
            f"The rule {chosen[0].id} has several rows in force ({choices}). "
            "Say which payer and state."
        )
    return chosen[0]


def for_payer(rows: Sequence[Deadline], payer: str) -> list[Deadline]:
    """The rows that bind a payer; every row where none is said."""
    fitting = [row for row in rows if not payer or related(row.payer, payer)]
    if not fitting:
        owners = ", ".join(sorted({row.payer for row in rows}))
        raise Refused(f"The rule {rows[0].id} is one for {owners}, not for {payer}.")
    return fitting


def for_state(rows: list[Deadline], state: str) -> list[Deadline]:
    """The rows of every state, and those of the state that is said."""
    return [row for row in rows if row.state in ("", state)]


def related(one: str, other: str) -> bool:
    """Say whether either payer is a kind of the other."""
    return one in lineage(other) or other in lineage(one)


def lineage(payer: str) -> list[str]:
    """A payer and the wider ones it belongs to, nearest first."""
    line = [payer]
    while wider := PAYERS[line[-1]]:
        line.append(wider)
    return line


def distance(row: Deadline, payer: str, state: str) -> tuple[bool, int]:
    """How far a row stands from what was asked: its state first, then its payer.

    Where no payer is said, the row of the widest is the nearest.
    """
    of_another_state = row.state != state
    if not payer:
        return of_another_state, len(lineage(row.payer))
    line = lineage(payer)
    return of_another_state, line.index(row.payer) if row.payer in line else len(PAYERS)


def none_in_force(rule: str, rows: list[Deadline], on: date) -> str:
    """Say that no version was in force, and when those that we hold were."""
    spans = "; ".join(span(row) for row in rows) or "none for that state"
    return f"No version of {rule} was in force on {day_in_words(on)}. Those we hold: {spans}."


def span(row: Deadline) -> str:
    """The time a version is in force, in words."""
    begins = f"from {day_in_words(row.in_force_from)}" if row.in_force_from else "from the start"
    ends = f" until {day_in_words(row.in_force_until)}" if row.in_force_until else " on"
    return begins + ends
