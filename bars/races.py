"""Six hundred races: of eight who reach for one thing at one moment, one has it and seven are told.

Five kinds in turn: take a task out of a queue, close a task, hand one over, open the same case, and
let a rule ask for the same task. Where nobody may lose, all eight must be given the one that is.
Wrong is a race without exactly one winner, and any answer that is no refusal in words.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from bars.figures import Figure
from casewright.cases.actions import open_case
from casewright.cases.models import Case
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.people.models import Person
from casewright.security.models import Team, User
from casewright.tasks.actions import Promise, close_task, hand_over_task, open_task, take_task
from casewright.tasks.models import Task
from tests.journeys.house import main as make_house

ROUNDS, QUICK_ROUNDS, REACHING = 120, 4, 8


@dataclass(frozen=True)
class Race:
    """What each does, and how many the records hold afterwards where one should be."""

    reach: Callable[[User], Any]
    left: Callable[[], int]
    all_win: bool = False


def run(*, quick: bool = False) -> Figure:
    """Every kind of race, so many times."""
    make_house()
    began, rounds = time.monotonic(), QUICK_ROUNDS if quick else ROUNDS
    faults = [
        fault
        for number in range(rounds)
        for kind in KINDS
        for fault in [judge(kind.__name__, kind(number))]
        if fault
    ]
    tried = rounds * len(KINDS)
    return Figure(
        name="races with one winner",
        tried=tried,
        wrong=len(faults),
        database=connection.vendor,
        seconds=time.monotonic() - began,
        says=faults[0] if faults else "Eight at once each time: one won, seven were told in words.",
        passed=not faults,
    )


def judge(name: str, race: Race) -> str:
    """What was wrong with one race; empty when it was run fairly."""
    answers = at_once(race.reach)
    strange = [
        one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)
    ]
    if strange:
        return f"{name}: {type(strange[0]).__name__}"
    won = sum(not isinstance(one, Exception) for one in answers)
    if won != (REACHING if race.all_win else 1):
        return f"{name}: {won} won"
    return "" if race.left() == 1 else f"{name}: {race.left()} are held"


def at_once(reach: Callable[[User], Any]) -> list[Any]:
    """What each of eight got who began at one moment: an answer, or what was raised."""
    gate, answers = threading.Barrier(REACHING), [None] * REACHING
    names = ["amara", "carmen"]

    def go(place: int) -> None:
        user = User.objects.get(username=names[place % len(names)])
        gate.wait()
        try:
            answers[place] = reach(user)
        except Exception as fault:  # noqa: BLE001 - whatever was raised is what is judged
            answers[place] = fault  # type: ignore[call-overload]  # an answer is whatever came
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(place,)) for place in range(REACHING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _task(owner: User | Team | None = None, **said: Any) -> UUID:
    amara = User.objects.get(username="amara")
    person = Person.objects.get(display_name="Rosa Delgado")
    promise = Promise(title="Call back", due_at=now(), **said)
    return open_task(by=amara, person=person, promise=promise, owner=owner, at=now()).pk


def _held(key: UUID, **how: Any) -> Callable[[], int]:
    return lambda: Task.objects.filter(pk=key, version=2, **how).count()


def take(_number: int) -> Race:
    """A task in a queue."""
    key = _task(Team.objects.get(name="North"))
    return _seen_together(key, take_task, status="in-progress")


def close(_number: int) -> Race:
    """A task that both teams have on their screens."""
    return _seen_together(_task(), close_task, status="completed")


def hand_over(_number: int) -> Race:
    """A task that eight hand on."""
    return _seen_together(_task(), hand_over_task, to=Team.objects.get(name="South"))


def _seen_together(key: UUID, deed: Callable[..., Any], **given: Any) -> Race:
    """All saw the first version before anybody reached."""
    how = {name: value for name, value in given.items() if name == "status"}
    more = {name: value for name, value in given.items() if name == "to"}
    seen = [Task.objects.get(pk=key) for _ in range(REACHING)]
    return Race(
        lambda user: deed(by=user, task=seen.pop(), at=now(), version=1, **more),
        _held(key, **how),
    )


def open_same_case(number: int) -> Race:
    """One person, one program: a second case in it is refused."""
    person = Person.objects.get(display_name="Agnes Kowalczyk")
    north, program = Team.objects.get(name="North"), f"Program {number} {uuid4().hex[:6]}"
    return Race(
        lambda user: open_case(
            by=user, person=person, program=program, team=north, manager=user, at=now()
        ),
        lambda: Case.objects.filter(person=person, program=program).count(),
    )


def ask_same_task(_number: int) -> Race:
    """What a rule asks of several at once is one task, and everybody is given that one."""
    focus, person = uuid4(), Person.objects.get(display_name="Yusuf Haddad")
    promise = Promise(title="Get the papers", due_at=now(), kind="papers", focus_key=focus)
    return Race(
        lambda user: open_task(by=user, person=person, promise=promise, at=now()),
        lambda: Task.objects.filter(focus_key=focus).count(),
        all_win=True,
    )


KINDS = (take, close, hand_over, open_same_case, ask_same_task)
