"""The system's clock is set back an hour, again and again, and on the days when clocks change.

Somebody works on meanwhile. The trail stays one chain in order, no note is lost, what was promised
keeps its moment, no session lives longer for it, and no deadline moves by a changed clock.
"""

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment

from bars.figures import Figure
from bars.served import kept_notes, note, people
from casewright.audit.models import Entry
from casewright.audit.queries import faults, head
from casewright.clocks.models import DeadlineRule
from casewright.clocks.rules import calendar_for, due
from casewright.security.models import User
from casewright.tasks.models import Task

NOT_TESTED = ("A clock that jumps while a worker holds a job.",)
ZONE = ZoneInfo("America/New_York")
# The day itself, one when clocks go back, one when they go forward.
DAYS = (date(2026, 11, 24), date(2026, 11, 1), date(2027, 3, 14))
STEP, BACK = timedelta(minutes=7), timedelta(hours=1)


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Work through each day, setting the clock back as it goes."""
    began = time.monotonic()
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "casewright.config.urls"
    served = people(on="2026-10-31")
    before, wrong = head(), dict.fromkeys(WRONG, 0)
    taken: set[str] = set()
    promised: dict[str, datetime] = {}
    tried = 0
    for day in DAYS:
        tried += work_through(day, served, taken, promised, wrong, jumps=3 if quick else 20)
    wrong["faults in the trail"] += len(faults([before]))
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    wrong["gaps in the trail's numbers"] += sum(
        later != earlier + 1 for earlier, later in pairwise(numbers)
    )
    wrong["notes lost"] += len(taken - kept_notes("back "))
    kept = dict(Task.objects.filter(title__in=promised).values_list("title", "due_at"))
    wrong["promises with another moment"] += sum(
        kept.get(title) != moment for title, moment in promised.items()
    )
    counted, off = deadlines()
    wrong["deadlines off"] += off
    return Figure(
        name="clock_back",
        tried=tried + counted,
        wrong=sum(wrong.values()),
        database="",
        seconds=time.monotonic() - began,
        says=(
            f"{tried} requests on 3 days with the clock set back an hour over and over, "
            f"{len(taken)} notes, {len(promised)} promises, {len(numbers)} lines of the trail; "
            f"{counted} deadlines over both changes of the clock; "
            + ", ".join(f"{number} {what}" for what, number in wrong.items())
        ),
        passed=not any(wrong.values()),
    )


WRONG = (
    "errors",
    "sessions that lived on",
    "faults in the trail",
    "gaps in the trail's numbers",
    "notes lost",
    "promises with another moment",
    "deadlines off",
)


def work_through(
    day: date,
    served: list[str],
    taken: set[str],
    promised: dict[str, datetime],
    wrong: dict[str, int],
    jumps: int,
) -> int:
    """One day from midnight: work for a while, then the clock is an hour behind; gives requests."""
    moment = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    tried = 0
    for jump in range(jumps):
        with time_machine.travel(moment, tick=False) as clock:
            client = signed_in()
            for turn in range(12):
                tried += 3
                work(client, served[turn % len(served)], taken, promised, wrong)
                clock.shift(STEP)
            # Set back: a session must not be an hour younger for it.
            page = f"/people/{served[0]}/"
            wrong["errors"] += client.get(page).status_code != 200
            clock.shift(-BACK)
            tried += 1
            wrong["sessions that lived on"] += client.get(page).status_code == 200
            again = signed_in()
            work(again, served[jump % len(served)], taken, promised, wrong)
            tried += 3
            clock.shift(timedelta(minutes=settings.IDLE_MINUTES))
            wrong["sessions that lived on"] += again.get(page).status_code == 200
            tried += 1
        moment += BACK
    return tried


def signed_in() -> Client:
    """Amara, who has just signed in."""
    client = Client(raise_request_exception=False)
    user = User.objects.get(username="amara")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def work(
    client: Client,
    person: str,
    taken: set[str],
    promised: dict[str, datetime],
    wrong: dict[str, int],
) -> None:
    """A page, a note and a promise for a day after."""
    text, title = f"back {uuid4()}", f"Ask {uuid4()}"
    wrong["errors"] += client.get("/").status_code != 200
    sent: Any = client.post(f"/people/{person}/note/", note(text))
    wrong["errors"] += sent.status_code != 302
    taken.add(text)
    day = date(2027, 3, 14) + timedelta(days=len(promised) % 5)
    form = {"title": title, "due_on": day.isoformat(), "when": "date", "act": "do"}
    sent = client.post(f"/people/{person}/tasks/", form)
    wrong["errors"] += sent.status_code != 302
    promised[title] = end_of_day(day)


def end_of_day(day: date) -> datetime:
    """The last second of a day in New York, reckoned by the hours that the day has."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    next_day = day + timedelta(days=1)
    next_midnight = datetime(next_day.year, next_day.month, next_day.day, tzinfo=ZONE)
    length = next_midnight.astimezone(UTC) - midnight.astimezone(UTC)
    return midnight.astimezone(UTC) + length - timedelta(seconds=1)


def deadlines() -> tuple[int, int]:
    """Every rule of hours and of calendar days, begun every half hour around both changes."""
    calendar = calendar_for("US")
    counted = off = 0
    for row in DeadlineRule.objects.order_by("rule"):
        rule = row.deadline()
        plain = not rule.second_trigger and not rule.roll_forward and rule.direction == "after"
        plain = plain and rule.counts_from == "trigger" and not rule.grace_months
        if not plain or rule.unit not in ("hours", "calendar_days"):
            continue
        for day in DAYS[1:]:
            start = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
            start -= timedelta(days=rule.length if rule.unit == "calendar_days" else 2)
            for half in range(5 * 48):
                moment = start + timedelta(minutes=30 * half)
                counted += 1
                ends = due(rule, moment, zone=ZONE, calendar=calendar).moment.astimezone(UTC)
                off += ends.replace(microsecond=0) != expected(rule, moment)
    return counted, off


def expected(rule: Any, start: datetime) -> datetime:
    """The same, reckoned in seconds of UTC alone."""
    if rule.unit == "hours":
        return start + timedelta(seconds=3600 * rule.length)
    days = rule.length - rule.first_day_counts
    return end_of_day(start.astimezone(ZONE).date() + timedelta(days=days))
