"""Which rule holds, and what it gives."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from casewright.clocks.models import DeadlineRule
from casewright.clocks.rules import Due, calendar_for, choose_version, due
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local
from casewright.security.models import User


def version_in_force(rule: str, moment: datetime, *, payer: str = "") -> DeadlineRule:
    """The row of a rule in force on the organization's day of a moment, nearest to the payer."""
    rows = list(DeadlineRule.objects.filter(rule=rule).order_by("in_force_from", "pk"))
    if not rows:
        known = sorted(set(DeadlineRule.objects.values_list("rule", flat=True)))
        raise Refused(f"There is no deadline rule {rule!r}. There are: {', '.join(known)}.")
    chosen = choose_version([row.deadline() for row in rows], local(moment).date(), payer=payer)
    return next(row for row in rows if row.deadline() == chosen)


def work_out(
    rule: str,
    moment: datetime,
    *,
    zone: ZoneInfo,
    holidays: str,
    payer: str = "",
    second: datetime | None = None,
) -> tuple[Due, DeadlineRule]:
    """What a rule gives from a moment, without starting a clock."""
    row = version_in_force(rule, moment.astimezone(zone), payer=payer)
    worked_out = due(
        row.deadline(), moment, zone=zone, calendar=calendar_for(holidays), second=second
    )
    return worked_out, row


def all_rules(*, viewer: User) -> QuerySet[DeadlineRule]:  # noqa: ARG001 - about nobody; see access
    """Every version of every rule, for the page that shows them with their sources."""
    return DeadlineRule.objects.order_by("rule", "payer", "in_force_from", "pk")


def second_triggers(rule: str) -> set[str]:
    """The names under which a rule takes a second moment; empty where it takes none."""
    names = DeadlineRule.objects.filter(rule=rule).values_list("second_trigger", flat=True)
    return {name for name in names if name}
