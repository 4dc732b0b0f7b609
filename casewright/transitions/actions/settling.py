"""Settling: a person's open promises are made to be those that all their recent stays ask for."""

from datetime import datetime, timedelta

from django.db.models import Q

from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.foundation.prepared import PreparedRecords
from casewright.people.models import Person
from casewright.security.models import User
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.actions.promises import (
    SOURCE,
    after_death,
    death_unsaid,
    pause_and_resume,
    settle_stay,
)
from casewright.transitions.actions.stay import KEY, STAYS_OF, view_of
from casewright.transitions.models import Stay
from casewright.transitions.rules import Circumstances, Destination, asked_of, destination_of
from casewright.transitions.rules.follow_up import FOLLOWED, OPENS_WITHIN

# A stay admitted so soon after another's end is its readmission (30 days) [C, PCR].
READMISSION = timedelta(days=30)
TASKS_OF: PreparedRecords[Task] = PreparedRecords(
    lambda: (
        Task.objects.filter(Q(source=SOURCE) | Q(status__in=OPEN_TASKS), person=KEY)
        .select_related("clock__rule", "person", "case")
        .order_by("opened_at", "pk")
    )
)
CASES_OF: PreparedRecords[Case] = PreparedRecords(
    lambda: (
        Case.objects.filter(person=KEY, status__in=OPEN)
        .select_related("manager", "team")
        .order_by("opened_at", "pk")
    )
)


def settle(by: User, person: Person, at: datetime, *, about: Stay | None = None) -> None:
    """Make the promises about a person's recent stays be those that the stays ask for.

    Looks at the whole, so that it does not matter which event came last. `about` is the stay that
    was just heard of, whatever its class.
    """
    still_asks = at - 2 * OPENS_WITHIN
    heard = about.pk if about else person.pk
    every = STAYS_OF.records(person=person.pk, viewer=heard, moment=still_asks)
    _link_readmissions(every)
    stays = [one for one in every if not one.discharged_at or one.discharged_at >= still_asks]
    theirs = TASKS_OF.records(person=person.pk)
    tasks = [task for task in theirs if task.source == SOURCE]
    if not stays and not tasks and person.died_on is None:
        return
    case = next(iter(CASES_OF.records(person=person.pk)), None)
    died = person.died_on is not None or any(
        destination_of(stay.disposition) == Destination.DIED
        for stay in stays
        if stay.discharged_at and not stay.cancelled
    )
    inside = _inside(stays, at) if not died else None
    is_asked = False
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
        asked = asked_of(view_of(stay), around)
        is_asked = is_asked or bool(asked)
        settle_stay(by, stay, mine, asked, case, at)
    if is_asked or any(task.status in OPEN_TASKS for task in theirs):
        pause_and_resume(by, person, inside, at)
    if died:
        after_death(by, person, case, at)
    else:
        death_unsaid(by, tasks, at)


def _inside(stays: list[Stay], at: datetime) -> Stay | None:
    """The stay the person is in now; one open for months is history that nobody closed."""
    now_in = [s for s in stays if s.stay_class in FOLLOWED and view_of(s).is_in and s.admitted_at]
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


def _link_readmissions(stays: list[Stay]) -> None:
    """Link each stay to the one it is a readmission of, whichever of the two was heard of first."""
    for stay in stays:
        index = _index_of(stay, stays)
        if stay.index_stay_id != (index.pk if index else None):
            stay.index_stay = index
            stay.save(update_fields=["index_stay"])


def _index_of(stay: Stay, stays: list[Stay]) -> Stay | None:
    """The followed stay that ended last, at most thirty days before this one began."""
    if stay.admitted_at is None or stay.cancelled or stay.stay_class not in FOLLOWED:
        return None
    ended = [
        (other.discharged_at, str(other.pk), other)
        for other in stays
        if other.pk != stay.pk
        and not other.cancelled
        and other.stay_class in FOLLOWED
        and other.discharged_at is not None
        and stay.admitted_at - READMISSION <= other.discharged_at <= stay.admitted_at
    ]
    return max(ended)[2] if ended else None
