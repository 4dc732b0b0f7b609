"""Drawing the people between the stories from the texts of `stories/neighbors.toml`.

Drawn from one seed, so that every demo has the same neighbors; their dates follow the almanac.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from casewright.demo.rules.almanac import Almanac, born
from casewright.demo.rules.lives import (
    Episode,
    Finding,
    Happening,
    Heard,
    Life,
    Moved,
    Promised,
    Said,
    Settled,
    Spoke,
    Visit,
    messages_of,
)
from casewright.people.facts import (
    CoverageFact,
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)

SEED = "harbor valley"
NUMBERS_OF_A_BRANCH = 10_000
FIRST_SLOT = time(8, 30)
SLOTS_A_DAY = 16
SLOT = timedelta(minutes=30)
MEDICARE_AGE = 65
# Facilities that admit, with the start of the numbers they give.
HOSPITALS = (("STBRIGID", "SB"), ("VALLEYMEM", "VM"))
# Three of four who are in hospital at some time go to the larger one.
LARGER = 0.75
# How many contacts lie between the opening of a case and today, or its end.
CONTACTS_OF_ACTIVE, CONTACTS_OF_CLOSED = (6, 12), (3, 6)
HAD_A_STAY = 0.3
ANSWERED = 0.85


@dataclass(frozen=True)
class Caseload:
    """How many neighbors one case manager has, and how many of each kind of row are in sight."""

    manager: str
    team: str
    active: int
    closed: int
    due_today: int = 0
    late: int = 0
    ahead: int = 0
    clock: int = 0
    home_lately: int = 0
    in_hospital: int = 0
    # Colleagues beside the case manager, each with the number of people they do something for.
    helped: Mapping[str, int] = field(default_factory=dict)

    @property
    def helpers(self) -> list[str]:
        """The helper of each person who has one, in order."""
        return [name for name, times in self.helped.items() for _ in range(times)]

    @property
    def rows(self) -> list[str]:
        """The kind of row of each active neighbor, in order."""
        kinds = ("due_today", "late", "ahead", "clock", "home_lately", "in_hospital")
        seen = [kind for kind in kinds for _ in range(getattr(self, kind))]
        return seen + ["later"] * (self.active - len(seen))


@dataclass
class Diary:
    """Which half hours of whose days are taken: nobody makes two calls at once."""

    almanac: Almanac
    taken: dict[tuple[str, date], int] = field(default_factory=dict)

    def slot(self, worker: str, day: date) -> datetime:
        """The next free half hour of a worker, on that business day or one before it."""
        if not self.almanac.calendar.is_working_day(day) or day >= self.almanac.today:
            day = self.almanac.business_day(min(day, self.almanac.today), -1)
        while self.taken.get((worker, day), 0) >= SLOTS_A_DAY:
            day = self.almanac.business_day(day, -1)
        number = self.taken.get((worker, day), 0)
        self.taken[worker, day] = number + 1
        return self.almanac.at(day, FIRST_SLOT) + number * SLOT


class Neighborhood:
    """Draws neighbors, one after the other; those of another branch are others."""

    def __init__(self, texts: Mapping[str, Any], almanac: Almanac, branch: int = 1) -> None:
        self.texts = texts
        self.almanac = almanac
        self.diary = Diary(almanac)
        self.draw = Random(f"{SEED} {branch}")  # noqa: S311 - it draws, and guards nothing
        self.numbers = count(branch * NUMBERS_OF_A_BRANCH)
        self.names: set[tuple[str, str]] = set()

    def of(self, caseload: Caseload) -> Iterator[Life]:
        """A case manager's neighbors: first those whose case is open."""
        helpers = caseload.helpers
        for row in caseload.rows:
            helper = helpers.pop() if row == "later" and helpers else ""
            yield _Neighbor(self, caseload).active(row, helper)
        for _ in range(caseload.closed):
            yield _Neighbor(self, caseload).closed()

    def name(self, gender: str) -> tuple[str, str]:
        """A given and a family name that no other neighbor has."""
        while True:
            pair = (
                self.draw.choice(self.texts[f"given_{gender}"]),
                self.draw.choice(self.texts["family"]),
            )
            if pair not in self.names:
                self.names.add(pair)
                return pair


class _Neighbor:
    """One neighbor while being drawn."""

    def __init__(self, around: Neighborhood, caseload: Caseload) -> None:
        self.around, self.caseload = around, caseload
        self.draw, self.almanac = around.draw, around.almanac
        self.number = next(around.numbers)
        self.theme: Mapping[str, Any] = self.draw.choice(around.texts["themes"])
        self.gender = self.theme.get("only") or self.draw.choice(["female", "male"])
        self.given, self.family = around.name(self.gender)
        self.age = self.draw.randint(*self.theme["ages"])
        self.kin = self._kin()
        self.hospital, self.prefix = HOSPITALS[0 if self.draw.random() < LARGER else 1]
        self.acuity = self.draw.choice([1, 2, 2, 2, 3, 3])
        self.happenings: list[Happening] = []

    def active(self, row: str, helper: str) -> Life:
        """One whose case is open, with a row of this kind, and one of a helper's if named."""
        opened = self._days_ago(self.draw.randint(45, 430))
        self._contacts(opened, self.almanac.today, CONTACTS_OF_ACTIVE)
        if row == "home_lately":
            self._stay(self.draw.randint(5, 20), nights=self.draw.randint(2, 4))
        elif row == "in_hospital":
            self._in_hospital()
        elif self.draw.random() < HAD_A_STAY:
            days = (self.almanac.today - opened.date()).days
            self._stay(self.draw.randint(25, days - 5) + 5, nights=self.draw.randint(1, 6))
        self.happenings.append(self._promise(row))
        if helper:
            self.happenings.append(self._help(helper))
        return self._life(opened)

    def closed(self) -> Life:
        """One whose case is finished, with the reason."""
        ended = self._days_ago(self.draw.randint(20, 300))
        opened = self._days_ago(
            (self.almanac.today - ended.date()).days + self.draw.randint(50, 210)
        )
        self._contacts(opened, ended.date() - timedelta(days=7), CONTACTS_OF_CLOSED)
        if self.draw.random() < HAD_A_STAY:
            days_ago = (self.almanac.today - ended.date()).days
            self._stay(days_ago + self.draw.randint(20, 40), nights=self.draw.randint(1, 6))
        reasons = [*self.around.texts["finished"], self.around.texts["declined"]]
        self.happenings.append(
            Moved(ended, self.caseload.manager, "finished", self.draw.choice(reasons))
        )
        return self._life(opened)

    def _life(self, opened: datetime) -> Life:
        first = min(one.at for one in self.happenings if not isinstance(one, Heard))
        opened = min(opened, first - timedelta(hours=1))
        known = self.almanac.at(self.almanac.business_day(opened.date(), -1), time(9, 15))
        return Life(
            key=f"neighbor-{self.number}",
            facts=self._facts(),
            known_at=known,
            known_from=self.draw.choice(self.around.texts["known_from"]),
            episode=Episode(
                program=self.theme["program"],
                team=self.caseload.team,
                manager=self.caseload.manager,
                opened_at=opened,
                summary=self._text(self.draw.choice(self.theme["summaries"])),
                acuity=self.acuity,
                contact_every_days=self.draw.choice([14, 30, 30, 60]),
            ),
            happenings=tuple(self.happenings),
            findings=tuple(self._findings()),
        )

    def _facts(self) -> PersonFacts:
        texts = self.around.texts
        birthday = f"{self.draw.randint(1, 12):02}-{self.draw.randint(1, 28):02}"
        place = f"{self.draw.randint(1, 240)} {self.draw.choice(texts['streets'])}"
        speaks = self.draw.choice(texts["languages"]) if self.draw.random() < 0.2 else None
        english = LanguageFact("en", "English", preferred=speaks is None)
        return PersonFacts(
            names=(NameFact(self.family, self.given),),
            birth_date=born(self.almanac.today, self.age, birthday),
            gender=self.gender,
            pronouns="she/her" if self.gender == "female" else "he/him",
            home_note=self.draw.choice(["", *texts["home_notes"]]),
            languages=(LanguageFact(**speaks, interpreter=True), english) if speaks else (english,),
            identifiers=(IdentifierFact(self.hospital, f"{self.prefix}-3{self.number}", "MR"),),
            points=(
                PointFact(
                    "phone",
                    self._phone(),
                    self.draw.choice(["home", "mobile"]),
                    best_time=self.draw.choice(texts["best_times"]),
                    safe_to_leave_message=self.draw.random() < ANSWERED,
                ),
                PointFact("post", f"{place}, {self.draw.choice(texts['towns'])}", "home"),
            ),
            kin=(self.kin,),
            coverages=tuple(self._coverages()),
        )

    def _kin(self) -> KinFact:
        texts, draw = self.around.texts, self.draw
        given = draw.choice(texts["given_female"] + texts["given_male"])
        family = self.family if draw.random() < 0.6 else draw.choice(texts["family"])
        return KinFact(
            full_name=f"{given} {family}",
            relationship=draw.choice(texts["kin"]),
            phone=self._phone(),
            is_carer=draw.random() < HAD_A_STAY,
            may_be_told=draw.choice(["nothing", "arrangements", "arrangements", "everything"]),
        )

    def _phone(self) -> str:
        """555-01xx belongs to nobody; the exchanges before it are given to no place either."""
        return f"({self.draw.choice([200, 300, 400, 600])}) 555-01{self.draw.randint(0, 99):02}"

    def _coverages(self) -> Iterator[CoverageFact]:
        """Medicare from 65 on; below, Medicaid or what work or the market gives."""
        payers: list[tuple[str, str]] = [
            ("Medicare", "medicare"),
            ("Silver Coast Advantage", "medicare_advantage"),
            ("Bluewater Medicare Plus", "medicare_advantage"),
            ("State Medicaid", "medicaid"),
            ("Pinecrest Community Plan", "medicaid_managed_care"),
            ("Granite Mutual", "commercial"),
            ("Harbor Trades Health Fund", "commercial"),
        ]
        old = self.age >= MEDICARE_AGE
        name, plan_type = self.draw.choice(payers[:3] if old else payers[3:])
        yield CoverageFact(
            name, plan_type, f"{name[0]}{self.number}", starts_on=self._days_ago(900).date()
        )

    def _findings(self) -> Iterator[Finding]:
        for condition in self.theme["conditions"]:
            since = self._days_ago(self.draw.randint(300, 4000))
            yield Finding("condition", system="icd10", since=since, **condition)
        for medicine in self.theme["medicines"]:
            yield Finding("medicine", medicine, since=self._days_ago(self.draw.randint(30, 900)))

    def _contacts(self, opened: datetime, until: date, how_many: tuple[int, int]) -> None:
        """Contacts spread between two days, in the manager's free half hours."""
        wanted = self.draw.randint(*how_many)
        days = max((until - opened.date()).days, wanted)
        notes = self._notes(wanted)
        for number in range(wanted):
            day = opened.date() + timedelta(days=max(1, days * (number + 1) // (wanted + 1)))
            self._contact(day, notes[number % len(notes)], is_first=number == 0)
        self._say(opened.date() + timedelta(days=2))

    def _notes(self, wanted: int) -> list[str]:
        """Notes of the theme with some that fit any, none of them twice."""
        texts = [*self.theme["notes"], *self.around.texts["notes"]]
        return self.draw.sample(texts, min(wanted, len(texts)))

    def _contact(self, day: date, text: str, *, is_first: bool) -> None:
        worker = self.caseload.manager
        at = self.around.diary.slot(worker, day)
        if not is_first and self.draw.random() > ANSWERED:
            note = self.draw.choice(self.around.texts["not_reached"])
            self.happenings.append(
                Spoke(at, worker, note, reached="no_answer", minutes=3, time_kind="arranging")
            )
            return
        is_visit = is_first or self.draw.random() < HAD_A_STAY
        spoke = Spoke(
            at,
            worker,
            self._text(text),
            kind="visit" if is_visit else "call",
            minutes=28 if is_visit else self.draw.randint(8, 25),
        )
        self.happenings.append(spoke)

    def _say(self, day: date) -> None:
        at = self.almanac.at(day, time(11))
        words = self._text(self.draw.choice(self.theme["matters"]))
        self.happenings.append(Said(at, self.caseload.manager, words))
        if self.draw.random() < HAD_A_STAY:
            watch = self._text(self.draw.choice(self.theme["watch"]))
            self.happenings.append(Said(at, self.caseload.manager, watch, kind="watch"))

    def _stay(self, days_ago: int, *, nights: int) -> None:
        """A stay that ended so many days ago, and what was done after it."""
        home = self.almanac.at(self.almanac.today - timedelta(days=days_ago), time(13, 20))
        reason = self.draw.choice(self.theme["stays"])
        visit = Visit(
            facility=self.hospital,
            number=f"{self.prefix}-V{self.number}",
            admitted_at=home - timedelta(days=nights, hours=6),
            discharged_at=home,
            where=f"{self.draw.randint(2, 6)}W^{self.draw.randint(200, 640)}^A",
            reason=reason["display"],
            code=reason["code"],
        )
        self.happenings += messages_of(visit)
        self._follow_up(home)

    def _follow_up(self, home: datetime) -> None:
        """The call on the next business day, the papers, and in the week after the rest."""
        manager, business_day = self.caseload.manager, self.almanac.business_day
        called = self.around.diary.slot(manager, business_day(home.date(), 1))
        text = f"Home since {home:%A}. Has the new prescriptions, and somebody there tonight."
        spoke = Spoke(called, manager, text, minutes=18, keeps="after-discharge-call")
        papers = Settled(
            home + timedelta(days=1, hours=2), manager, "papers", "All six parts came."
        )
        self.happenings += [spoke, papers]
        week_after = self.almanac.at(home.date() + timedelta(days=6), time(15, 40))
        if week_after < self.almanac.now:
            self.happenings += [
                Settled(week_after, manager, "after-discharge-visit", "Seen by the clinic."),
                Settled(week_after, "grace", "compare-medicines", "Compared with the bottles."),
            ]

    def _in_hospital(self) -> None:
        reason = self.draw.choice(self.theme["stays"])
        admitted = self.almanac.read(f"{self.draw.randint(12, 15)} hours ago")
        self.happenings += messages_of(
            Visit(
                facility=self.hospital,
                number=f"{self.prefix}-V{self.number}",
                admitted_at=admitted,
                where=f"{self.draw.randint(2, 6)}W^{self.draw.randint(200, 640)}^B",
                reason=reason["display"],
                code=reason["code"],
            )
        )

    def _promise(self, row: str) -> Promised:
        """The next thing to do for this person, in sight or waiting for its day."""
        title = self._text(self.draw.choice(self.theme["tasks"]))
        read, manager = self.almanac.read, self.caseload.manager
        if row == "clock":
            return Promised(
                read("20 business days ago 09:00"),
                manager,
                "Reassess, a year after the last time",
                read("in 3 business days 17:00"),
                kind="reassessment",
                nature="clock",
                rule="ncqa-reassessment",
                started_at=read("so that ncqa-reassessment ends in 3 business days, from 10:00"),
            )
        ahead = self.draw.randint(2, 6) if row == "ahead" else self.draw.randint(8, 25)
        due = {
            "due_today": "open day 17:00",
            "late": "2 business days ago 17:00",
        }.get(row, f"in {ahead} business days 12:00")
        waits = row not in ("due_today", "late", "ahead")
        return Promised(
            read("12 business days ago 16:30"),
            manager,
            title,
            read(due),
            why=self._text(self.draw.choice(self.theme["watch"])),
            act="call" if title.startswith("Call") else "do",
            hidden_until=read(f"in {ahead - 1} business days 08:00") if waits else None,
        )

    def _help(self, helper: str) -> Promised:
        """Something a community health worker or the pharmacist does for this person."""
        return Promised(
            self.almanac.read("6 business days ago 15:00"),
            self.caseload.manager,
            self.draw.choice(self.around.texts["helps"][helper]),
            self.almanac.read(self.draw.choice(["open day 17:00", "in 2 business days 12:00"])),
            owner=helper,
            why=f"Asked by {self.caseload.manager.capitalize()}.",
        )

    def _text(self, written: str) -> str:
        return written.replace("{kin}", self.kin.full_name.split(" ")[0])

    def _days_ago(self, days: int) -> datetime:
        day = self.almanac.business_day(self.almanac.today - timedelta(days=days), -1)
        return self.almanac.at(day, time(11, 30))
