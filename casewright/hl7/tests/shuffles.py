"""Real message sets told in many orders, with repeats: every order must end in one state."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction

from casewright.chart.models import Allergy, Condition
from casewright.hl7.models import Fate, Message, Wait
from casewright.hl7.reading.framing import Framed, Kind, split
from casewright.hl7.replay import take_in
from casewright.people.models import ContactPoint, Identifier, Kin, Person, PersonName
from casewright.security.models import User
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.models import Stay

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "hl7v2_adt"

State = dict[str, Any]


@dataclass(frozen=True)
class MessageSet:
    """The messages that one project keeps, each as it lies in its file."""

    name: str
    messages: tuple[Framed, ...]


def real_sets() -> list[MessageSet]:
    """One set for each repository the messages come from, and one of all; none without the data."""
    index = FOLDER / "index.csv"
    if not index.exists():
        return []
    by_name: dict[str, list[Framed]] = defaultdict(list)
    for row in csv.DictReader(index.read_text().replace("\0", "").splitlines()):
        with (FOLDER / row["file"]).open("rb") as stream:
            runs = [run for run in split(stream) if run.kind != Kind.WRAPPER]
        by_name[row["repository"]] += runs
    sets = [MessageSet(name, tuple(runs)) for name, runs in sorted(by_name.items())]
    return [*sets, MessageSet("all", tuple(run for one in sets for run in one.messages))]


def without_contradictions(messages: Iterable[Framed], *, by: User, at: datetime) -> list[Framed]:
    """The messages that do not contradict those before them on whose a number or a visit is: there
    the one heard first stands and the other waits for somebody to look, in whatever order."""
    agreeing = []
    with transaction.atomic():
        for run in messages:
            fate, message = take_in(by=by, framed=run, origin="read", register=True, at=at)
            contradicts = (
                fate == Fate.QUARANTINED
                and not message.reason.startswith("PID-5")
                and Wait.objects.filter(message=message).exists()
            )
            agreeing += [] if contradicts else [run]
        transaction.set_rollback(True)
    return agreeing


def told(messages: Iterable[Framed], *, by: User, at: datetime, seed: int | None) -> State:
    """The state after messages were told in one order, each third one twice; all is undone.

    Without a `seed` the order is that of the files.
    """
    order = list(messages)
    if seed is not None:
        random = Random(seed)  # noqa: S311 - a shuffle, no secret
        order += random.sample(order, len(order) // 3)
        random.shuffle(order)
    with transaction.atomic():
        for run in order:
            take_in(by=by, framed=run, origin="shuffled", register=True, at=at)
        state = state_now()
        transaction.set_rollback(True)
    return state


def state_now() -> State:
    """Everything a message can change, by names that do not depend on the order: what is known of
    each person under their numbers, each stay, each open promise, and each message's fate."""
    roots = {p.pk: p for p in Person.objects.filter(merged_into=None).order_by("pk")}
    numbers: dict[Any, list[str]] = defaultdict(list)
    for one in Identifier.objects.filter(retired_at=None).order_by("system", "value"):
        numbers[one.person_id].append(f"{one.system}|{one.value}")
    names = {key: " & ".join(numbers[key]) for key in roots}
    visits = {s.pk: f"{s.source}|{s.visit}" for s in Stay.objects.order_by("pk")}
    return {
        **{f"person {names[key]}": _known(person) for key, person in roots.items()},
        **{f"stay {visits[s.pk]}": _stay(s, names, visits) for s in Stay.objects.order_by("pk")},
        **{f"promises {name}": _promises(key, visits) for key, name in names.items()},
        **{
            f"fate {m.sender} {m.control_id} {m.digest[:8]}": m.fate
            for m in Message.objects.order_by("pk")
        },
    }


def _known(person: Person) -> State:
    def rows(model: Any, *fields: str, **which: Any) -> list[Any]:
        found = model.objects.filter(person=person, **which).order_by("pk")
        return sorted(set(found.values_list(*fields)), key=repr)

    return {
        "shown": person.display_name,
        "born": (person.birth_date, person.birth_precision),
        "gender": person.gender,
        "died": person.died_on,
        "languages": person.languages,
        "names": rows(PersonName, "use", "family", "given"),
        "points": rows(ContactPoint, "channel", "value", "use", ended_at=None),
        "kin": rows(Kin, "full_name", "relationship", "phone", ended_at=None),
        "conditions": rows(Condition, "source", "code", "display"),
        "allergies": rows(Allergy, "source", "code", "display", "reaction"),
    }


def _stay(stay: Stay, names: dict[Any, str], visits: dict[Any, str]) -> State:
    return {
        "person": names.get(stay.person_id, "another record"),
        "class": stay.stay_class,
        "admitted": stay.admitted_at,
        "discharged": stay.discharged_at,
        "cancelled": stay.cancelled,
        "said": (stay.reason, stay.disposition, stay.discharged_to, stay.facility_name),
        "places": stay.places,
        "announced": stay.announced,
        "after": visits.get(stay.index_stay_id),
    }


def _promises(person_key: Any, visits: dict[Any, str]) -> list[Any]:
    tasks = Task.objects.filter(person=person_key, status__in=OPEN).order_by("pk")
    return sorted((task.kind, visits.get(task.focus_key, "")) for task in tasks)


def differences(one: State, other: State) -> list[str]:
    """The names of what is not the same in two states."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
