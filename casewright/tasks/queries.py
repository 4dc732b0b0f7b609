"""What people look at in this room."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from casewright.foundation.moments import now
from casewright.security.models import Membership, User
from casewright.security.standing import beside, standing
from casewright.tasks.models import Task
from casewright.tasks.states import LIVE, OPEN, TaskStatus

TOGETHER = ("person", "case", "clock__rule", "owner_user", "owner_team")


def mine(*, viewer: User, at: datetime) -> QuerySet[Task]:
    """The live promises of the viewer, of those they cover, and of their teams' queues.

    What is put off stays out of sight until its moment. A promise about somebody the viewer no
    longer stands beside is not shown, whoever owns it.
    """
    here = standing(viewer)
    return (
        Task.objects.filter(
            Q(owner_user__in=[viewer.pk, *here.covered]) | Q(owner_team__in=here.teams),
            Q(hidden_until=None) | Q(hidden_until__lte=at),
            Q(person=None) | Q(beside(viewer, "person_id")),
            status__in=LIVE,
        )
        .select_related(*TOGETHER)
        .order_by("due_at", "pk")
    )


def set_aside(*, viewer: User, at: datetime) -> QuerySet[Task]:
    """What is the viewer's to keep but waits: put off, paused, or waiting on somebody."""
    here = standing(viewer)
    return (
        Task.objects.filter(
            Q(owner_user__in=[viewer.pk, *here.covered]) | Q(owner_team__in=here.teams),
            Q(hidden_until__gt=at) | Q(status=TaskStatus.ON_HOLD) | ~Q(waiting_on=""),
            Q(person=None) | Q(beside(viewer, "person_id")),
            status__in=OPEN,
        )
        .select_related(*TOGETHER)
        .order_by("due_at", "pk")
    )


def open_about(person_key: UUID, *, viewer: User) -> QuerySet[Task]:
    """Every open promise about a person, whoever owns it, the soonest first."""
    return (
        Task.objects.filter(beside(viewer, "person_id"), person=person_key, status__in=OPEN)
        .select_related(*TOGETHER)
        .order_by("due_at", "pk")
    )


def about_record(focus_key: UUID, *, viewer: User, kinds: tuple[str, ...] = ()) -> list[Task]:
    """The open promises about a record, for example a stay; of some kinds or of all."""
    tasks = Task.objects.filter(beside(viewer, "person_id"), focus_key=focus_key, status__in=OPEN)
    if kinds:
        tasks = tasks.filter(kind__in=kinds)
    return list(tasks.select_related(*TOGETHER).order_by("due_at", "pk"))


def of_my_teams(*, viewer: User) -> QuerySet[Task]:
    """Every open promise of the viewer's teams: their queues', their members', and what a member
    who has left the organization left behind."""
    teams, moment = standing(viewer).teams, now()
    ever = Membership.objects.filter(team__in=teams)
    here = ever.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)
    left_behind = Q(owner_user__in=ever.values("user"), owner_user__is_active=False)
    return (
        Task.objects.filter(
            Q(owner_team__in=teams) | Q(owner_user__in=here.values("user")) | left_behind,
            Q(person=None) | Q(beside(viewer, "person_id")),
            status__in=OPEN,
        )
        .select_related(*TOGETHER)
        .order_by("due_at", "pk")
    )
