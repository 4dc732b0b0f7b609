"""Nothing is orphaned: after a random walk through what people do with promises, every open one has
an owner who is here and a day by which it is due.

Five thousand deeds by four people of two teams on a dozen people's promises: opened, done, undone,
put off, paused, resumed, handed over, taken, marked as not needed; now and then a colleague leaves.
What is refused is refused in words; anything else that goes wrong is counted.
"""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Q

from bars.figures import Figure
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import now
from casewright.people.models import Person
from casewright.security.models import Kind, Team, User
from casewright.tasks.actions import (
    Promise,
    cancel_task,
    close_task,
    hand_over_task,
    open_task,
    pause_task,
    put_off,
    resume_task,
    take_task,
    undo,
)
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from tests.journeys.house import main as make_house

STEPS, QUICK_STEPS = 5_000, 300
SEED = 20261124
NAMES = ("amara", "carmen", "bo")


def run(*, quick: bool = False) -> Figure:
    """Walk, and count what lies about without an owner or a day at the end."""
    make_house()
    began, steps = time.monotonic(), QUICK_STEPS if quick else STEPS
    faults = walk(steps, random.Random(SEED))  # noqa: S311 - a walk that can be walked again
    wrong = len(faults) + orphans()
    return Figure(
        name="no orphans",
        tried=steps,
        wrong=wrong,
        database=connection.vendor,
        seconds=time.monotonic() - began,
        says=faults[0]
        if faults
        else f"{Task.objects.filter(status__in=OPEN).count()} tasks are open: each with an owner "
        "who is here and a day.",
        passed=not wrong,
    )


def orphans() -> int:
    """Open promises without an owner who is here, or without a day."""
    gone = Q(owner_user__is_active=False) | Q(owner_user__kind=Kind.SERVICE)
    nobody = Q(owner_user=None, owner_team=None)
    return Task.objects.filter(nobody | gone | Q(due_at=None), status__in=OPEN).count()


def walk(steps: int, dice: random.Random) -> list[str]:
    """So many deeds one after the other; what went wrong that is no refusal."""
    faults: list[str] = []
    for step in range(steps):
        at = now() + timedelta(seconds=step)
        by = User.objects.get(username=dice.choice(NAMES))
        try:
            dice.choice(DEEDS)(by, dice, at)
        except (Refused, NotPermitted):
            continue
        except DatabaseError as fault:
            faults.append(f"step {step}: {type(fault).__name__}")
    return faults


def _any(dice: random.Random, *, is_open: bool) -> Task | None:
    tasks = Task.objects.filter(status__in=OPEN) if is_open else Task.objects.all()
    keys = list(tasks.order_by("opened_at", "pk").values_list("pk", flat=True)[:200])
    return Task.objects.get(pk=dice.choice(keys)) if keys else None


def _open(by: User, dice: random.Random, at: datetime) -> None:
    people = list(Person.objects.order_by("sort_name"))
    owners: list[User | Team | None] = [None, *Team.objects.order_by("name")]
    open_task(
        by=by,
        person=dice.choice(people),
        owner=dice.choice(owners),
        promise=Promise(title="Call back", due_at=at + timedelta(hours=dice.randrange(-9, 99))),
        at=at,
    )


def _on(deed: Callable[..., object], *, is_open: bool = True, **given: Any) -> Callable[..., None]:
    def do(by: User, dice: random.Random, at: datetime) -> None:
        task = _any(dice, is_open=is_open)
        if task is not None:
            deed(by=by, task=task, at=at, **given)

    return do


def _later(by: User, dice: random.Random, at: datetime) -> None:
    task = _any(dice, is_open=True)
    if task is not None:
        until = at + timedelta(hours=dice.randrange(-2, 72))
        put_off(by=by, task=task, until=until, at=at, waiting_on=dice.choice(["", "They answer"]))


def _hand_over(by: User, dice: random.Random, at: datetime) -> None:
    task = _any(dice, is_open=True)
    if task is not None:
        choices: list[User | Team] = [
            *User.objects.order_by("username"),
            *Team.objects.order_by("name"),
        ]
        to = dice.choice(choices)
        hand_over_task(by=by, task=task, to=to, at=at)


DEEDS: tuple[Callable[[User, random.Random, datetime], None], ...] = (
    _open,
    _open,
    _on(close_task),
    _on(cancel_task, reason="Came by itself"),
    _on(pause_task, reason="In hospital"),
    _on(resume_task),
    _on(take_task),
    _on(undo, is_open=False),
    _later,
    _hand_over,
    _hand_over,
)
