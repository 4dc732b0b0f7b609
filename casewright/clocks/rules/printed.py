"""The deadline a notice prints, beside the one we compute: the earlier governs, both are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casewright.clocks.rules.moments import day_in_words, end_of, instant, moment_in_words


@dataclass(frozen=True)
class Governing:
    """The moment to keep, whose it is (`computed`, `printed` or `both`), and the sentence."""

    moment: datetime
    whose: str
    explained: str


def earlier(computed: datetime, printed: datetime | date | None, *, zone: ZoneInfo) -> Governing:
    """Say which governs: what we compute, or what the notice prints.

    A printed day ends at 23:59:59; a printed time of day (noon) is given as a moment. Stored
    pages, official ones too, still print old periods, so neither is dropped.
    """
    ours = computed.astimezone(zone)
    if printed is None:
        words = f"The notice prints no deadline: {in_words(ours, zone)}, as computed, governs."
        return Governing(ours, "computed", words)
    theirs = printed.astimezone(zone) if isinstance(printed, datetime) else end_of(printed, zone)
    both = f"The notice prints {in_words(theirs, zone)}; we compute {in_words(ours, zone)}."
    if instant(theirs) == instant(ours):
        return Governing(ours, "both", f"The notice and our count agree: {in_words(ours, zone)}.")
    if instant(theirs) < instant(ours):
        return Governing(theirs, "printed", f"{both} The earlier governs: the notice's own.")
    return Governing(ours, "computed", f"{both} The earlier governs: the computed one.")


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """The day alone where the deadline is the end of one, else with the time."""
    whole_day = instant(moment) == instant(end_of(moment.date(), zone))
    return day_in_words(moment.date()) if whole_day else moment_in_words(moment)
