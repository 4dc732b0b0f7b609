"""The demo's calendar: reads words such as "2 business days ago 10:30" as a moment.

Stories are told in such words and never in dates, and so they do not age. Days of work are
business days by the organization's holidays; weekends and holidays are for people, not for offices.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import HolidayBase

# What a deadline rule gives from a moment.
Ends = Callable[[str, datetime], datetime]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
USUAL_TIME = time(10)
# A promise of the open day whose time has passed is shown as one of the next hours instead.
STILL_AHEAD = timedelta(minutes=90)
LAST_TIME = time(23, 45)
# No deadline rule is longer than this, so a start is found within it or not at all.
MOST_DAYS_BACK = 800

_TIME = r"(?:\s+(?P<time>\d\d:\d\d))?"
_UNIT = r"(?P<unit>minute|hour|day|business day|week|month|year)s?"
_SPAN = rf"(?P<count>\d+) {_UNIT}"
_PATTERNS = {
    "now": re.compile(r"now"),
    "ago": re.compile(rf"{_SPAN} ago{_TIME}"),
    "ahead": re.compile(rf"in {_SPAN}{_TIME}"),
    "open_day": re.compile(rf"open day{_TIME}"),
    "last_time": re.compile(r"last (?P<time>\d\d:\d\d)"),
    "weekday": re.compile(rf"(?P<which>last|coming) (?P<weekday>{'|'.join(WEEKDAYS)}){_TIME}"),
    "so_that": re.compile(r"so that (?P<rule>\S+) ends (?P<end>.+), from (?P<time>\d\d:\d\d)"),
    "from_named": re.compile(rf"(?P<name>[a-z_]+)(?: (?P<sign>[+-]) {_SPAN}{_TIME})?"),
}
_OF_A_DAY = ("minute", "hour")


@dataclass(frozen=True)
class Almanac:
    """The moment the demo is loaded at, in the organization's zone and by its holidays."""

    now: datetime
    zone: ZoneInfo
    calendar: HolidayBase
    ends: Ends

    @property
    def today(self) -> date:
        """The organization's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def open_day(self) -> date:
        """Today if offices work, else the next day on which they do."""
        return self.business_day(self.today - timedelta(days=1), 1)

    def business_day(self, day: date, count: int) -> date:
        """The business day so many of them after a day, or before it where `count` is negative."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.calendar.is_working_day(day):
                day += step
        return day

    def at(self, day: date, clock: time) -> datetime:
        """A moment of the organization's wall clock; one that a clock change skips, moved on."""
        moment = datetime.combine(day, clock, tzinfo=self.zone)
        return moment.astimezone(UTC).astimezone(self.zone)

    def read(self, words: str, named: Mapping[str, datetime] | None = None) -> datetime:
        """Read a moment; `named` are those that the story has named before.

        Raises ValueError for words it does not know.
        """
        for reader, pattern in _PATTERNS.items():
            if found := pattern.fullmatch(words.strip()):
                moment: datetime = getattr(self, f"_{reader}")(found.groupdict(), named or {})
                return moment
        raise ValueError(f"{words!r} is no moment.")

    def _now(self, _said: dict[str, str], _named: Mapping[str, datetime]) -> datetime:
        return self.now.astimezone(self.zone)

    def _ago(self, said: dict[str, str], _named: Mapping[str, datetime]) -> datetime:
        return self._stepped(self.now, -1, said)

    def _ahead(self, said: dict[str, str], _named: Mapping[str, datetime]) -> datetime:
        if said["unit"] in _OF_A_DAY:
            return self._stepped(self.now, 1, said)
        return self._stepped(self.at(self.open_day, USUAL_TIME), 1, said)

    def _open_day(self, said: dict[str, str], _named: Mapping[str, datetime]) -> datetime:
        """On the open day; if that is today and the time has passed, one of the next hours."""
        moment = self.at(self.open_day, _clock(said))
        if moment > self.now:
            return moment
        later = self.now.astimezone(self.zone) + STILL_AHEAD
        quarter = later.replace(minute=later.minute // 15 * 15, second=0, microsecond=0)
        return max(self.now, min(quarter, self.at(self.open_day, LAST_TIME)))

    def _last_time(self, said: dict[str, str], _named: Mapping[str, datetime]) -> datetime:
        moment = self.at(self.today, _clock(said))
        return (
            moment if moment < self.now else self.at(self.today - timedelta(days=1), _clock(said))
        )

    def _weekday(self, said: dict[str, str], _named: Mapping[str, datetime]) -> datetime:
        step = timedelta(days=1 if said["which"] == "coming" else -1)
        day = self.today + step
        while day.weekday() != WEEKDAYS.index(said["weekday"]):
            day += step
        return self.at(day, _clock(said))

    def _so_that(self, said: dict[str, str], named: Mapping[str, datetime]) -> datetime:
        """The latest moment, not after now, from which a deadline rule ends on the day named."""
        last = self.read(said["end"], named).astimezone(self.zone).date()
        for back in range(MOST_DAYS_BACK):
            start = self.at(self.today - timedelta(days=back), _clock(said))
            ends = self.ends(said["rule"], start).astimezone(self.zone).date()
            if start <= self.now and ends == last:
                return start
        raise ValueError(f"{said['rule']} never ends {said['end']}.")

    def _from_named(self, said: dict[str, str], named: Mapping[str, datetime]) -> datetime:
        if said["name"] not in named:
            raise ValueError(f"{said['name']!r} is no moment of this story.")
        moment = named[said["name"]]
        if said["sign"] is None:
            return moment
        return self._stepped(moment, 1 if said["sign"] == "+" else -1, said)

    def _stepped(self, start: datetime, sign: int, said: dict[str, str]) -> datetime:
        """So many minutes, hours, days, weeks, months or years after or before a moment."""
        count, unit = int(said["count"]) * sign, said["unit"]
        start = start.astimezone(self.zone)
        if unit in _OF_A_DAY:
            span = timedelta(minutes=count) if unit == "minute" else timedelta(hours=count)
            return (start.astimezone(UTC) + span).astimezone(self.zone)
        return self.at(self._day_stepped(start.date(), count, unit), _clock(said))

    def _day_stepped(self, day: date, count: int, unit: str) -> date:
        if unit == "business day":
            return self.business_day(day, count)
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
        # The 28th is in every month: a story's months are told roughly.
        return date(months // 12, months % 12 + 1, min(day.day, 28))


def _clock(said: Mapping[str, str]) -> time:
    return time.fromisoformat(said["time"]) if said.get("time") else USUAL_TIME


def born(today: date, age: int, birthday: str) -> date:
    """The birth date of somebody of an age today; `birthday` is such as "05-02"."""
    month, day = (int(part) for part in birthday.split("-"))
    had_it = (today.month, today.day) >= (month, day)
    return date(today.year - age - (0 if had_it else 1), month, day)
