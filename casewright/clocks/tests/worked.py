"""Cases counted by hand, with a calendar and a pencil, each saying how."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from casewright.clocks.rules import Deadline, deadlines_from

TABLE = Path(__file__).with_name("worked_by_hand.csv")
ROWS = Path(__file__).parents[1] / "rows" / "deadlines.toml"
SHIPPED = deadlines_from(ROWS.read_text(encoding="utf-8"))
NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Worked:
    """One line of the table."""

    rule: str
    start: datetime
    zone: ZoneInfo
    holidays: str
    second: datetime | None
    due: str
    why: str


def moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment of the table: one without an offset is on the zone's own wall clock."""
    written = datetime.fromisoformat(text)
    return written if written.tzinfo else written.replace(tzinfo=zone)


def worked_cases() -> list[Worked]:
    """Every line of the table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [worked(line) for line in csv.DictReader(lines)]


def worked(line: dict[str, str]) -> Worked:
    """One line of the table, read."""
    zone = ZoneInfo(line["zone"])
    return Worked(
        rule=line["rule"],
        start=moment(line["from"], zone),
        zone=zone,
        holidays=line["holidays"],
        second=moment(line["second"], zone) if line["second"] else None,
        due=line["due"],
        why=line["why"],
    )


def versions(rule: str) -> list[Deadline]:
    """Every shipped version of a rule."""
    return [row for row in SHIPPED if row.id == rule]
