"""Telling a made-up life through the rooms' own actions, in the order in which it happened.

What lies between two messages of a hospital is one action: so a life is told quickly, and the
messages themselves come through their own door.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casewright.audit.actions import action, record
from casewright.cases.actions import join_team, move_case, open_case
from casewright.cases.models import Case
from casewright.clocks.actions import start_clock
from casewright.contacts.actions import add_to_note, keep_draft, sign_note
from casewright.contacts.rules import Note
from casewright.demo.access import MAKE_UP
from casewright.demo.house import House
from casewright.demo.rules.bundles import system_of
from casewright.demo.rules.lives import (
    Drafted,
    Episode,
    Happening,
    Heard,
    Joined,
    Life,
    Moved,
    Promised,
    Said,
    Settled,
    Spoke,
)
from casewright.people.actions import register_person, say_statement
from casewright.people.facts import IdentifierFact, PersonFacts
from casewright.people.models import Kin, Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.security.queries import intake_team
from casewright.tasks.actions import (
    Promise,
    cancel_task,
    close_task,
    open_task,
    pause_task,
    pin_task,
    put_off,
)
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.actions import take_up

REFERRAL = "referral"
INTAKE = "ivy"
# How a contact of each kind usually happens.
CHANNELS = {"call": "phone", "visit": "in_person", "message": "text", "meeting": "in_person"}
ADDED_AFTER = timedelta(minutes=40)


@dataclass
class Told:
    """A life as far as it has been told."""

    life: Life
    person: Person
    case: Case | None = None


@action
def begin_life(*, by: User, house: House, life: Life, at: datetime) -> Told:
    """Register somebody: intake writes down what the person says is safe and who may be told."""
    demand(by, MAKE_UP, None)
    person = register_person(
        by=house.user(INTAKE), facts=_with_systems(life.facts), at=at, source=life.known_from[:120]
    )
    record(by, "demo.life_begun", person)
    return Told(life, person)


@action
def go_on(*, by: User, house: House, told: Told, steps: list[Happening | Episode]) -> None:
    """Tell what happened between two messages, step by step."""
    demand(by, MAKE_UP, None)
    for step in steps:
        _tell(house, told, step)
    record(by, "demo.life_told", told.person, steps=len(steps))


@action
def promise_about_nobody(*, by: User, house: House, promised: Promised) -> Task:
    """Make a promise that is about nobody in particular."""
    demand(by, MAKE_UP, None)
    task = _make(house, promised)
    record(by, "demo.promised", task)
    return task


def _tell(house: House, told: Told, step: Happening | Episode) -> None:
    match step:
        case Episode():
            _open_case(house, told, step)
        case Spoke():
            _speak(house, told, step)
        case Promised():
            _promise(house, told, step)
        case Settled():
            _settle(house, told, step)
        case Said():
            _say(house, told, step)
        case Joined():
            _join(house, told, step)
        case Moved():
            _move(house, told, step)
        case Drafted():
            _draft(house, told, step)
        case Heard():
            raise TypeError("A message comes through its own door, not through an action here.")


def _with_systems(facts: PersonFacts) -> PersonFacts:
    """The same facts; each number also under the name that its facility's FHIR server uses."""
    also = [IdentifierFact(system_of(one.system), one.value, one.kind) for one in facts.identifiers]
    return PersonFacts(**{**vars(facts), "identifiers": (*facts.identifiers, *also)})


def _open_case(house: House, told: Told, episode: Episode) -> None:
    """The referral lies in the queue of intake, who opens the case and hands over what waits."""
    feed, intake, at = house.user("feed"), house.user(INTAKE), episode.opened_at
    referral = open_task(
        by=feed,
        person=told.person,
        owner=intake_team(),
        at=told.life.known_at,
        promise=Promise(
            title="Answer the referral",
            why=f"Referred by: {told.life.known_from}.",
            due_at=at + timedelta(days=1),
            kind=REFERRAL,
            act="call",
        ),
    )
    told.case = open_case(
        by=intake,
        person=told.person,
        program=episode.program,
        team=house.teams[episode.team],
        manager=house.user(episode.manager),
        at=at,
        summary=episode.summary,
        acuity=episode.acuity,
        contact_every_days=episode.contact_every_days,
        reason=episode.reason,
    )
    close_task(by=intake, task=referral, at=at, reason="Accepted; case opened.")
    if any(isinstance(one, Heard) and one.at < at for one in told.life.happenings):
        take_up(by=intake, person=told.person, case=told.case, at=at)


def _speak(house: House, told: Told, spoke: Spoke) -> None:
    at = spoke.at + timedelta(minutes=spoke.minutes)
    kin = None
    if spoke.kin:
        kin = Kin.objects.get(person=told.person, full_name=spoke.kin)
    saved = sign_note(
        by=house.user(spoke.by),
        person=told.person,
        case=told.case,
        task=_open_of_kind(told, spoke.keeps) if spoke.keeps else None,
        kin=kin,
        at=at,
        note=Note(
            kind=spoke.kind,
            reached=spoke.reached,
            started_at=spoke.at,
            minutes=spoke.minutes,
            text=spoke.text,
            channel=spoke.channel or CHANNELS[spoke.kind],
            reached_name=spoke.reached_name,
            time_kind=spoke.time_kind,
            next_step=spoke.next_step,
            next_due_at=spoke.next_due_at,
        ),
    )
    if spoke.added:
        add_to_note(
            by=house.user(spoke.by),
            contact=saved.contact,
            text=spoke.added,
            at=at + ADDED_AFTER,
        )


def _promise(house: House, told: Told, promised: Promised) -> None:
    task = _make(house, promised, person=told.person, case=told.case)
    by = house.owner(promised.owner)
    keeper = by if isinstance(by, User) else house.user(promised.by)
    if promised.hidden_until and promised.hidden_until > promised.at:
        put_off(by=keeper, task=task, until=promised.hidden_until, at=promised.at)
    if promised.pinned:
        pin_task(by=keeper, task=task, reason=promised.pinned, at=promised.at)
    if promised.paused:
        pause_task(by=keeper, task=task, reason=promised.paused, at=promised.at)


def _make(
    house: House, promised: Promised, *, person: Person | None = None, case: Case | None = None
) -> Task:
    """Make a promise, by a deadline rule where it names one."""
    by, due_at, clock = house.user(promised.by), promised.due_at, None
    if promised.rule:
        clock = start_clock(
            by=by,
            rule=promised.rule,
            started_at=promised.started_at or promised.at,
            person=person,
            payer=promised.payer,
            printed=promised.printed_at,
        )
        due_at = clock.due_at
    return open_task(
        by=by,
        person=person,
        case=case,
        owner=house.owner(promised.owner),
        clock=clock,
        at=promised.at,
        promise=Promise(
            title=promised.title,
            due_at=due_at,
            why=promised.why,
            kind=promised.kind,
            nature=promised.nature,
            act=promised.act,
            tag=promised.tag,
            has_time=promised.has_time,
            waiting_on=promised.waiting_on,
        ),
    )


def _settle(house: House, told: Told, settled: Settled) -> None:
    """End a promise; one that the facts never asked for has no end either."""
    task = _open_of_kind(told, settled.kind)
    if task is None:
        return
    by = house.user(settled.by)
    if settled.needed:
        close_task(by=by, task=task, at=settled.at, reason=settled.reason)
    else:
        cancel_task(by=by, task=task, at=settled.at, reason=settled.reason)


def _say(house: House, told: Told, said: Said) -> None:
    say_statement(
        by=house.user(said.by),
        person=told.person,
        kind=said.kind,
        words=said.words,
        said_on=said.at.date(),
        language=said.language,
        translation=said.translation,
        source=said.source,
    )


def _join(house: House, told: Told, joined: Joined) -> None:
    if told.case is None:
        raise ValueError(f"{told.life.key}: nobody joins a team without a case.")
    join_team(
        by=house.user(joined.by),
        case=told.case,
        role=joined.role,
        at=joined.at,
        user=house.user(joined.user) if joined.user else None,
        outside_name=joined.outside_name,
        outside_phone=joined.outside_phone,
    )


def _move(house: House, told: Told, moved: Moved) -> None:
    if told.case is None:
        raise ValueError(f"{told.life.key}: no case to move on.")
    move_case(
        by=house.user(moved.by), case=told.case, to=moved.to, reason=moved.reason, at=moved.at
    )


def _draft(house: House, told: Told, drafted: Drafted) -> None:
    keep_draft(
        by=house.user(drafted.by),
        person=told.person,
        written={"kind": "visit", "text": drafted.text},
        at=drafted.at,
    )


def _open_of_kind(told: Told, kind: str) -> Task | None:
    return (
        Task.objects.filter(person=told.person, kind=kind, status__in=OPEN)
        .select_related("clock__rule", "person", "case")
        .order_by("opened_at", "pk")
        .first()
    )
