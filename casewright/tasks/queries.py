"""What people look at in this room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from casewright.foundation.moments import now
from casewright.security.gate import holds
from casewright.security.models import Kind, Membership, User
from casewright.security.standing import beside, standing
from casewright.tasks.access import SEE_TEAM
from casewright.tasks.models import Digest, DigestChoice, Reminder, ReminderKind, Task
from casewright.tasks.states import CLOSED, LIVE, OPEN, TaskStatus

# A rule that most people wave away within this time is shown to whoever answers for it.
SHARE_OVER = timedelta(days=30)
# A reminder speaks as long as its promise is to be kept by the moment it speaks of: whatever ends
# that ends it at once, and the next turn of timed work notes the end.
SPEAKS = Q(ended_at=None, task__status__in=LIVE, task__due_at=F("due_at"))
MOST_DIGESTS = 60
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


def reminded(*, viewer: User, kind: ReminderKind, since: datetime | None = None) -> QuerySet[Task]:
    """The promises that are being brought to the viewer's mind: what is near of their own, of those
    they cover and of their queues; or, for whoever supervises, what is late and untouched. `since`
    leaves out what was brought up by then."""
    here = standing(viewer)
    if kind == ReminderKind.NEAR:
        whose = Q(to_user__in=[viewer.pk, *here.covered]) | Q(to_team__in=here.teams)
    else:
        whose = Q(to_team__in=here.teams if holds(viewer, SEE_TEAM) else ())
    speaks = Reminder.objects.filter(SPEAKS, whose, task=OuterRef("pk"), kind=kind)
    if since is not None:
        speaks = speaks.filter(made_at__gt=since)
    return Task.objects.filter(
        Exists(speaks), Q(person=None) | Q(beside(viewer, "person_id"))
    ).order_by("due_at", "pk")


def digests(*, viewer: User) -> QuerySet[Digest]:
    """The viewer's own digests, the newest first."""
    return Digest.objects.filter(user=viewer).order_by("-made_at", "kind", "pk")[:MOST_DIGESTS]


def digest_choice(*, viewer: User) -> DigestChoice:
    """How the viewer wants their digest; what everybody gets where they chose nothing."""
    return DigestChoice.objects.filter(user=viewer).first() or DigestChoice(user=viewer)


@dataclass(frozen=True)
class Share:
    """Of what a rule asked for and somebody settled within thirty days, how much was acted on."""

    kind: str
    settled: int
    acted_on: int

    @property
    def percent(self) -> int:
        """In whole percent, rounded down."""
        return self.acted_on * 100 // self.settled

    @property
    def is_to_mend(self) -> bool:
        """Most of those who were asked did not need it: the rule wants mending, or dropping."""
        return self.acted_on * 2 < self.settled


def acted_on(*, viewer: User, at: datetime) -> list[Share]:  # noqa: ARG001 - counts of kinds name nobody
    """For each kind of promise that a rule opens, how many of those settled in the last thirty days
    were kept; the others were marked as not needed. What a feed itself took back is not counted."""
    settled = Task.objects.filter(
        opened_by__kind=Kind.SERVICE,
        closed_by__kind=Kind.STAFF,
        closed_at__gt=at - SHARE_OVER,
        closed_at__lte=at,
        status__in=CLOSED,
    )
    counted = settled.values("kind").annotate(
        settled=Count("pk"), acted_on=Count("pk", filter=Q(status=TaskStatus.COMPLETED))
    )
    return [Share(**row) for row in counted.order_by("kind")]
