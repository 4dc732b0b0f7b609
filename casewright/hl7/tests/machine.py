"""A machine that tells a hospital's messages late, twice, out of order, and is killed in between.

Whatever it did, when everything was told once the stays, the people and the open promises must be
those of the plain model. It runs inside a transaction that is undone, on any database.
"""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from unittest.mock import patch

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from casewright.cases.actions import open_case
from casewright.cases.models import Case
from casewright.cases.states import OPEN as OPEN_CASES
from casewright.clocks.actions import load_rules
from casewright.foundation.moments import organization_zone
from casewright.hl7.models import Fate, Message
from casewright.hl7.replay import take_in
from casewright.hl7.tests.feed import framed
from casewright.hl7.tests.model import (
    CANCELS,
    PersonOf,
    Said,
    StayOf,
    people_of,
    promises_of,
    stay_of,
)
from casewright.people.actions import register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts
from casewright.people.models import ContactPoint, Identifier, Person
from casewright.security.actions import lay_out_roles, relate
from casewright.security.models import Kind, Membership, Role, Team, User
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.models import Stay

NUMBERS = ("M1", "M2", "M3", "M4")
# The first two are known and have an open case each, in one program.
KNOWN = {"M1": "Rosa Delgado", "M2": "Rosa Delgado"}
SPAN = 10 * 24 * 60
KLASSES = {"I": "IMP", "E": "EMER", "O": "AMB", "": ""}
STAY_EVENTS = ("A01", "A02", "A03", "A04", "A06", "A07", "A08", "A11", "A12", "A13")
# Where the process may be killed: before anything is applied, after, once the fate is written, and
# before what waits is tried again.
KILLS = (
    "casewright.hl7.actions.taking.apply",
    "casewright.hl7.actions.applying._settle",
    "casewright.hl7.actions.applying.record",
    "casewright.hl7.actions.taking.try_waiting",
)
NAMES = ("Delgado^Rosa", "Ortiz^Rosa Maria", "Reyes^Rosa")


@dataclass
class House:
    """Who is there when the machine begins."""

    feed: User
    intake_worker: User
    manager: User
    team: Team
    intake: Team
    at: datetime


def make_house(at: datetime) -> House:
    """The few who are needed, in empty tables."""
    lay_out_roles()
    load_rules()
    north, intake = Team(name="North"), Team(name="Intake", is_intake=True)
    Team.objects.bulk_create([north, intake])
    users = {}
    for name, role, kind in (
        ("feed", "service", Kind.SERVICE),
        ("ina", "intake", Kind.STAFF),
        ("amara", "case_manager", Kind.STAFF),
    ):
        users[name] = User.objects.create(username=name, full_name=name, kind=kind, joined_at=at)
        users[name].roles.add(Role.objects.get(pk=role))
    for name, team in (("ina", intake), ("amara", north)):
        Membership.objects.create(user=users[name], team=team, starts_at=at)
    return House(users["feed"], users["ina"], users["amara"], north, intake, at)


class Killed(BaseException):
    """The process was killed here."""


class Adt(RuleBasedStateMachine):
    """Tells messages about four numbers, two visits each."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.start = self.house.at - timedelta(minutes=SPAN + 60)
        self.said: list[Said] = []
        self.raw: dict[int, bytes] = {}
        self.untold: list[Said] = []
        self.times: set[int] = set()
        self.joined: list[set[str]] = [{number} for number in NUMBERS]
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        for number in KNOWN:
            self._register(number)

    def _register(self, number: str) -> None:
        house = self.house
        person = register_person(
            by=house.feed,
            facts=PersonFacts(
                names=(NameFact("Delgado", "Rosa"),),
                identifiers=(IdentifierFact("ST-BRIGID", number, "MR"),),
            ),
            at=house.at,
        )
        relate(
            by=house.feed,
            person_key=person.pk,
            kind="queue",
            team=house.intake,
            at=house.at,
            ends_at=None,
        )
        open_case(
            by=house.intake_worker,
            person=person,
            program="Complex care",
            team=house.team,
            manager=house.manager,
            at=house.at,
        )

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a shuffle, no secret

    @rule(
        event=st.sampled_from(STAY_EVENTS),
        number=st.sampled_from(NUMBERS),
        which=st.sampled_from("ab"),
        happened=st.integers(0, SPAN),
        klass=st.sampled_from(["I", "I", "I", "E", "O", ""]),
        where=st.sampled_from(["", "6B^612^1", "ICU^1^A", "7C^2^B"]),
        admitted=st.none() | st.integers(0, SPAN),
        disposition=st.sampled_from(["01", "01", "", "03", "20", "30"]),
        style=st.integers(0, 5),
        late=st.booleans(),
        data=st.data(),
    )
    def about_a_stay(
        self,
        event: str,
        number: str,
        which: str,
        happened: int,
        klass: str,
        where: str,
        admitted: int | None,
        disposition: str,
        style: int,
        late: bool,
        data: st.DataObject,
    ) -> None:
        """Something happened in a stay; now and then a cancel names the moment of what it undoes,
        and a visit goes on under the number that its own was joined to."""
        delay = self.random.randrange(600)
        group = next(group for group in self.joined if number in group)
        visit = f"V{data.draw(st.sampled_from(sorted(group)))[1]}{which}"
        happened = self._free(happened)
        written = happened + delay if style % 3 == 0 else happened
        kinds = CANCELS.get(event, ()) if style > 2 else ()
        if named := [s for s in self.said if s.visit == visit and s.event in kinds]:
            target = data.draw(st.sampled_from(named))
            happened, written, style = target.happened, target.written + len(self.said), 0
        self._say(
            Said(
                control=len(self.said),
                event=event,
                happened=happened,
                written=written,
                number=number,
                visit=visit,
                klass=KLASSES[klass]
                or {"A01": "IMP", "A04": "AMB", "A06": "IMP", "A07": "AMB"}.get(event, ""),
                where=where,
                admitted=admitted,
                disposition=disposition if event == "A03" else "",
                name="Delgado^Rosa",
            ),
            style,
            late=late,
            klass=klass,
        )

    @rule(
        event=st.sampled_from(["A28", "A31", "A08"]),
        number=st.sampled_from(NUMBERS),
        happened=st.integers(0, SPAN),
        name=st.sampled_from(NAMES),
        born=st.sampled_from([None, "", "19480502", "19490502"]),
        gender=st.sampled_from([None, "", "F", "M"]),
        phone=st.sampled_from([None, "", "555-0142", "555-0143"]),
        died=st.sampled_from([None, None, None, "", "20261120"]),
        style=st.integers(0, 5),
        late=st.booleans(),
    )
    def about_a_person(
        self, happened: int, style: int, *, late: bool, **values: str | None
    ) -> None:
        """Something is said of who somebody is, or said to be no more."""
        happened = self._free(happened)
        written = happened + self.random.randrange(600) if style % 3 == 0 else happened
        said = Said(control=len(self.said), happened=happened, written=written, **values)  # type: ignore[arg-type]  # hypothesis gives each its own type
        self._say(said, style, late=late)

    @rule(
        kept=st.sampled_from(NUMBERS),
        gone=st.sampled_from(NUMBERS),
        happened=st.integers(0, SPAN),
        style=st.integers(0, 5),
        late=st.booleans(),
    )
    def two_are_one(self, kept: str, gone: str, happened: int, style: int, *, late: bool) -> None:
        """Two records are one person's (A40)."""
        happened = self._free(happened)
        if kept == gone:
            gone = NUMBERS[(NUMBERS.index(kept) + 1) % len(NUMBERS)]
        together = [group for group in self.joined if group & {kept, gone}]
        self.joined = [group for group in self.joined if group not in together]
        self.joined.append(set().union(*together))
        said = Said(
            control=len(self.said),
            event="A40",
            happened=happened,
            written=happened,
            number=kept,
            prior=gone,
            name="Delgado^Rosa",
        )
        self._say(said, 1 + style % 2, late=late)

    @precondition(lambda self: self.untold)
    @rule(place=st.integers(0, 1000))
    def tell_a_late_one(self, place: int) -> None:
        self._tell(self.untold.pop(place % len(self.untold)))

    @precondition(lambda self: self.said)
    @rule(place=st.integers(0, 1000))
    def tell_one_again(self, place: int) -> None:
        self._tell(self.said[place % len(self.said)])

    @precondition(lambda self: self.untold)
    @rule(place=st.integers(0, 1000), where=st.sampled_from(KILLS))
    def be_killed(self, place: int, where: str) -> None:
        """Killed before the answer: the sender has none, and will send it again."""
        said = self.untold[place % len(self.untold)]
        with patch(where, side_effect=Killed):
            try:
                with transaction.atomic():
                    self._take(said)
            except Killed:
                return
        self.untold.remove(said)  # it was kept before: nothing was left to be killed

    def _free(self, minute: int) -> int:
        """A minute at which nothing has happened yet: no two things happen at one moment."""
        while minute in self.times:
            minute = (minute + 1) % SPAN
        return minute

    def _say(self, said: Said, style: int, *, late: bool, klass: str = "") -> None:
        self.times.add(said.happened)
        self.said.append(said)
        self.raw[said.control] = self._write(said, style, klass)
        if late:
            self.untold.append(said)
        else:
            self._tell(said)

    def _tell(self, said: Said) -> None:
        if said in self.untold:
            self.untold.remove(said)
        self._take(said)

    def _take(self, said: Said) -> None:
        take_in(
            by=self.house.feed,
            framed=framed(self.raw[said.control]),
            origin="machine",
            register=True,
            at=self.house.at,
        )

    def _write(self, said: Said, style: int, klass: str) -> bytes:
        """The message: its moment in EVN-6, in EVN-2 or in MSH-7, with or without an offset."""
        happened, written = self._moment(said.happened, style), self._moment(said.written, style)
        later = self._moment(SPAN + said.control % 50, style)
        sent, recorded, occurred = [
            (later, written, happened),
            (later, happened, ""),
            (happened, "", ""),
        ][style % 3]
        pid = [""] * 31
        pid[0], pid[1], pid[3] = "PID", "1", f"{said.number}^^^ST-BRIGID^MR"
        pid[5] = said.name or ""
        for place, word in ((7, said.born), (8, said.gender), (13, said.phone), (29, said.died)):
            pid[place] = '""' if word == "" else word or ""
        pv1 = [""] * 46
        pv1[0], pv1[2], pv1[3], pv1[19] = "PV1", klass, said.where, said.visit
        pv1[36] = said.disposition
        pv1[44] = "" if said.admitted is None else self._moment(said.admitted, style)
        lines = [
            f"MSH|^~\\&|ADT|ST-BRIGID|CW|HV|{sent}||ADT^{said.event}|{said.control}|P|2.5.1",
            f"EVN|{said.event}|{recorded}||||{occurred}",
            "|".join(pid).rstrip("|"),
            *(["|".join(pv1).rstrip("|")] if said.visit else []),
            *([f"MRG|{said.prior}^^^ST-BRIGID^MR"] if said.prior else []),
        ]
        return "\r".join(lines).encode() + b"\r"

    def _moment(self, minute: int, style: int) -> str:
        moment = (self.start + timedelta(minutes=minute)).astimezone(
            UTC if style > 2 else organization_zone()
        )
        return f"{moment:%Y%m%d%H%M}" + ("+0000" if style > 2 else "")

    def teardown(self) -> None:
        """Tell what is left, in any order; then all must be as the model has it."""
        try:
            left = self.untold[:]
            if left:
                self.random.shuffle(left)
            for said in left:
                self._tell(said)
            self._compare()
        finally:
            transaction.set_rollback(True)
            self.undo.close()

    def _compare(self) -> None:
        waiting = Message.objects.exclude(fate=Fate.APPLIED).values_list("event", "fate", "reason")
        _same([], list(waiting.order_by("pk")))
        visits = {said.visit for said in self.said if said.visit}
        stays = {v: stay_of(one for one in self.said if one.visit == v) for v in visits}
        _same(stays, self._stays())
        people = people_of(self.said, KNOWN)
        found = {person.numbers: person for person in self._people()}
        _same({person.numbers: _as_shown(person) for person in people}, found)
        for person in people:
            cases = len(person.numbers & KNOWN.keys())
            asked = promises_of(person, stays, cases=cases, now=SPAN + 60)
            _same(asked, self._promises(person))

    def _stays(self) -> dict[str, StayOf]:
        def minute(moment: datetime | str | None) -> int | None:
            if isinstance(moment, str):
                moment = datetime.fromisoformat(moment)
            return None if moment is None else round((moment - self.start).total_seconds() / 60)

        found = {}
        for stay in Stay.objects.order_by("pk"):
            places = [(p["where"], minute(p["from"]), minute(p["to"])) for p in stay.places]
            found[stay.visit] = StayOf(
                stay.stay_class,
                minute(stay.admitted_at),
                minute(stay.discharged_at),
                stay.cancelled,
                stay.disposition,
                places,  # type: ignore[arg-type]  # a place always has its beginning
            )
        return found

    def _people(self) -> list[PersonOf]:
        found = []
        for person in Person.objects.filter(merged_into=None).order_by("pk"):
            numbers = Identifier.objects.filter(person=person, retired_at=None)
            points = ContactPoint.objects.filter(person=person, ended_at=None)
            stays = Stay.objects.filter(person=person)
            found.append(
                PersonOf(
                    frozenset(numbers.values_list("value", flat=True)),
                    person.display_name,
                    str(person.birth_date or ""),
                    person.gender,
                    str(person.died_on or ""),
                    frozenset(points.values_list("value", flat=True)),
                    frozenset(stays.values_list("visit", flat=True)),
                )
            )
        return found

    def _promises(self, person: PersonOf) -> set[tuple[str, str]]:
        number = min(person.numbers)
        who = Identifier.objects.get(value=number, retired_at=None).person
        visits = {stay.pk: stay.visit for stay in Stay.objects.filter(person=who).order_by("pk")}
        cases = Case.objects.filter(person=who, status__in=OPEN_CASES).count()
        assert cases == len(person.numbers & KNOWN.keys()), "no open case is left behind"
        tasks = Task.objects.filter(person=who, status__in=OPEN_TASKS).order_by("pk")
        asked = [(task.kind, visits.get(task.focus_key or task.pk, "")) for task in tasks]
        single = [one for one in asked if one[0] != "duplicate-case"]
        assert len(single) == len(set(single)), "nothing is asked twice"
        return set(asked)


def _same(expected: object, found: object) -> None:
    if expected != found:
        raise AssertionError(f"The model says\n{expected}\nand here is\n{found}")


def _as_shown(person: PersonOf) -> PersonOf:
    """What the model has as messages write it, as the product shows it."""
    return replace(
        person,
        name=" ".join(reversed(person.name.split("^"))),
        born=_day(person.born),
        died=_day(person.died),
        gender={"F": "female", "M": "male", "": ""}[person.gender],
    )


def _day(written: str) -> str:
    return f"{written[:4]}-{written[4:6]}-{written[6:]}" if written else ""


def machine_of(house: House) -> type[Adt]:
    """The machine, beginning in this house."""
    return type("AdtOf", (Adt,), {"house": house})
