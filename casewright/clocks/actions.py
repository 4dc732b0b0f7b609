"""Starting clocks, and keeping the rules that came with the program."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from casewright.audit.actions import action, record
from casewright.clocks import queries
from casewright.clocks.access import START_CLOCK
from casewright.clocks.models import Clock, DeadlineRule
from casewright.clocks.rules import calendar_for, deadlines_from, due, earlier
from casewright.foundation.moments import organization_zone
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User

ROWS = Path(__file__).parent / "rows" / "deadlines.toml"


@transaction.atomic
def load_rules() -> int:
    """Bring the rows that came with the program up to date; gives how many there are.

    It has no `by`: it runs when the program is set up. Rows the organization added stay as they
    are, and a row that a clock already ran by is kept under its old dates.
    """
    deadlines = deadlines_from(ROWS.read_text(encoding="utf-8"))
    for deadline in deadlines:
        values = {name: getattr(deadline, name) for name in deadline.__dataclass_fields__}
        DeadlineRule.objects.update_or_create(
            rule=values.pop("id"),
            payer=values.pop("payer"),
            state=values.pop("state"),
            in_force_from=values.pop("in_force_from"),
            is_ours=True,
            defaults=values,
        )
    return len(deadlines)


@action
def start_clock(
    *,
    by: User,
    rule: str,
    started_at: datetime,
    person: Person | None = None,
    payer: str = "",
    printed: datetime | None = None,
    second: datetime | None = None,
) -> Clock:
    """Start a clock by the version of the rule in force on the organization's day it started.

    A deadline printed on the notice stands beside the computed one; the earlier governs.
    """
    demand(by, START_CLOCK, person)
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    row = queries.version_in_force(rule, started_at, payer=payer)
    computed = due(row.deadline(), started_at, zone=zone, calendar=calendar, second=second)
    governing = earlier(computed.moment, printed, zone=zone)
    clock = Clock.objects.create(
        rule=row,
        person=person,
        started_at=started_at,
        computed_due_at=computed.moment,
        printed_due_at=printed,
        due_at=governing.moment,
        opens_at=computed.opens_at,
        explained=f"{computed.explained} {governing.explained}" if printed else computed.explained,
    )
    record(by, "clocks.started", clock, rule=rule)
    return clock
