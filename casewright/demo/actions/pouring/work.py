"""What is done for somebody: the case and its team, promises with their clocks, notes, minutes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from casewright.cases.actions import FINISH_NOTES
from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.cases.states import CaseStatus
from casewright.clocks.models import Clock
from casewright.contacts.models import Addendum, Contact, Draft
from casewright.demo.actions.pouring.rows import Rows
from casewright.demo.rules.lives import (
    Drafted,
    Episode,
    Happening,
    Joined,
    Life,
    Moved,
    Promised,
    Spoke,
)
from casewright.people.models import Person
from casewright.security.models import Relation, RelationKind, Team, User
from casewright.tasks.models import Task, TaskEvent
from casewright.tasks.states import TaskStatus
from casewright.worklog.models import WorkEntry
from casewright.worklog.rules import span_ending

CASE_MANAGER = "Case manager"
# How a contact of each kind usually happens.
CHANNELS = {"call": "phone", "visit": "in_person", "message": "text", "meeting": "in_person"}


def pour_case(rows: Rows, life: Life, person: Person) -> Case | None:
    """The case with its history and its team, and everything that was done in it."""
    case = _case(rows, life, life.episode, person) if life.episode else None
    for happening in life.in_order:
        _pour(happening, rows, person, case)
    return case


def _case(rows: Rows, life: Life, episode: Episode, person: Person) -> Case:
    house = rows.house
    manager, team = house.user(episode.manager), house.teams[episode.team]
    ended = next((one for one in life.happenings if isinstance(one, Moved)), None)
    case = rows.add(
        Case(
            person=person,
            program=episode.program,
            status=ended.to if ended else CaseStatus.ACTIVE,
            manager=manager,
            team=team,
            acuity=episode.acuity,
            summary=episode.summary,
            contact_every_days=episode.contact_every_days,
            opened_at=episode.opened_at,
            closed_at=ended.at if ended else None,
        )
    )
    _history(rows, case, episode, ended)
    place = rows.add(
        TeamPlace(case=case, user=manager, role=CASE_MANAGER, starts_at=episode.opened_at)
    )
    until = ended.at + FINISH_NOTES if ended else None
    _relate(rows, person, RelationKind.TEAM, episode.opened_at, team, case.pk, until)
    _relate(
        rows, person, RelationKind.MANAGER, episode.opened_at, manager, case.pk, until, place.role
    )
    return case


def _history(rows: Rows, case: Case, episode: Episode, ended: Moved | None) -> None:
    intake = rows.house.user("intake")
    rows.add(
        StatusEntry(
            case=case,
            became=CaseStatus.ACTIVE,
            at=episode.opened_at,
            by=intake,
            reason=episode.reason,
        )
    )
    if ended:
        by = rows.house.user(ended.by)
        rows.add(
            StatusEntry(
                case=case,
                was=CaseStatus.ACTIVE,
                became=ended.to,
                at=ended.at,
                by=by,
                reason=ended.reason,
            )
        )


def _relate(
    rows: Rows,
    person: Person,
    kind: str,
    at: datetime,
    who: User | Team,
    reason_key: UUID,
    until: datetime | None = None,
    role: str = "",
) -> None:
    """Set a user or a team beside a person, as the deeds that this writes would have."""
    rows.add(
        Relation(
            person_key=person.pk,
            user=who if isinstance(who, User) else None,
            team=who if isinstance(who, Team) else None,
            kind=kind,
            role=role,
            reason_key=reason_key,
            starts_at=at,
            ends_at=until,
        )
    )


def _pour(happening: Happening, rows: Rows, person: Person, case: Case | None) -> None:
    """Statements and messages are written elsewhere; the end of a case stands in the case."""
    match happening:
        case Joined():
            _join(happening, rows, person, case)
        case Promised():
            _promise(happening, rows, person, case)
        case Spoke():
            _speak(happening, rows, person, case)
        case Drafted():
            _draft(happening, rows, person)


def _join(joined: Joined, rows: Rows, person: Person, case: Case | None) -> None:
    user = rows.house.user(joined.user) if joined.user else None
    place = rows.add(
        TeamPlace(
            case=case,
            user=user,
            outside_name=joined.outside_name,
            outside_phone=joined.outside_phone,
            role=joined.role,
            starts_at=joined.at,
        )
    )
    if user:
        _relate(rows, person, RelationKind.CARE_TEAM, joined.at, user, place.pk, role=joined.role)


def _promise(promised: Promised, rows: Rows, person: Person, case: Case | None) -> None:
    by = rows.house.user(promised.by)
    owner = rows.house.owner(promised.owner) or by
    clock = _clock(rows, promised, person)
    task = rows.add(
        Task(
            person=person,
            case=case,
            title=promised.title,
            why=promised.why,
            tag=promised.tag,
            kind=promised.kind,
            nature=promised.nature,
            act=promised.act,
            owner_user=owner if isinstance(owner, User) else None,
            owner_team=owner if isinstance(owner, Team) else None,
            due_at=clock.due_at if clock else promised.due_at,
            has_time=promised.has_time,
            clock=clock,
            hidden_until=promised.hidden_until,
            waiting_on=promised.waiting_on,
            pinned_at=promised.at if promised.pinned else None,
            pinned_reason=promised.pinned,
            opened_at=promised.at,
            opened_by=by,
            gives_place=isinstance(owner, Team),
            **_standing(promised, by),
        )
    )
    if isinstance(owner, Team):
        _relate(rows, person, RelationKind.QUEUE, promised.at, owner, task.pk, role=promised.kind)
    rows.add(TaskEvent(task=task, what="opened", at=promised.at, by=by, note=promised.noted))
    if task.status != TaskStatus.REQUESTED:
        what = {TaskStatus.ON_HOLD: "paused"}.get(TaskStatus(task.status), "done")
        before = {"status": TaskStatus.REQUESTED, "why": promised.why}
        rows.add(TaskEvent(task=task, what=what, at=promised.at, by=by, before=before))


def _standing(promised: Promised, by: User) -> dict[str, Any]:
    """Whether a promise is open, paused or done."""
    if promised.paused:
        return {
            "status": TaskStatus.ON_HOLD,
            "paused_at": promised.at,
            "paused_reason": promised.paused,
        }
    if promised.done:
        return {
            "status": TaskStatus.COMPLETED,
            "closed_at": promised.due_at,
            "closed_by": by,
            "closed_reason": promised.done,
        }
    return {}


def _clock(rows: Rows, promised: Promised, person: Person) -> Clock | None:
    if not promised.rule:
        return None
    started_at = promised.started_at or promised.at
    ends = rows.due(promised.rule, started_at)
    return rows.add(
        Clock(
            rule=rows.rules[promised.rule],
            person=person,
            started_at=started_at,
            computed_due_at=ends.moment,
            due_at=ends.moment,
            opens_at=ends.opens_at,
            explained=ends.explained,
        )
    )


def _speak(spoke: Spoke, rows: Rows, person: Person, case: Case | None) -> None:
    author = rows.house.user(spoke.by)
    ends_at = spoke.at + timedelta(minutes=spoke.minutes)
    contact = rows.add(
        Contact(
            person=person,
            case=case,
            author=author,
            kind=spoke.kind,
            channel=spoke.channel or CHANNELS[spoke.kind],
            reached=spoke.reached,
            reached_name=spoke.reached_name,
            started_at=spoke.at,
            minutes=spoke.minutes,
            time_kind=spoke.time_kind,
            text=spoke.text,
            next_step=spoke.next_step,
            signed_at=ends_at,
        )
    )
    if spoke.added:
        rows.add(
            Addendum(
                contact=contact,
                author=author,
                text=spoke.added,
                strikes=spoke.struck,
                at=ends_at,
            )
        )
    if spoke.minutes:
        start, end = span_ending(ends_at, spoke.minutes)
        rows.add(
            WorkEntry(
                worker=author,
                person=person,
                case=case,
                kind=spoke.time_kind,
                starts_at=start,
                ends_at=end,
                source_key=contact.pk,
            )
        )


def _draft(drafted: Drafted, rows: Rows, person: Person) -> None:
    rows.add(
        Draft(
            author=rows.house.user(drafted.by),
            person=person,
            written={"kind": "visit", "text": drafted.text},
            started_at=drafted.at,
            updated_at=drafted.at,
        )
    )
