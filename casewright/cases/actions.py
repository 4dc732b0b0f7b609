"""What people do in this room: open a case, move it on, hand it over, make up its team."""

from datetime import datetime, timedelta

from casewright.audit.actions import action, record
from casewright.cases.access import CHANGE_CASE, OPEN_CASE
from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.cases.states import CASE_MOVES, CaseStatus
from casewright.foundation.errors import Conflict, Refused
from casewright.people.models import Person
from casewright.security.actions import relate, unrelate
from casewright.security.gate import demand
from casewright.security.models import RelationKind, Team, User

# After a case closes its people may still read and add to it while they finish their notes.
DAYS_TO_FINISH_NOTES = 30


@action
def open_case(
    *,
    by: User,
    person: Person,
    program: str,
    team: Team,
    manager: User | None,
    at: datetime,
    summary: str = "",
    acuity: int = 2,
    contact_every_days: int = 30,
    reason: str = "",
) -> Case:
    """Open an episode of case management; with a manager it is active at once, else planned."""
    demand(by, OPEN_CASE, person)
    if Case.objects.filter(person=person, program=program, closed_at=None).exists():
        raise Refused(f"There is an open case in {program} already.")
    status = CaseStatus.ACTIVE if manager else CaseStatus.PLANNED
    case = Case.objects.create(
        person=person,
        program=program,
        team=team,
        manager=manager,
        status=status,
        summary=summary,
        acuity=acuity,
        contact_every_days=contact_every_days,
        opened_at=at,
    )
    StatusEntry.objects.create(case=case, became=status, at=at, by=by, reason=reason)
    relate(
        by=by,
        person_key=person.pk,
        kind=RelationKind.TEAM,
        at=at,
        team=team,
        reason_key=case.pk,
    )
    if manager:
        _give_place(by, case, manager, "Case manager", at, RelationKind.MANAGER)
    record(by, "cases.opened", case, program=program)
    return case


@action
def move_case(
    *, by: User, case: Case, to: str, reason: str, at: datetime, version: int | None = None
) -> Case:
    """Move a case to another status; the move stays in its history with who, when and why."""
    demand(by, CHANGE_CASE, case)
    now_kept = Case.objects.select_for_update().get(pk=case.pk)
    if version is not None and now_kept.version != version:
        raise Conflict(theirs={"status": now_kept.status}, yours={"status": to})
    CASE_MOVES.check(now_kept.status, to)
    if to in (CaseStatus.ACTIVE, CaseStatus.ON_HOLD) and now_kept.manager_id is None:
        raise Refused("An active case needs a manager. Choose who looks after this person first.")
    was, case.status = now_kept.status, to
    closes = to in (CaseStatus.FINISHED, CaseStatus.CANCELLED)
    case.closed_at = at if closes else None
    case.version = now_kept.version + 1
    case.save(update_fields=["status", "closed_at", "version"])
    StatusEntry.objects.create(case=case, was=was, became=to, at=at, by=by, reason=reason)
    if closes:
        unrelate(by=by, reason_key=case.pk, at=at + timedelta(days=DAYS_TO_FINISH_NOTES))
    elif was == CaseStatus.FINISHED:
        _relate_again(by, case, at)
    record(by, "cases.moved", case, was=was, became=to)
    return case


@action
def hand_over_case(*, by: User, case: Case, to: User, reason: str, at: datetime) -> Case:
    """Make a colleague the manager; the one before keeps the right to finish their notes."""
    demand(by, CHANGE_CASE, case)
    if not to.is_active:
        raise Refused("This colleague has left. Choose somebody who is here.")
    before = case.manager
    case.manager = to
    case.version += 1
    if case.status == CaseStatus.PLANNED:
        case.status = CaseStatus.ACTIVE
        StatusEntry.objects.create(
            case=case, was=CaseStatus.PLANNED, became=case.status, at=at, by=by, reason=reason
        )
    case.save(update_fields=["manager", "version", "status"])
    if before:
        TeamPlace.objects.filter(case=case, user=before, ends_at=None).update(ends_at=at)
        until = at + timedelta(days=DAYS_TO_FINISH_NOTES)
        unrelate(by=by, reason_key=case.pk, at=until, kinds=[RelationKind.MANAGER])
    TeamPlace.objects.filter(case=case, user=to, ends_at=None).update(ends_at=at)
    _give_place(by, case, to, "Case manager", at, RelationKind.MANAGER)
    record(by, "cases.handed_over", case, to=to.username)
    return case


@action
def join_team(
    *,
    by: User,
    case: Case,
    role: str,
    at: datetime,
    user: User | None = None,
    outside_name: str = "",
    outside_phone: str = "",
    source: str = "",
) -> TeamPlace:
    """Give somebody a dated place on the care team: a colleague, or a professional outside."""
    demand(by, CHANGE_CASE, case)
    if user is None:
        place = TeamPlace.objects.create(
            case=case,
            outside_name=outside_name,
            outside_phone=outside_phone,
            role=role,
            starts_at=at,
            source=source,
        )
    else:
        place = _give_place(by, case, user, role, at, RelationKind.CARE_TEAM)
    record(by, "cases.team_joined", place)
    return place


@action
def leave_care_team(*, by: User, place: TeamPlace, at: datetime) -> None:
    """End a place on a care team; what it opened is closed from this moment."""
    demand(by, CHANGE_CASE, place.case)
    place.ends_at = at
    place.save(update_fields=["ends_at"])
    unrelate(by=by, reason_key=place.pk, at=at)
    record(by, "cases.team_left", place)


def _give_place(
    by: User, case: Case, user: User, role: str, at: datetime, kind: RelationKind
) -> TeamPlace:
    place = TeamPlace.objects.create(case=case, user=user, role=role, starts_at=at)
    relate(
        by=by,
        person_key=case.person_id,
        kind=kind,
        at=at,
        user=user,
        role=role,
        reason_key=case.pk if kind == RelationKind.MANAGER else place.pk,
    )
    return place


def _relate_again(by: User, case: Case, at: datetime) -> None:
    """A case opened again gives its team and manager their places back."""
    relate(
        by=by,
        person_key=case.person_id,
        kind=RelationKind.TEAM,
        at=at,
        team=case.team,
        reason_key=case.pk,
    )
    if case.manager:
        relate(
            by=by,
            person_key=case.person_id,
            kind=RelationKind.MANAGER,
            at=at,
            user=case.manager,
            reason_key=case.pk,
            role="Case manager",
        )
