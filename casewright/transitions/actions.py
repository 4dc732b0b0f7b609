"""What is done in this room: hear what happened, and let promises follow from it."""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.chart.actions import follow_merge
from casewright.clocks.actions import start_clock
from casewright.clocks.models import Clock
from casewright.clocks.rules import calendar_for
from casewright.foundation.errors import Refused
from casewright.foundation.moments import organization_zone
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import Team, User
from casewright.security.queries import intake_team
from casewright.tasks.actions import (
    Promise,
    cancel_task,
    hand_over_task,
    move_due,
    open_task,
    pause_task,
    resume_task,
)
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.tasks.states import TaskStatus
from casewright.transitions.access import HEAR, HEAR_FEED, TAKE_UP
from casewright.transitions.facts import StayFact
from casewright.transitions.models import Feed, Stay, StayEvent
from casewright.transitions.rules import (
    Asked,
    Circumstances,
    Destination,
    StayView,
    Told,
    asked_of,
    destination_of,
    stay_from,
)
from casewright.transitions.rules.follow_up import FOLLOW_UP, FOLLOWED, OPENS_WITHIN

SOURCE = "transitions.stay"
HEARD_AT_MOST_EVERY = timedelta(minutes=1)
# A stay admitted so soon after another's end is its readmission (30 days) [C, PCR].
READMISSION = timedelta(days=30)


@action
def hear_event(*, by: User, person: Person, fact: StayFact, at: datetime) -> Stay:
    """Keep one thing said about a stay, and let everything that follows from it follow.

    Heard in any order, late or twice, the same events end in the same stay and promises.
    """
    demand(by, HEAR, person)
    stay, _ = Stay.objects.select_for_update().get_or_create(
        source=fact.source, visit=fact.visit, defaults={"person": person, "heard_at": at}
    )
    if stay.person_id != person.pk:
        raise Refused("This visit number is another person's. Nothing was changed.")
    if StayEvent.objects.filter(stay=stay, source_key=fact.source_key).exists():
        return stay
    said = {key: value for key, value in asdict(_told(fact)).items() if value}
    StayEvent.objects.create(
        stay=stay,
        kind=fact.kind,
        occurred_at=fact.occurred_at,
        recorded_at=fact.recorded_at,
        heard_at=at,
        source_key=fact.source_key,
        where=fact.where,
        said={k: v.isoformat() if isinstance(v, datetime) else v for k, v in said.items()},
    )
    view = stay_from(_events_of(stay))
    _show(stay, view, at)
    _settle(by, stay.person, at)
    record(by, "transitions.heard", stay, kind=fact.kind)
    return stay


@action
def hear_death(*, by: User, person: Person, at: datetime) -> None:
    """Somebody died: calls and visits to them end, and one person speaks with the family."""
    demand(by, HEAR, person)
    _settle(by, person, at)
    record(by, "transitions.death_heard", person)


@action
def hear_feed(
    *, by: User, sender: str, at: datetime, title: str = "", usual_minutes: int | None = None
) -> Feed:
    """Note that a sender was heard, so that its silence is noticed."""
    demand(by, HEAR_FEED, None)
    feed = Feed.objects.filter(sender=sender).first()
    if feed is None:
        feed = Feed.objects.create(
            sender=sender, title=title, last_heard_at=at, usual_minutes=usual_minutes or 240
        )
        record(by, "transitions.feed_known", feed)
        return feed
    if at - feed.last_heard_at >= HEARD_AT_MOST_EVERY or title or usual_minutes:
        feed.last_heard_at = max(at, feed.last_heard_at)
        feed.title = title or feed.title
        feed.usual_minutes = usual_minutes or feed.usual_minutes
        feed.save(update_fields=["last_heard_at", "title", "usual_minutes"])
        record(by, "transitions.feed_heard", feed)
    return feed


@action
def take_up(*, by: User, person: Person, case: Case, at: datetime) -> int:
    """Give a person's promises that wait in the intake queue to the case opened for them."""
    demand(by, TAKE_UP, person)
    waiting = Task.objects.filter(
        person=person, owner_team__is_intake=True, status__in=OPEN_TASKS
    ).order_by("due_at", "pk")
    taken = 0
    for task in waiting:
        hand_over_task(by=by, task=task, to=_keeper(case), at=at)
        Task.objects.filter(pk=task.pk).update(case=case)
        taken += 1
    _settle(by, person, at)
    record(by, "transitions.taken_up", case, promises=taken)
    return taken


@action
def join_people(*, by: User, kept: Person, gone: Person, at: datetime) -> None:
    """Let the stays, cases and promises of a record that was joined to another follow it."""
    demand(by, HEAR, kept)
    follow_merge(by=by, kept=kept, gone=gone)
    Stay.objects.filter(person=gone).update(person=kept)
    Task.objects.filter(person=gone).update(person=kept)
    programs = Case.objects.filter(person=kept, status__in=OPEN).values("program")
    Case.objects.filter(person=gone).exclude(status__in=OPEN, program__in=programs).update(
        person=kept
    )
    _settle(by, kept, at)
    record(by, "transitions.joined", kept, gone=str(gone.pk))


def _told(fact: StayFact) -> Told:
    return Told(
        kind=fact.kind,
        occurred_at=fact.occurred_at,
        recorded_at=fact.recorded_at,
        source_key=fact.source_key,
        stay_class=fact.stay_class,
        where=fact.where,
        reason=fact.reason[:250],
        disposition=fact.disposition[:20],
        discharged_to=fact.discharged_to[:120],
        facility_name=fact.facility_name[:200],
        admitted_at=fact.admitted_at,
        discharged_at=fact.discharged_at,
    )


MOMENTS = ("occurred_at", "recorded_at", "admitted_at", "discharged_at")


def _events_of(stay: Stay) -> list[Told]:
    told = []
    for said in StayEvent.objects.filter(stay=stay).values_list("said", flat=True):
        values: dict[str, Any] = {
            k: datetime.fromisoformat(v) if k in MOMENTS else v for k, v in said.items()
        }
        told.append(Told(**values))
    return told


def _show(stay: Stay, view: StayView, at: datetime) -> None:
    """Write the stay as it now stands."""
    stay.stay_class = view.stay_class
    stay.admitted_at, stay.discharged_at = view.admitted_at, view.discharged_at
    stay.cancelled, stay.reason = view.cancelled, view.reason
    stay.disposition, stay.discharged_to = view.disposition, view.discharged_to
    stay.facility_name = view.facility_name
    stay.places = [
        {
            "where": place.where,
            "from": place.start.isoformat(),
            "to": place.end.isoformat() if place.end else None,
            "by_transfer": place.by_transfer,
        }
        for place in view.places
    ]
    stay.heard_at, stay.version = at, stay.version + 1
    stay.index_stay = _index_of(stay)
    stay.save()


def _index_of(stay: Stay) -> Stay | None:
    """The stay that this one is a readmission of: ended at most thirty days before."""
    if stay.admitted_at is None or stay.stay_class not in FOLLOWED:
        return None
    return (
        Stay.objects.filter(
            person=stay.person_id,
            cancelled=False,
            stay_class__in=FOLLOWED,
            discharged_at__lte=stay.admitted_at,
            discharged_at__gte=stay.admitted_at - READMISSION,
        )
        .exclude(pk=stay.pk)
        .order_by("-discharged_at", "pk")
        .first()
    )


def _view(stay: Stay) -> StayView:
    return StayView(
        stay_class=stay.stay_class,
        admitted_at=stay.admitted_at,
        discharged_at=stay.discharged_at,
        cancelled=stay.cancelled,
        reason=stay.reason,
        disposition=stay.disposition,
        discharged_to=stay.discharged_to,
        facility_name=stay.facility_name,
    )


def _settle(by: User, person: Person, at: datetime) -> None:
    """Make the promises about a person's recent stays be those that the stays ask for.

    Looks at the whole, so that it does not matter which event came last.
    """
    stays = list(
        Stay.objects.filter(person=person, heard_at__isnull=False)
        .exclude(discharged_at__lt=at - 2 * OPENS_WITHIN)
        .order_by("admitted_at", "pk")
    )
    tasks = list(
        Task.objects.filter(person=person, source=SOURCE)
        .select_related("clock__rule", "person", "case")
        .order_by("opened_at", "pk")
    )
    if not stays and not tasks and person.died_on is None:
        return
    case = (
        Case.objects.filter(person=person, status__in=OPEN)
        .select_related("manager", "team")
        .order_by("opened_at", "pk")
        .first()
    )
    died = person.died_on is not None or any(
        destination_of(stay.disposition) == Destination.DIED and stay.discharged_at
        for stay in stays
    )
    inside = _inside(stays, at) if not died else None
    for stay in stays:
        around = Circumstances(
            now=at,
            has_case=case is not None,
            acuity=case.acuity if case else 0,
            died=died,
            in_hospital_again=inside is not None and inside.pk != stay.pk,
            home_again_later=_home_later(stay, stays),
        )
        mine = [task for task in tasks if task.focus_key == stay.pk]
        _settle_stay(by, stay, mine, asked_of(_view(stay), around), case, at)
    _pause_and_resume(by, person, inside, at)
    if died:
        _after_death(by, person, case, at)


def _inside(stays: list[Stay], at: datetime) -> Stay | None:
    """The stay the person is in now; one open for months is history that nobody closed."""
    now_in = [s for s in stays if s.stay_class in FOLLOWED and _view(s).is_in and s.admitted_at]
    recent = [s for s in now_in if s.admitted_at and at - s.admitted_at <= 6 * OPENS_WITHIN]
    return recent[-1] if recent else None


def _home_later(stay: Stay, stays: list[Stay]) -> bool:
    """A later discharge starts its own clocks and replaces this one's (FUH: the readmission
    within thirty days replaces the index discharge)."""
    return stay.discharged_at is not None and any(
        other.pk != stay.pk
        and not other.cancelled
        and other.stay_class in FOLLOWED
        and other.discharged_at is not None
        and other.discharged_at > stay.discharged_at
        and other.admitted_at is not None
        and other.admitted_at >= stay.discharged_at
        for other in stays
    )


def _settle_stay(
    by: User,
    stay: Stay,
    tasks: list[Task],
    asked: list[Asked],
    case: Case | None,
    at: datetime,
) -> None:
    wanted = {one.kind: one for one in asked}
    for task in tasks:
        if task.status in OPEN_TASKS and task.kind not in wanted:
            cancel_task(by=by, task=task, reason=_why_no_more(stay, task), at=at)
    visit_due: datetime | None = None
    for one in asked:
        latest = next((t for t in reversed(tasks) if t.kind == one.kind), None)
        if latest is None or _may_ask_again(latest):
            task = _open(by, stay, one, case, visit_due, at)
        else:
            task = _follow_moment(by, latest, one, visit_due, at)
        if one.kind == "after-discharge-visit":
            visit_due = task.due_at


def _may_ask_again(task: Task) -> bool:
    """Only what a feed itself took back is asked again; what a person settled stays settled."""
    return (
        task.status == TaskStatus.CANCELLED
        and task.closed_by is not None
        and task.closed_by.kind == "service"
    )


def _open(
    by: User,
    stay: Stay,
    one: Asked,
    case: Case | None,
    visit_due: datetime | None,
    at: datetime,
) -> Task:
    clock, due_at = _due(by, stay.person, one, visit_due, at)
    owner = _keeper(case) if case else intake_team()
    return open_task(
        by=by,
        person=stay.person,
        case=case,
        owner=owner,
        clock=clock,
        at=at,
        promise=Promise(
            title=one.title,
            why=one.why[:500],
            due_at=due_at,
            kind=one.kind,
            nature=one.nature,
            act=one.act,
            tag=_tag(one, stay),
            source=SOURCE,
            focus_type="transitions.Stay",
            focus_key=stay.pk,
        ),
    )


def _keeper(case: Case) -> User | Team:
    """Who keeps a case's promises: its manager, or its team where the manager has left."""
    return case.manager if case.manager and case.manager.is_active else case.team


def _follow_moment(
    by: User, task: Task, one: Asked, visit_due: datetime | None, at: datetime
) -> Task:
    """A corrected moment moves the clock of a promise that is still open."""
    started = task.clock.started_at if task.clock else None
    if task.status in OPEN_TASKS and one.rule and started != one.start:
        clock, due_at = _due(by, task.person, one, visit_due, at)
        return move_due(by=by, task=task, due_at=due_at, clock=clock, at=at)
    return task


def _due(
    by: User, person: Person | None, one: Asked, visit_due: datetime | None, at: datetime
) -> tuple[Clock | None, datetime]:
    start = one.start or at
    if not one.rule:
        return None, _end_of_next_business_day(max(start, at))
    clock = start_clock(by=by, rule=one.rule, started_at=start, person=person)
    if one.kind == "compare-medicines" and visit_due is not None:
        # Medicines are compared no later than the day of the visit (TCM) [B aapc].
        return clock, min(clock.due_at, visit_due)
    return clock, clock.due_at


def _end_of_next_business_day(start: datetime) -> datetime:
    """The house's own practice where no rule says: five in the afternoon of the next one."""
    zone, calendar = organization_zone(), calendar_for(settings.HOLIDAYS)
    day = start.astimezone(zone).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(17), tzinfo=zone)


def _tag(one: Asked, stay: Stay) -> str:
    return "Back in hospital" if one.kind == "call-ward" and stay.index_stay_id else one.tag


def _why_no_more(stay: Stay, task: Task) -> str:
    if stay.cancelled:
        return "The hospital took the admission back."
    if task.kind == "call-ward" and stay.discharged_at:
        return "The stay has ended."
    if stay.discharged_at is None:
        return "The hospital took the discharge back."
    return "Another stay or move has taken its place."


def _pause_and_resume(by: User, person: Person, inside: Stay | None, at: datetime) -> None:
    """While somebody is in hospital, visits and an earlier stay's follow-up make no sense."""
    tasks = Task.objects.filter(person=person, status__in=OPEN_TASKS).select_related("person")
    for task in tasks.order_by("due_at", "pk"):
        waits = inside is not None and (
            task.act == "visit" or (task.kind in FOLLOW_UP and task.focus_key != inside.pk)
        )
        if waits and task.status != TaskStatus.ON_HOLD:
            pause_task(by=by, task=task, reason=IN_HOSPITAL, at=at)
        elif not waits and task.paused_reason == IN_HOSPITAL:
            resume_task(by=by, task=task, at=at)


IN_HOSPITAL = "In hospital: goes on when the stay ends."


def _after_death(by: User, person: Person, case: Case | None, at: datetime) -> None:
    """Nobody calls a family to ask for the person who died; one colleague speaks with them."""
    for task in Task.objects.filter(
        person=person, status__in=OPEN_TASKS, act__in=["call", "visit"]
    ).exclude(kind="after-death"):
        cancel_task(by=by, task=task, reason="The person has died.", at=at)
    if case is None or Task.objects.filter(focus_key=person.pk, kind="after-death").exists():
        return
    open_task(
        by=by,
        person=person,
        case=case,
        owner=_keeper(case),
        at=at,
        promise=Promise(
            title="Speak with the family, and close what is open",
            why="The hospital says that this person has died. Ask what the family needs.",
            due_at=_end_of_next_business_day(at),
            kind="after-death",
            nature="safety",
            tag="Has died",
            source=SOURCE,
            focus_type="people.Person",
            focus_key=person.pk,
        ),
    )
