"""The statement that reads what stands beside the rows of Today."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, JSONObject

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.cases.states import CaseStatus
from casewright.contacts.models import SPOKE, Contact
from casewright.foundation.among import among
from casewright.foundation.moments import local, organization_zone
from casewright.foundation.prepared import DAY, KEYS, MOMENT, Parts
from casewright.security.models import (
    Cover,
    Kind,
    Membership,
    Relation,
    RelationKind,
    RolePermit,
    User,
)
from casewright.security.standing import beside_at
from casewright.tasks.access import SEE_TEAM
from casewright.tasks.models import (
    Digest,
    DigestKind,
    ReadMark,
    Reminder,
    ReminderKind,
    SavedFilter,
    TaskEvent,
)
from casewright.tasks.queries import SPEAKS
from casewright.tasks.states import OPEN
from casewright.transitions.models import EventKind, Feed, StayEvent

# Whoever was away longer reads on in the stories themselves.
MOST_CHANGES = 60
NIGHT_LIST = "desk.night_list_written"
TOLD_OF_STAYS = (
    *(EventKind.ADMIT, EventKind.REGISTER, EventKind.TRANSFER, EventKind.DISCHARGE),
    *(EventKind.CANCEL_ADMIT, EventKind.CANCEL_TRANSFER, EventKind.CANCEL_DISCHARGE),
)


def day_begins(at: datetime) -> datetime:
    """The first instant of the organization's day."""
    return datetime.combine(local(at).date(), time.min, tzinfo=organization_zone()).astimezone(UTC)


def quiet_days(
    spoke_at: datetime | None, opened_at: datetime, every: int, at: datetime
) -> int | None:
    """How many days nobody has spoken with somebody, where that is longer than their case allows;
    whoever was never spoken with has waited since the case was opened."""
    days = (local(at).date() - local(spoke_at or opened_at).date()).days
    return days if days > every else None


def in_force() -> Q:
    """What has begun and has not ended at the moment of the statement."""
    return Q(Q(ends_at=None) | Q(ends_at__gt=MOMENT), starts_at__lte=MOMENT)


def _away() -> QuerySet[Cover, Any]:
    return Cover.objects.filter(
        covering=KEYS["viewer"], starts_at__lte=MOMENT, ends_at__gt=MOMENT
    ).values("away")


def _beside(field: str) -> QuerySet[Relation]:
    return beside_at("viewer").filter(person_key=OuterRef(field))


def my_people() -> QuerySet[Relation, Any]:
    """The keys of those whom the viewer, or whoever they cover for, looks after by name: a team
    alone does not make somebody one's own."""
    viewer = KEYS["viewer"]
    whose = Q(user=viewer) | among("user", _away())
    kinds = [RelationKind.MANAGER, RelationKind.CARE_TEAM]
    return Relation.objects.filter(whose, in_force(), kind__in=kinds).values("person_key")


def caseload() -> QuerySet[Case]:
    """The cases that the viewer, or whoever they cover for, manages now."""
    whose = Q(manager=KEYS["viewer"]) | among("manager", _away())
    return spoken_with(Case.objects.filter(whose, Exists(_beside("person_id"))))


def spoken_with(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the cases that are worked on, with when somebody last spoke with the person."""
    spoke = Contact.objects.filter(person=OuterRef("person"), reached__in=SPOKE)
    last = Subquery(spoke.order_by("-started_at").values("started_at")[:1])
    return cases.filter(status=CaseStatus.ACTIVE).annotate(spoke_at=last).order_by()


def _with_since() -> QuerySet[Any, Any]:
    """The viewer, with the moment from which on something is news: since they were last seen before
    today, or read what there was, whichever is later. The day of the statement is when they were
    last seen."""
    moment = DateTimeField()
    left = Value(DAY, moment)
    read = ReadMark.objects.filter(user=OuterRef("pk")).values("upto")
    found: QuerySet[Any, Any] = User.objects.filter(pk=KEYS["viewer"]).annotate(
        since=Greatest(left, Coalesce(Subquery(read), left, output_field=moment))
    )
    return found


def seen_parts() -> Parts:
    """When the viewer was last here before a day: a list that was written for them at night does
    not say that they were."""
    name = User.objects.filter(pk=KEYS["viewer"]).values("username")
    seen = Entry.objects.filter(actor=Subquery(name), at__lt=DAY).exclude(event=NIGHT_LIST)
    seen = seen.order_by("-number")
    return [seen.values_list("at")[:1]], ""


def beside_parts() -> Parts:
    """One part for each; all have the same two columns."""
    viewer = KEYS["viewer"]
    held = Relation.objects.filter(in_force(), user=OuterRef("away"), kind=RelationKind.MANAGER)
    people = held.order_by().values("user").annotate(n=Count("person_key", distinct=True))
    covers = Cover.objects.filter(covering=viewer, starts_at__lte=MOMENT, ends_at__gt=MOMENT)
    return [
        _part(
            covers.annotate(people=Subquery(people.values("n"))),
            "cover",
            "ends_at",
            "people",
            name="away__full_name",
        ),
        _part(Feed.objects.all(), "feed", "sender", "title", "last_heard_at", "usual_minutes"),
        _part(
            SavedFilter.objects.filter(user=viewer),
            "filter",
            *("name", "show", "tier", "kind", "tag", "within", "words"),
            key="pk",
        ),
        _part(_with_since(), "left", "since"),
        _part(caseload(), "caseload", "opened_at", "spoke_at", every="contact_every_days"),
        *_changed(),
    ], ""


def _changed() -> list[QuerySet[Any, Any]]:
    """News of stays, promises given or moved by others, and notes that others signed."""
    viewer, news = KEYS["viewer"], Subquery(_with_since().values_list("since"))
    stays = StayEvent.objects.filter(
        among("stay__person", my_people()), heard_at__gt=news, kind__in=TOLD_OF_STAYS
    )
    seen = Q(task__person=None) | Exists(_beside("task__person_id"))
    tasks = TaskEvent.objects.filter(
        Q(what__in=["handed_over", "due_moved"]) | Q(what="opened", by__kind=Kind.STAFF),
        seen,
        ~Q(by=viewer),
        task__owner_user=viewer,
        task__status__in=OPEN,
        at__gt=news,
    )
    notes = Contact.objects.filter(
        ~Q(author=viewer), among("person", my_people()), signed_at__gt=news
    )
    told = _reminders().filter(made_at__gt=news).order_by().values("kind")
    return [
        _part(told.annotate(n=Count("pk"), at=Max("made_at")), "reminder", "kind", "n", "at"),
        _part(
            stays.order_by("-heard_at")[:MOST_CHANGES],
            "stay",
            *("kind", "occurred_at"),
            at="heard_at",
            person="stay__person_id",
            name="stay__person__display_name",
            where="stay__facility_name",
            about="stay_id",
            stay_class="stay__stay_class",
        ),
        _part(
            tasks.order_by("-at")[:MOST_CHANGES],
            "task",
            *("what", "note", "at"),
            person="task__person_id",
            name="task__person__display_name",
            title="task__title",
            nature="task__nature",
            due_at="task__due_at",
            about="task_id",
            by_name="by__full_name",
        ),
        _part(
            notes.order_by("-signed_at")[:MOST_CHANGES],
            "note",
            *("kind", "reached", "next_step"),
            at="signed_at",
            person="person_id",
            name="person__display_name",
            about="pk",
            by_name="author__full_name",
        ),
    ]


def _reminders() -> QuerySet[Reminder]:
    """What is being brought to the viewer's mind: near of their own, of those they cover and of
    their queues; late of their teams, where they supervise (`tasks.queries.reminded`). What is near
    already stands in a digest that was written since, and is no news any more."""
    viewer = KEYS["viewer"]
    teams = Membership.objects.filter(in_force(), user=viewer).values("team")
    supervises = RolePermit.objects.filter(role__holders=viewer, permit=SEE_TEAM)
    mine = Q(to_user=viewer) | among("to_user", _away())
    is_near = Q(kind=ReminderKind.NEAR)
    theirs = is_near | Exists(supervises)
    told = Digest.objects.filter(user=viewer, kind=DigestKind.DAY, made_at__gte=OuterRef("made_at"))
    seen = Q(task__person=None) | Exists(_beside("task__person_id"))
    found = Reminder.objects.filter(mine | (theirs & among("to_team", teams)), SPEAKS, seen)
    return found.exclude(is_near & Q(Exists(told)))


def _part(found: QuerySet[Any, Any], part: str, *columns: str, **named: str) -> QuerySet[Any, Any]:
    said = JSONObject(**{name: F(name) for name in columns}, **{k: F(v) for k, v in named.items()})
    rows: QuerySet[Any, Any] = found.annotate(part=Value(part), says=said).values_list(
        "part", "says"
    )
    return rows
