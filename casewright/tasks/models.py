"""Promises: what, for whom, by whom, by when and why, and what closed them."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from casewright.cases.models import Case
from casewright.clocks.models import Clock
from casewright.people.models import Person
from casewright.security.models import Team, User
from casewright.tasks.states import CLOSED, OPEN, TaskStatus


class Nature(models.TextChoices):
    """What kind of promise it is; with the time left it decides the tier of Today."""

    CLOCK = "clock"
    SAFETY = "safety"
    PROMISE = "promise"
    ROUTINE = "routine"
    PREPARE = "prepare"


class Act(models.TextChoices):
    """What doing it looks like: the one primary button."""

    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    MESSAGE = "message"
    DO = "do"


class DigestBy(models.TextChoices):
    """How a digest reaches somebody."""

    MAIL = "mail"
    PAGE = "page"
    OFF = "off"


# Before most people begin; each chooses their own.
FIRST_HOUR = 7


class Task(models.Model):
    """One promise (FHIR Task). It has an owner and a due moment from its first instant on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    title = models.CharField(max_length=200)
    why = models.CharField(max_length=500, blank=True)
    tag = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, default="task")
    nature = models.CharField(max_length=8, choices=Nature, default=Nature.ROUTINE)
    act = models.CharField(max_length=8, choices=Act, default=Act.DO)
    status = models.CharField(max_length=12, choices=TaskStatus, default=TaskStatus.REQUESTED)
    owner_user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    owner_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    due_at = models.DateTimeField()
    has_time = models.BooleanField(default=False)
    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    # Where the promise comes from, and the record it is about.
    source = models.CharField(max_length=80, blank=True)
    focus_type = models.CharField(max_length=60, blank=True)
    focus_key = models.UUIDField(null=True, blank=True)
    # Whether its owner stands beside the person by this promise alone.
    gives_place = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    hidden_until = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=200, blank=True)
    waiting_on = models.CharField(max_length=120, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_reason = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    touched_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_reason = models.CharField(max_length=300, blank=True)
    closed_by_type = models.CharField(max_length=60, blank=True)
    closed_by_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PERSONAL = frozenset(
        {
            "person",
            "case",
            "title",
            "why",
            "tag",
            "paused_reason",
            "waiting_on",
            "pinned_reason",
            "closed_reason",
        }
    )
    PLAIN = frozenset(
        {
            "id",
            "kind",
            "nature",
            "act",
            "status",
            "owner_user",
            "owner_team",
            "due_at",
            "has_time",
            "clock",
            "source",
            "focus_type",
            "focus_key",
            "gives_place",
            "attempts",
            "hidden_until",
            "paused_at",
            "pinned_at",
            "opened_at",
            "opened_by",
            "touched_at",
            "closed_at",
            "closed_by",
            "closed_by_type",
            "closed_by_key",
            "version",
        }
    )

    class Meta:
        constraints = [
            # `due_at` is never null, and so no task is ever without its moment.
            models.CheckConstraint(
                condition=Q(owner_user__isnull=False, owner_team=None)
                | Q(owner_user=None, owner_team__isnull=False),
                name="task_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, closed_at=None, closed_by=None)
                | Q(status__in=CLOSED, closed_at__isnull=False, closed_by__isnull=False),
                name="task_closes_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(closed_reason=""),
                name="task_not_needed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status="on-hold", paused_at__isnull=False)
                | (~Q(status="on-hold") & Q(paused_at=None)),
                name="task_on_hold_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=Nature.values), name="task_nature_is_known"
            ),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="task_act_is_known"),
            models.UniqueConstraint(
                fields=["focus_key", "kind"],
                condition=Q(status__in=OPEN, focus_key__isnull=False),
                name="one_open_task_of_a_kind_for_a_record",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner_user", "due_at"],
                condition=Q(status__in=OPEN),
                name="open_task_by_owner",
            ),
            models.Index(
                fields=["owner_team", "due_at"],
                condition=Q(status__in=OPEN),
                name="open_task_by_team",
            ),
            models.Index(fields=["person", "status", "due_at"], name="task_by_person"),
            models.Index(fields=["focus_key"], name="task_by_focus"),
            models.Index(
                fields=["closed_at", "kind"],
                condition=Q(status__in=CLOSED),
                name="closed_task_by_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID | None:
        return self.person_id

    @property
    def is_open(self) -> bool:
        """Still to be kept."""
        return self.status in OPEN


class TaskEvent(models.Model):
    """What happened to a task, with the values it had before. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The values of the changed fields as they were, so that it can be undone.
    before = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    PERSONAL = frozenset({"task", "before", "note"})
    PLAIN = frozenset({"id", "what", "at", "by"})

    class Meta:
        indexes = [models.Index(fields=["task", "at"], name="task_event_by_task")]

    def __str__(self) -> str:
        return str(self.id)


class ReadMark(models.Model):
    """Up to which moment a user has read what changed without them."""

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, primary_key=True, related_name="read_mark"
    )
    upto = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"user", "upto"})

    def __str__(self) -> str:
        return str(self.user_id)


class SavedFilter(models.Model):
    """A way of looking at Today that somebody keeps under a name; theirs alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="filters")
    name = models.CharField(max_length=40)
    # Whose rows; a tier, a kind, a tag, days until due, words: empty where it is not asked.
    show = models.CharField(max_length=10, default="all")
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    tag = models.CharField(max_length=40, blank=True)
    within = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()

    # Somebody may write a person's name into it.
    PERSONAL = frozenset({"name", "tag", "words"})
    PLAIN = frozenset({"id", "user", "show", "tier", "kind", "within", "made_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="a_filter_has_its_own_name"),
            models.CheckConstraint(condition=~Q(name=""), name="a_filter_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DigestKind(models.TextChoices):
    """A worker's morning, or a supervisor's week."""

    DAY = "day"
    WEEK = "week"


class Digest(models.Model):
    """What somebody was told once for a day or a week: keys and counts, and no text of a record.

    It is shown through the gate, as of the moment it is looked at: whoever no longer stands beside
    somebody finds nothing of them in an earlier one either.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="digests")
    kind = models.CharField(max_length=4, choices=DigestKind)
    # The day in the zone of whoever it is for; of a week its Monday.
    day = models.DateField()
    made_at = models.DateTimeField()
    holds = models.JSONField(default=dict)
    # Whether it was to go out as mail; when a worker took that up, and when a server took the mail.
    mail_wanted = models.BooleanField(default=False)
    mail_begun_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_fault = models.CharField(max_length=60, blank=True)

    PERSONAL = frozenset({"holds"})
    PLAIN = frozenset(
        {
            "id",
            "user",
            "kind",
            "day",
            "made_at",
            "mail_wanted",
            "mail_begun_at",
            "mailed_at",
            "mail_attempts",
            "mail_fault",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "day"], name="one_digest_a_day"),
            models.CheckConstraint(
                condition=Q(kind__in=DigestKind.values), name="digest_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(mailed_at=None) | Q(mail_wanted=True, mail_begun_at__isnull=False),
                name="digest_is_mailed_where_mail_was_begun",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(mail_wanted=True, mailed_at=None),
                name="digest_to_be_mailed",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class DigestChoice(models.Model):
    """How somebody wants their digest: by mail, on its page, or not at all; and at which hour."""

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, primary_key=True, related_name="digest_choice"
    )
    how = models.CharField(max_length=4, choices=DigestBy, default=DigestBy.MAIL)
    hour = models.PositiveSmallIntegerField(default=FIRST_HOUR)
    # A zone of the tz database; the organization's where it is empty.
    zone = models.CharField(max_length=60, blank=True)
    mail_to = models.EmailField(blank=True)

    PERSONAL = frozenset({"mail_to"})
    PLAIN = frozenset({"user", "how", "hour", "zone"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=DigestBy.values), name="digest_way_is_known"
            ),
            models.CheckConstraint(condition=Q(hour__lt=24), name="digest_hour_is_of_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class ReminderKind(models.TextChoices):
    """What is near, for whoever keeps it; what is late and untouched, for who supervises them."""

    NEAR = "near"
    LATE = "late"


class ReminderEnd(models.TextChoices):
    """Why a reminder is over."""

    CLOSED = "closed"
    MOVED = "moved"
    PASSED = "passed"
    GIVEN_ON = "given_on"
    TOUCHED = "touched"


class Reminder(models.Model):
    """One promise brought to somebody's mind, once for each end it had.

    At most one a day about a person for whoever is reminded: a second one the same day would only
    be read less (Ancker et al. 2017, PMC5387195, read 2026-11-23).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=4, choices=ReminderKind)
    to_user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whom the promise was about on that day.
    person_key = models.UUIDField(null=True, blank=True)
    day = models.DateField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=8, choices=ReminderEnd, blank=True)

    PERSONAL = frozenset({"task", "person_key"})
    PLAIN = frozenset(
        {
            "id",
            "kind",
            "to_user",
            "to_team",
            "day",
            "due_at",
            "made_at",
            "ended_at",
            "ended_why",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=False, to_team=None)
                | Q(to_user=None, to_team__isnull=False),
                name="reminder_is_for_one",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values), name="reminder_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="reminder_ends_with_why",
            ),
            models.UniqueConstraint(
                fields=["task", "kind", "due_at"], name="reminded_once_of_each_end"
            ),
            models.UniqueConstraint(
                fields=["person_key", "to_user", "day"],
                condition=Q(person_key__isnull=False, to_user__isnull=False),
                name="one_reminder_a_person_a_day",
            ),
            models.UniqueConstraint(
                fields=["person_key", "to_team", "kind", "day"],
                condition=Q(person_key__isnull=False, to_team__isnull=False),
                name="one_reminder_a_person_a_day_a_team",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_user", "made_at"], condition=Q(ended_at=None), name="reminder_by_user"
            ),
            models.Index(
                fields=["to_team", "made_at"], condition=Q(ended_at=None), name="reminder_by_team"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
