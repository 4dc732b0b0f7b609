"""Timed work of this room: clocks that ran out are noted, and promises are brought to mind."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from casewright.clocks.rules import calendar_for
from casewright.foundation.jobs import timed
from casewright.foundation.moments import organization_zone
from casewright.security.actions import ensure_service
from casewright.security.models import Membership, Team, User
from casewright.tasks import rules
from casewright.tasks.actions.reminding import end_reminder, remind
from casewright.tasks.actions.running_out import note_ran_out, ran_out
from casewright.tasks.models import Nature, Reminder, ReminderEnd, ReminderKind, Task
from casewright.tasks.states import CLOSED, LIVE

# What is left is taken at the next turn, so that nobody who works waits for this.
MOST_AT_ONCE = 500
DAY = timedelta(days=1)
# Of promises alike in all else the acuity of the case does not settle which is brought to mind.
USUAL_ACUITY = 2
Asked = tuple[ReminderKind, Task, User | Team]


@timed(every=timedelta(minutes=5))
def note_clocks_that_ran_out(at: datetime) -> int:
    """Write into the history of each open promise whose clock ended that it did, once."""
    late = ran_out(Task.objects.order_by("due_at", "pk"), at)[:MOST_AT_ONCE]
    if not (tasks := list(late)):
        return 0
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    return sum(note_ran_out(by=clockwork, task=task, at=at) for task in tasks)


@timed(every=timedelta(minutes=5))
def keep_reminders(at: datetime) -> int:
    """Bring to mind what is near, and what is late and untouched; end what is over."""
    here = rules.present(at, zone=organization_zone(), calendar=calendar_for(settings.HOLIDAYS))
    over, near, late = list(_over(at)), list(_near(here)), list(_late(here))
    if not (over or near or late):
        return 0
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    did = sum(end_reminder(by=clockwork, reminder=one, why=why, at=at) for one, why in over)
    asked = [(ReminderKind.NEAR, *each) for each in near]
    asked += [(ReminderKind.LATE, *each) for each in late]
    for kind, task, to in _one_a_day(asked, here.today)[:MOST_AT_ONCE]:
        did += remind(by=clockwork, task=task, kind=kind, to=to, day=here.today, at=at) is not None
    return did


def _one_a_day(asked: list[Asked], today: date) -> list[Asked]:
    """Of several about one person the first for each who is reminded, and none where there was one
    today. The tables hold the same; here nobody is asked in vain every few minutes."""
    told = Reminder.objects.filter(day=today, person_key__isnull=False)
    seen = {
        (person, user or team, kind if team else "")
        for person, user, team, kind in told.values_list("person_key", "to_user", "to_team", "kind")
    }
    kept = []
    for kind, task, to in asked:
        one = (task.person_id, to.pk, kind if isinstance(to, Team) else "")
        if task.person_id is None or one not in seen:
            seen.add(one)
            kept.append((kind, task, to))
    return kept


def _waiting(kind: ReminderKind, at: datetime) -> QuerySet[Task]:
    """Promises to be kept now of which nobody was reminded yet, with the end they have."""
    told = Reminder.objects.filter(task=OuterRef("pk"), kind=kind, due_at=OuterRef("due_at"))
    return Task.objects.filter(
        Q(hidden_until=None) | Q(hidden_until__lte=at), ~Exists(told), status__in=LIVE
    ).select_related("owner_user", "owner_team", "case__team")


def _near(here: rules.Present) -> Iterator[tuple[Task, User | Team]]:
    """What is near, the most pressing first, with whoever keeps it."""
    found = _waiting(ReminderKind.NEAR, here.at).filter(
        nature__in=[Nature.CLOCK, Nature.SAFETY, Nature.PROMISE],
        due_at__gte=here.at,
        due_at__lt=max(here.at_once, here.tomorrow),
    )
    placed = []
    for task in found.order_by("due_at", "pk"):
        standing = _standing(task)
        if rules.is_near(standing, here) and not rules.is_in_hand(_hands(task), here):
            placed.append((rules.tier_in(standing, here), task.due_at, str(task.pk), task))
    for *_, task in sorted(placed, key=lambda each: each[:3]):
        owner = task.owner_team or task.owner_user
        if owner is not None and (isinstance(owner, Team) or owner.is_active):
            yield task, owner


def _hands(task: Task) -> tuple[datetime | None, ...]:
    """When somebody last had it in hand; whoever makes a promise to themselves has it in mind."""
    is_own = task.opened_by_id == task.owner_user_id
    return (task.touched_at, task.opened_at if is_own else None)


def _standing(task: Task) -> rules.Standing:
    return rules.Standing(
        nature=task.nature,
        due_at=task.due_at,
        has_time=task.has_time,
        pinned=False,
        acuity=USUAL_ACUITY,
        last_contact_at=None,
        in_queue=False,
        touched_at=task.touched_at,
        opened_at=task.opened_at,
        act=task.act,
    )


def _late(here: rules.Present) -> Iterator[tuple[Task, User | Team]]:
    """What is late by a business day and untouched since, with the team of its supervisor."""
    found = _waiting(ReminderKind.LATE, here.at).filter(
        Q(touched_at=None) | Q(touched_at__lte=F("due_at")), due_at__lt=here.at - DAY
    )
    tasks = [
        task
        for task in found.order_by("due_at", "pk")
        if rules.is_neglected(task.due_at, task.touched_at, here)
    ]
    teams = _teams_of([task.owner_user_id for task in tasks if task.owner_user_id], here.at)
    for task in tasks:
        team = task.case.team if task.case else task.owner_team
        if team is None and task.owner_user_id is not None:
            team = teams.get(task.owner_user_id)
        if team is not None:
            yield task, team


def _teams_of(users: list[UUID], at: datetime) -> dict[UUID, Team]:
    """The team each of these has been on for longest."""
    found = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), user__in=set(users), starts_at__lte=at
    ).select_related("team")
    return {one.user_id: one.team for one in found.order_by("-starts_at", "-pk")}


def _over(at: datetime) -> Iterator[tuple[Reminder, ReminderEnd]]:
    """Reminders whose promise ended, changed hands, or has another end now, with the reason."""
    user_left = Q(to_user__isnull=False) & ~Q(task__owner_user=F("to_user"))
    team_left = Q(to_team__isnull=False) & ~Q(task__owner_team=F("to_team"))
    near, late = Q(kind=ReminderKind.NEAR), Q(kind=ReminderKind.LATE)
    reasons = {
        ReminderEnd.CLOSED: Q(task__status__in=CLOSED),
        ReminderEnd.MOVED: ~Q(task__due_at=F("due_at")),
        ReminderEnd.GIVEN_ON: near & (user_left | team_left),
        ReminderEnd.PASSED: near & Q(due_at__lt=at),
        ReminderEnd.TOUCHED: late & Q(task__touched_at__gt=F("due_at")),
    }
    seen: set[UUID] = set()
    for why, is_so in reasons.items():
        for reminder in Reminder.objects.filter(is_so, ended_at=None).order_by("pk"):
            if reminder.pk not in seen:
                seen.add(reminder.pk)
                yield reminder, why
