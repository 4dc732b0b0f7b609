"""The deadline rules as a page shows them: by id, each with its versions."""

from dataclasses import dataclass

from casewright.clocks.models import DeadlineRule
from casewright.clocks.queries import all_rules
from casewright.desk.chips import TRUST
from casewright.security.models import User


@dataclass(frozen=True)
class Version:
    """One version of a rule in words."""

    row: DeadlineRule
    counted: str
    in_force: str
    trust: str


def rules_by_id(*, viewer: User) -> dict[str, list[Version]]:
    """Every rule with its versions, in alphabetical order."""
    found: dict[str, list[Version]] = {}
    for row in all_rules(viewer=viewer):
        version = Version(row, _counted(row), _in_force(row), f"{row.trust}: {TRUST[row.trust]}")
        found.setdefault(row.rule, []).append(version)
    return found


def _counted(row: DeadlineRule) -> str:
    """2 business days after; 1 hour before."""
    unit = row.unit.replace("_", " ")
    if row.length == 1:
        unit = unit.removesuffix("s")
    first = ", the first day counts" if row.first_day_counts else ""
    return f"{row.length} {unit} {row.direction}{first}"


def _in_force(row: DeadlineRule) -> str:
    start = f"from {row.in_force_from:%Y-%m-%d}" if row.in_force_from else ""
    end = f"until {row.in_force_until:%Y-%m-%d}" if row.in_force_until else ""
    return " ".join(filter(None, (start, end))) or "always"
