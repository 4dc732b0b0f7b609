"""What people do in this room: open a case, move it on, hand it over, make up its team."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from casewright.audit.actions import action, record
from casewright.cases.access import CHANGE_CASE, NAME_OUTSIDE, OPEN_CASE
from casewright.cases.models import Case, StatusEntry, TeamPlace
from casewright.cases.states import CASE_MOVES, CLOSED, OPEN, CaseStatus
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.texts import check_fit
from casewright.people.models import Person
from casewright.security.actions import relate, unrelate
from casewright.security.gate import demand
from casewright.security.models import Kind, RelationKind, Team, User

# After a case closes its people may still read and add to it while they finish their notes.
FINISH_NOTES = timedelta(days=30)


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
    program = program.strip()
    if not program:
        raise Refused("Write the name of the program.")
    check_fit(Case, program=program, summary=summary)
    check_fit(StatusEntry, reason=reason)
    _check_none_open(person.pk, program)
    if manager:
        _check_here(manager)
    status = CaseStatus.ACTIVE if manager else CaseStatus.PLANNED
    case = Case(
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
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        # Somebody opened the same in this very moment: theirs stands, and this is told so.
        _check_none_open(person.pk, program)
        raise
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
    check_fit(StatusEntry, reason=reason)
    _lock(case, {"status": to}, version)
    CASE_MOVES.check(case.status, to)
    if to in (CaseStatus.ACTIVE, CaseStatus.ON_HOLD) and case.manager_id is None:
        raise Refused("An active case needs a manager. Choose who looks after this person first.")
    was, case.status = case.status, to
    opens_again = was == CaseStatus.FINISHED
    if opens_again:
        _check_none_open(case.person_id, case.program)
    case.closed_at = at if to in CLOSED else None
    case.version += 1
    case.save(update_fields=["status", "closed_at", "version"])
    StatusEntry.objects.create(case=case, was=was, became=to, at=at, by=by, reason=reason)
    if to in CLOSED:
        _end_places(by, case, at + FINISH_NOTES)
    elif opens_again:
        _relate_again(by, case, at)
    record(by, "cases.moved", case, was=was, became=to)
    return case


@action
def hand_over_case(
    *, by: User, case: Case, to: User, reason: str, at: datetime, version: int | None = None
) -> Case:
    """Make a colleague the manager; the one before keeps the right to finish their notes."""
    demand(by, CHANGE_CASE, case)
    _check_here(to)
    check_fit(StatusEntry, reason=reason)
    _lock(case, {"manager": str(to.pk)}, version)
    _check_open(case)
    if case.manager_id == to.pk:
        raise Refused("This colleague manages the case already.")
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
        unrelate(by=by, reason_key=case.pk, at=at + FINISH_NOTES, kinds=[RelationKind.MANAGER])
    for place in TeamPlace.objects.filter(case=case, user=to, ends_at=None).order_by("pk"):
        _end_place(by, place, at)
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
    demand(by, CHANGE_CASE if user else NAME_OUTSIDE, case)
    check_fit(
        TeamPlace,
        role=role,
        outside_name=outside_name,
        outside_phone=outside_phone,
        source=source,
    )
    _check_open(case)
    if user is not None:
        _check_here(user)
        if TeamPlace.objects.filter(case=case, user=user, ends_at=None).exists():
            raise Refused("This colleague is on the care team already.")
    elif not outside_name.strip():
        raise Refused("Write the name of whoever joins the team.")
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
    if place.ends_at is not None:
        raise Refused("This place on the team has ended already.")
    if place.user_id is not None and place.user_id == place.case.manager_id:
        raise Refused("The manager leaves the team by handing the case over.")
    _end_place(by, place, at)
    record(by, "cases.team_left", place)


def _end_place(by: User, place: TeamPlace, at: datetime) -> None:
    place.ends_at = at
    place.save(update_fields=["ends_at"])
    unrelate(by=by, reason_key=place.pk, at=at)


def _lock(case: Case, yours: dict[str, str], version: int | None) -> None:
    """Read the case as it is kept and hold it; refuse who saw an older one."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update())
    if version is not None and case.version != version:
        kept = {"status": case.status, "manager": str(case.manager_id or "")}
        raise Conflict(theirs={name: kept[name] for name in yours}, yours=yours)


def _check_here(user: User) -> None:
    if not user.is_active or user.kind == Kind.SERVICE:
        raise Refused("This colleague has left. Choose somebody who is here.")


def _check_open(case: Case) -> None:
    if case.status in CLOSED:
        raise Refused("This case is closed. Open it again first.")


def _check_none_open(person_key: UUID, program: str) -> None:
    if Case.objects.filter(person=person_key, program=program, status__in=OPEN).exists():
        raise Refused(f"There is an open case in {program} already.")


def _end_places(by: User, case: Case, at: datetime) -> None:
    """What the case had opened to anybody ends: its team, its manager, its care team."""
    unrelate(by=by, reason_key=case.pk, at=at)
    for key in _open_places(case).values_list("pk", flat=True):
        unrelate(by=by, reason_key=key, at=at)


def _open_places(case: Case) -> QuerySet[TeamPlace]:
    return TeamPlace.objects.filter(case=case, user__isnull=False, ends_at=None).order_by("pk")


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
    """A case opened again gives its team and whoever is still on its care team their places back.

    Who has left since is left out; the team hands the case over to somebody who is here.
    """
    relate(
        by=by,
        person_key=case.person_id,
        kind=RelationKind.TEAM,
        at=at,
        team=case.team,
        reason_key=case.pk,
    )
    for place in _open_places(case).filter(user__is_active=True).select_related("user"):
        manages = place.user_id == case.manager_id
        relate(
            by=by,
            person_key=case.person_id,
            kind=RelationKind.MANAGER if manages else RelationKind.CARE_TEAM,
            at=at,
            user=place.user,
            reason_key=case.pk if manages else place.pk,
            role=place.role,
        )
