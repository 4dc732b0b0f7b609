"""A rule's second moment: the date a cut takes effect, the day a notice really came."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from casewright.clocks.rules.deadline import Deadline
from casewright.clocks.rules.moments import day_in_words, end_of, instant, moment_in_words
from casewright.foundation.errors import Refused


def combined(
    deadline: Deadline,
    start: datetime,
    counted: datetime,
    second: datetime | None,
    *,
    zone: ZoneInfo,
) -> tuple[datetime, list[str]]:
    """The moment that governs of the one counted and the second, and the sentence for it."""
    if deadline.second_effect not in ("later", "earlier"):
        return counted, []
    if second is None:
        return counted, [unknown(deadline)]
    if deadline.second_effect == "earlier":
        refuse_before_start(deadline, start, second)
    ends = second if deadline.unit == "hours" else end_of(second.date(), zone)
    its = f"{meaning(deadline)}, {in_words(deadline, second)},"
    lag = instant(ends) - instant(counted)
    wanted = lag if deadline.second_effect == "later" else -lag
    if wanted > timedelta(0):
        return ends, [f"{its} is {deadline.second_effect}: it governs"]
    return counted, [f"{its} is not {deadline.second_effect}: the count governs"]


def counted_instead(
    deadline: Deadline, start: datetime, second: datetime
) -> tuple[date, list[str]]:
    """The day of the second moment, which is counted from instead of a presumed one."""
    refuse_before_start(deadline, start, second)
    return second.date(), [f"{meaning(deadline)}: {day_in_words(second.date())}"]


def refuse_before_start(deadline: Deadline, start: datetime, second: datetime) -> None:
    """Refuse a second moment that cannot come before the first."""
    is_before = (
        instant(second) < instant(start)
        if deadline.unit == "hours"
        else second.date() < start.date()
    )
    if is_before:
        raise Refused(
            f"{meaning(deadline)} cannot be {in_words(deadline, second)}: that is before "
            f"the clock started, {in_words(deadline, start)}."
        )


def unknown(deadline: Deadline) -> str:
    """What a second moment that is not known could change."""
    change = "give more time" if deadline.second_effect == "later" else "end the time sooner"
    return f"{meaning(deadline)} is not known and could {change}"


def meaning(deadline: Deadline) -> str:
    """The second moment's meaning, at the beginning of a sentence."""
    return deadline.second_meaning[:1].upper() + deadline.second_meaning[1:]


def in_words(deadline: Deadline, moment: datetime) -> str:
    """A day where days are counted, a moment where hours are."""
    return moment_in_words(moment) if deadline.unit == "hours" else day_in_words(moment.date())
