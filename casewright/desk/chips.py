"""The clock chip of a promise: words first, then a color and an icon, and behind them the whole
truth about its moment: the full date, the rule, the rule's source and how far it is to be trusted.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casewright.clocks.models import Clock
from casewright.clocks.rules import left
from casewright.foundation.moments import local
from casewright.tasks.models import Act, Nature, Task

TRUST = {
    "A": "the regulator's or accreditor's own text was read",
    "B": "read on a secondary page",
    "C": "known, its text not seen",
}
LAST_MINUTE_OF_A_DAY = (23, 59)
AT_TIME = {
    Act.CALL: gettext_lazy("Call"),
    Act.VISIT: gettext_lazy("Visit"),
    Act.MEETING: gettext_lazy("Meeting"),
    Act.MESSAGE: gettext_lazy("Message"),
    Act.DO: gettext_lazy("At"),
}


@dataclass(frozen=True)
class Chip:
    """What a chip says: `tone` names its color, `icon` its sign, `full` the moment in full."""

    words: str
    tone: str
    icon: str
    full: str


def chip_of(task: Task, tier: int, at: datetime, *, zone: ZoneInfo) -> Chip:
    """The chip of a task in a tier at a moment. Red only for a legal or safety clock."""
    words = left(task.due_at, at, zone=zone)
    is_late = task.due_at < at
    is_today = task.due_at.astimezone(zone).date() == at.astimezone(zone).date()
    full = full_moment(task)
    if task.nature == Nature.CLOCK and tier == 1:
        return Chip(words, "now", "clock-alert" if is_late else "timer", full)
    if task.nature == Nature.SAFETY:
        return Chip(words, "now", "shield-alert", full)
    if is_late:
        return Chip(words, "late", "clock-alert", full)
    if task.nature == Nature.PROMISE and task.has_time and is_today:
        return Chip(f"{AT_TIME[Act(task.act)]} {clock_time(task.due_at)}", "today", "clock", full)
    if is_today:
        return Chip(words, "today", "calendar-check", full)
    return Chip(words, "soon", "timer" if task.nature == Nature.CLOCK else "calendar", full)


def full_moment(task: Task) -> str:
    """Due Tuesday 24 November 2026, 12:00; where a rule sets it, also its source and trust."""
    due = local(task.due_at)
    words = _("Due %(when)s") % {"when": moment_in_full(due)}
    if task.clock is None:
        return words
    rule = task.clock.rule
    return f"{words} · {rule.rule} · {rule.source} [{rule.trust}]"


def moment_in_full(moment: datetime) -> str:
    """A moment of the wall clock; the end of a day is said as the day alone."""
    day = f"{moment:%A} {moment.day} {moment:%B %Y}"
    if (moment.hour, moment.minute) == LAST_MINUTE_OF_A_DAY:
        return day
    return f"{day}, {moment:%H:%M}"


def clock_time(moment: datetime) -> str:
    """09:30 on the organization's wall clock."""
    return f"{local(moment):%H:%M}"


@dataclass(frozen=True)
class Reason:
    """Why a clock is due when it is, line by line for whoever asks."""

    rule: str
    title: str
    source: str
    trust: str
    explained: str
    computed: str
    printed: str


def reason_of(clock: Clock) -> Reason:
    """Both moments are shown where a notice printed its own: the earlier governs."""
    printed = clock.printed_due_at
    return Reason(
        rule=clock.rule.rule,
        title=clock.rule.title,
        source=clock.rule.source,
        trust=f"{clock.rule.trust}: {TRUST[clock.rule.trust]}",
        explained=clock.explained,
        computed=moment_in_full(local(clock.computed_due_at)),
        printed=moment_in_full(local(printed)) if printed else "",
    )
