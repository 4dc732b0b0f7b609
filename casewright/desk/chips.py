"""The clock chip of a promise: words first, then a color and an icon, and behind them the whole
truth about its moment: the full date, the rule, the rule's source and how far it is to be trusted.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casewright.clocks.models import Clock
from casewright.clocks.rules import left
from casewright.foundation.moments import local
from casewright.tasks.models import Act, Task

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

PRIMARY = {
    Act.CALL.value: gettext_lazy("Start call"),
    Act.VISIT.value: gettext_lazy("Start visit"),
    Act.MEETING.value: gettext_lazy("Start meeting"),
    Act.MESSAGE.value: gettext_lazy("Write message"),
    Act.DO.value: gettext_lazy("Open"),
}


@dataclass(frozen=True)
class Chip:
    """What a chip says: `tone` names its color, `icon` its sign, `full` the moment in full."""

    words: str
    tone: str
    icon: str
    full: str

    @property
    def look(self) -> str:
        """Its color and its sign, as the style sheet names them."""
        return f"{self.tone} {self.icon}"


@dataclass(frozen=True, slots=True)
class Due:
    """What of a promise its chip tells: when, what it is, and the rule behind it where one is."""

    at: datetime
    nature: str
    act: str
    has_time: bool
    rule: str = ""
    source: str = ""
    trust: str = ""


def chip_of(task: Task, tier: int, at: datetime, *, zone: ZoneInfo) -> Chip:
    """The chip of a task in a tier at a moment."""
    rule = task.clock.rule if task.clock else None
    of_rule = (rule.rule, rule.source, rule.trust) if rule else ()
    due = Due(task.due_at, task.nature, task.act, task.has_time, *of_rule)
    return chip_for(due, tier, at, zone=zone)


def chip_for(due: Due, tier: int, at: datetime, *, zone: ZoneInfo) -> Chip:
    """The chip of a promise in a tier at a moment. Red only for a legal or safety clock."""
    words, here = left(due.at, at, zone=zone), due.at.astimezone(zone)
    is_late = due.at < at
    is_today = here.date() == at.astimezone(zone).date()
    full = _full_moment(due, here)
    if due.nature == "clock" and tier == 1:
        return Chip(words, "now", "clock-alert" if is_late else "timer", full)
    if due.nature == "safety":
        return Chip(words, "now", "shield-alert", full)
    if is_late:
        return Chip(words, "late", "clock-alert", full)
    if due.nature == "promise" and due.has_time and is_today:
        return Chip(f"{AT_TIME[Act(due.act)]} {here:%H:%M}", "today", "clock", full)
    if is_today:
        return Chip(words, "today", "calendar-check", full)
    return Chip(words, "soon", "timer" if due.nature == "clock" else "calendar", full)


def _full_moment(due: Due, here: datetime) -> str:
    """Due Tuesday 24 November 2026, 12:00; where a rule sets it, also its source and trust."""
    words = due_words(get_language() or "en") % {"when": moment_in_full(here)}
    return f"{words} · {due.rule} · {due.source} [{due.trust}]" if due.rule else words


@lru_cache(maxsize=64)
def due_words(_language: str) -> str:
    """How a due moment is introduced in the language that is spoken now; a list says it of every
    row, and asks the dictionary once."""
    return _("Due %(when)s")


def moment_in_full(moment: datetime) -> str:
    """A moment of the wall clock; the end of a day is said as the day alone."""
    day = f"{moment:%A} {moment.day} {moment:%B %Y}"
    if (moment.hour, moment.minute) == LAST_MINUTE_OF_A_DAY:
        return day
    return f"{day}, {moment:%H:%M}"


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
