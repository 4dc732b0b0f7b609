"""A small house full of records: five people served, of whom each persona knows some or none."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.db import models
from django.test import Client

from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.chart.models import EVERYTHING, Attachment, Document
from casewright.contacts.models import Addendum, Contact, Draft, Join
from casewright.hl7.models import Message, PriorNumber, Settlement, Wait
from casewright.people.facts import LanguageFact
from casewright.people.models import (
    Apart,
    ContactPoint,
    Coverage,
    Identifier,
    Kin,
    Merge,
    Person,
    PersonName,
    SearchKey,
    Statement,
    Summary,
)
from casewright.people.rules import search_keys
from casewright.security.actions import add_team, add_user, arrange_cover, leave_team
from casewright.security.models import Cover, Relation, Team, User
from casewright.tasks.models import Digest, DigestChoice, Reminder, SavedFilter, Task, TaskEvent
from casewright.transitions.models import Stay, StayEvent
from casewright.worklog.models import WorkEntry
from conftest import NOW, Staff
from tests.authorization.words import Words

M = TypeVar("M", bound=models.Model)
DAY = timedelta(days=1)

# As whom one comes: ten ways, and what each is to the people of the North team.
PERSONAS = (
    *("signed out", "stranger", "teammate", "manager", "covering", "removed", "supervisor"),
    *("health worker", "privacy officer", "administrator"),
)


@dataclass
class Served:
    """One person served, with a record of every kind; `drafts` holds what their manager writes."""

    person: Person
    words: Words
    drafts: Words
    manager: User
    keys: dict[str, Any] = field(default_factory=dict)


@dataclass
class House:
    """Everybody, signed in and at their screen."""

    screens: dict[str, Client]
    users: dict[str, User]
    rosa: Served
    walter: Served
    others: list[Served]

    @property
    def everybody(self) -> list[Served]:
        return [self.rosa, self.walter, *self.others]


def personal_texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a model that hold what somebody wrote or is called."""
    personal: frozenset[str] = model.PERSONAL  # type: ignore[attr-defined]  # the house's own
    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [
        column
        for column in model._meta.concrete_fields
        if column.name in personal and isinstance(column, texts) and not column.choices
    ]


def make(model: type[M], words: Words, **given: Any) -> M:
    """A row of a model with a word of its own in every personal text that is not given."""
    for column in personal_texts(model):
        given.setdefault(column.name, words())
    row = model(**given)
    row.save(force_insert=True)
    return row


def build(staff: Staff) -> House:
    """Rosa is the North's, Walter the South's, three more are nobody's here; all are signed in."""
    east = add_team(by=staff.ada, name="East")
    west = add_team(by=staff.ada, name="West")

    def join(name: str, team: Team, role: str = "case_manager") -> User:
        return add_user(
            by=staff.ada,
            username=name,
            full_name=name.title(),
            roles=[role],
            teams=[team],
            password=None,
            at=NOW - DAY,
        )

    cora, rem, eve = join("cora", west), join("rem", staff.north), join("eve", east)
    chu = join("chu", staff.north, "community_health_worker")
    arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=cora,
        starts_at=NOW - DAY,
        ends_at=NOW + DAY,
        reason="Thanksgiving",
    )
    users = {
        "stranger": staff.bo,
        "teammate": staff.tess,
        "manager": staff.amara,
        "covering": cora,
        "removed": rem,
        "supervisor": staff.carmen,
        "health worker": chu,
        "privacy officer": staff.dev,
        "administrator": staff.ada,
    }
    house = House(
        screens={"signed out": Client()},
        users=users,
        rosa=fill("ros", staff.north, staff.amara),
        walter=fill("wal", staff.south, staff.bo),
        others=[fill(whose, east, eve) for whose in ("han", "iri", "jun")],
    )
    Cover.objects.filter(pk=house.rosa.keys["cover"]).update(covering=chu)
    for persona, user in users.items():
        house.screens[persona] = Client()
        house.screens[persona].force_login(user)
    leave_team(by=staff.ada, user=rem, team=staff.north, at=NOW)
    return house


def fill(whose: str, team: Team, manager: User) -> Served:
    """Somebody served by a team, with every kind of record there is about anybody."""
    words, drafts = Words(whose), Words(f"d{whose[:2]}")
    person = make(
        Person,
        words,
        birth_date=date(1948, 5, 2),
        languages=[asdict(LanguageFact(code="es", name=words(), interpreter=True))],
        registered_at=NOW - 90 * DAY,
        told_at={},
    )
    served = Served(person, words, drafts, manager)
    _belongings(person, words, manager)
    case = _case(served, team)
    statement = Statement.objects.filter(person=person, kind="watch").get()
    served.keys = {"person": person.pk, "case": case.pk, "statement": statement.pk}
    _promises(served, case)
    _notes(served, case)
    _hospital(person, words, manager)
    served.keys |= _messages(whose, manager)
    served.keys["filter"] = make(SavedFilter, words, user=manager, made_at=NOW).pk
    served.keys["digest"] = _digest(served)
    served.keys["merge"] = Merge.objects.get(kept=person).pk
    served.keys["cover"] = Cover.objects.create(
        away=manager, starts_at=NOW - DAY, ends_at=NOW + DAY, reason="Leave"
    ).pk
    served.keys["file"] = Attachment.objects.get(document__person=person).pk
    return served


def _digest(served: Served) -> Any:
    """What their manager was told this morning: keys, as the house keeps them."""
    task = Task.objects.get(pk=served.keys["task"])
    line = {"task": str(task.pk), "part": "today", "tier": 6, "due": task.due_at.isoformat()}
    told = [("person", served.person.pk), ("task", task.pk)]
    news = [{"what": "Note", "opens": o, "key": str(k), "at": NOW.isoformat()} for o, k in told]
    counts = {"due": 1, "clock": 0, "late": 0, "today": 1, "soon": 0, "changes": 2}
    counts |= {"waiting": 0, "quiet": 0, "covered": 1}
    covered = [{"name": served.words(), "people": 1, "until": "Thursday"}]
    holds = {"counts": counts, "lines": [line], "changes": news, "covered": covered, "silent": []}
    if not DigestChoice.objects.filter(user=served.manager).exists():
        make(DigestChoice, served.words, user=served.manager)
    return Digest.objects.create(
        user=served.manager,
        kind="day",
        day=NOW.date() - timedelta(days=Digest.objects.count()),
        made_at=NOW,
        holds=holds,
    ).pk


def _messages(whose: str, manager: User) -> dict[str, Any]:
    """A message that waits, about nobody yet, and one that a colleague set aside. All of the house
    share the birth date, so that each may be whom it is about."""
    keys: dict[str, Any] = {}
    for number, (name, fate) in enumerate((("message", "unmatched"), ("settled", "ignored"))):
        mrn = f"{whose.upper()}{number}"
        head = f"MSH|^~\\&|ADT|MERCY|CW|HV|20261124||ADT^A28|{mrn}|P|2.5.1\rEVN|A28|20261124\r"
        message = Message.objects.create(
            sender="MERCY",
            control_id=mrn,
            event="A28",
            digest=uuid4().hex,
            raw=f"{head}PID|1||{mrn}^^^MERCY^MR||Fresh||19480502\r".encode(),
            received_at=NOW,
            fate=fate,
            reason="Nobody here has the number of this message.",
        )
        keys[name] = message.pk
    Settlement.objects.create(
        message_id=keys["settled"],
        deed="set_aside",
        by=manager,
        at=NOW,
        reason="Not ours",
        said={"fate": "unmatched", "reason": "Nobody known"},
    )
    return keys


def _belongings(person: Person, words: Words, manager: User) -> None:
    make(PersonName, words, person=person)
    make(PersonName, words, person=person, use="nickname")
    make(Identifier, words, person=person, system="ST-BRIGID")
    for channel in ("phone", "post", "email"):
        make(ContactPoint, words, person=person, channel=channel)
    make(Kin, words, person=person, is_carer=True)
    make(Coverage, words, person=person)
    for kind in ("matters", "watch"):
        make(Statement, words, person=person, kind=kind, said_on=NOW.date())
    make(Summary, words, person=person, version=1, author=manager, written_at=NOW)
    twin = make(Person, words, merged_into=person, registered_at=NOW, languages=[])
    one, other = sorted((person, twin), key=lambda each: each.pk)
    make(Apart, words, one=one, other=other, said_at=NOW, said_by=manager)
    make(
        Merge,
        words,
        kept=person,
        gone=twin,
        merged_at=NOW,
        source="MERCY",
        changes={"was": words()},
    )
    said = {name for row in PersonName.objects.filter(person=person) for name in row.given.split()}
    number = Identifier.objects.get(person=person).value
    keys = search_keys([*said, person.called], person.birth_date, [], [number])
    SearchKey.objects.bulk_create(SearchKey(person=person, key=key) for key in keys)


def _case(served: Served, team: Team) -> Case:
    case = make(
        Case,
        served.words,
        person=served.person,
        team=team,
        manager=served.manager,
        status="active",
        opened_at=NOW - 60 * DAY,
        acuity=3,
    )
    make(StatusEntry, served.words, case=case, became="active", at=NOW, by=served.manager)
    make(TeamPlace, served.words, case=case, user=served.manager, outside_name="", starts_at=NOW)
    make(TeamPlace, served.words, case=case, starts_at=NOW)
    for place in ({"user": served.manager, "kind": "manager"}, {"team": team, "kind": "team"}):
        make(
            Relation,
            served.words,
            person_key=served.person.pk,
            reason_key=case.pk,
            starts_at=NOW - 60 * DAY,
            **place,
        )
    return case


def _promises(served: Served, case: Case) -> None:
    common = {
        "person": served.person,
        "case": case,
        "opened_at": NOW - DAY,
        "opened_by": served.manager,
        "due_at": NOW + timedelta(hours=1),
    }
    words = served.words
    mine = make(Task, words, owner_user=served.manager, waiting_on="", **common)
    queued = make(Task, words, owner_team=case.team, **common)
    make(Task, words, owner_user=served.manager, status="on-hold", paused_at=NOW, **common)
    closed = {"status": "completed", "closed_at": NOW, "closed_by": served.manager}
    make(Task, words, owner_user=served.manager, **common, **closed)
    make(
        TaskEvent,
        words,
        task=mine,
        what="pinned",
        at=NOW,
        by=served.manager,
        before={"pinned_reason": words(), "version": 1},
    )
    for kind, task, to in (
        ("near", mine, {"to_user": served.manager}),
        ("late", queued, {"to_team": case.team}),
    ):
        Reminder.objects.create(
            task=task,
            kind=kind,
            person_key=served.person.pk,
            day=NOW.date(),
            due_at=task.due_at,
            made_at=NOW,
            **to,
        )
    served.keys |= {"task": mine.pk, "queued": queued.pk}


def _notes(served: Served, case: Case) -> None:
    contact = make(
        Contact,
        served.words,
        person=served.person,
        case=case,
        author=served.manager,
        kind="call",
        reached="other",
        started_at=NOW - DAY,
        signed_at=NOW - DAY,
        minutes=5,
    )
    before = make(
        Contact,
        served.words,
        person=served.person,
        case=case,
        author=served.manager,
        kind="call",
        reached="other",
        started_at=NOW - DAY,
        signed_at=NOW - DAY,
    )
    make(
        Join,
        served.words,
        contact=before,
        to=contact,
        at=NOW - DAY,
        ended_at=NOW - DAY,
    )
    make(Addendum, served.words, contact=contact, author=served.manager, at=NOW)
    make(
        Draft,
        served.drafts,
        author=served.manager,
        person=served.person,
        written={"text": served.drafts(), "next_step": served.drafts()},
        started_at=NOW,
        updated_at=NOW,
    )
    WorkEntry.objects.create(
        worker=served.manager,
        person=served.person,
        case=case,
        kind="with_person",
        starts_at=NOW - DAY - timedelta(minutes=Words.given),
        ends_at=NOW - DAY - timedelta(minutes=Words.given - 1),
    )
    kin = Kin.objects.get(person=served.person)
    served.keys |= {"contact": contact.pk, "just_before": before.pk, "kin": kin.pk}


def _hospital(person: Person, words: Words, manager: User) -> None:
    stay = make(
        Stay,
        words,
        person=person,
        source="ST-BRIGID",
        stay_class="IMP",
        admitted_at=NOW - 3 * DAY,
        places=[{"where": words(), "from": (NOW - DAY).isoformat(), "to": None}],
        announced={"discharge": (NOW + DAY).isoformat(), "was": words()},
        heard_at=NOW,
    )
    make(
        StayEvent,
        words,
        stay=stay,
        kind="admit",
        occurred_at=NOW - 3 * DAY,
        recorded_at=NOW,
        heard_at=NOW,
        source_key=f"hl7:{uuid4()}",
        said={"kind": "admit", "reason": words()},
    )
    for model in EVERYTHING:
        make(
            model,
            words,
            person=person,
            source="ST-BRIGID",
            source_key=str(uuid4()),
            received_at=NOW,
            **{
                name: [[words(), "1", ""]] for name in ("parts", "stations") if hasattr(model, name)
            },
        )
    make(
        Attachment,
        words,
        document=Document.objects.get(person=person),
        content=words().encode(),
    )
    make(
        Message,
        words,
        person=person,
        sender="ST-BRIGID",
        control_id=str(uuid4()),
        digest=uuid4().hex,
        raw=f"PID|1||{words()}".encode(),
        received_at=NOW,
    )
    message = Message.objects.get(person=person)
    make(Wait, words, message=message, system="ST-BRIGID")
    make(PriorNumber, words, system="ST-BRIGID")
    make(
        Settlement,
        words,
        message=message,
        deed="matched",
        by=manager,
        at=NOW,
        person=person,
        said={"reason": words()},
    )
