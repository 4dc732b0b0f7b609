"""Reading deadline rules from the text of a TOML file, refusing what does not hold together."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from itertools import combinations

from casewright.clocks.rules.deadline import Deadline
from casewright.foundation.errors import Refused

COLUMNS: Mapping[str, Field[object]] = {column.name: column for column in fields(Deadline)}


def deadlines_from(text: str) -> list[Deadline]:
    """Read the `[[deadline]]` rows of a text, in their order.

    Raises Refused, in words that name the row, for a text that is not TOML, a column unknown,
    missing or of the wrong kind, a row that contradicts itself, or two versions of one rule in
    force at once.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused(f"The deadline rules are not TOML: {fault}.") from fault
    rows = document.get("deadline")
    if set(document) != {"deadline"} or not isinstance(rows, list):
        raise Refused("The deadline rules must be rows headed [[deadline]], and nothing else.")
    deadlines = [deadline_from(row, position) for position, row in enumerate(rows, start=1)]
    refuse_overlaps(deadlines)
    return deadlines


def deadline_from(row: object, position: int) -> Deadline:
    """Read one row."""
    if not isinstance(row, dict):
        raise Refused(f"Row {position} is not a set of columns.")
    name = f"Row {position} ({row.get('id', 'no id')})"
    if unknown := sorted(set(row) - set(COLUMNS)):
        raise Refused(f"{name} has unknown columns: {', '.join(unknown)}.")
    needed = {key for key, column in COLUMNS.items() if column.default is MISSING}
    if missing := sorted(needed - set(row)):
        raise Refused(f"{name} lacks {', '.join(missing)}.")
    for key, value in row.items():
        if not is_of_kind(value, COLUMNS[key]):
            raise Refused(f"{name}: {key} cannot be {value!r}.")
    try:
        return Deadline(**row)
    except Refused as fault:
        raise Refused(f"Row {position}. {fault}") from fault


def is_of_kind(value: object, column: Field[object]) -> bool:
    """Say whether a value is of the column's kind; a truth is no number, a moment no day."""
    if isinstance(value, bool):
        return column.type is bool
    if isinstance(value, datetime):
        return False
    kinds: dict[object, type] = {
        bool: bool,
        int: int,
        str: str,
        date: date,
        date | None: date,
        int | None: int,
    }
    return isinstance(value, kinds[column.type])


def refuse_overlaps(deadlines: list[Deadline]) -> None:
    """Refuse two versions of one rule, for one payer and state, in force on the same day."""
    for one, other in combinations(deadlines, 2):
        if (one.id, one.payer, one.state) != (other.id, other.payer, other.state):
            continue
        later_start = max(one.in_force_from or date.min, other.in_force_from or date.min)
        if one.is_in_force(later_start) and other.is_in_force(later_start):
            raise Refused(f"Two versions of {one.id} for {one.payer} are in force at once.")
