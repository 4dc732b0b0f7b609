"""Who signs in, what they may do, and beside whom they stand."""

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """A person of the staff, or a feed or an app."""

    STAFF = "staff"
    SERVICE = "service"


class Role(models.Model):
    """A set of permits under the name the organization uses for it."""

    name = models.CharField(primary_key=True, max_length=40)
    title = models.CharField(max_length=80)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"name", "title"})

    def __str__(self) -> str:
        return self.name


class Permit(models.Model):
    """A permit the house knows; kept as a row so that a new one gets its first holders once."""

    name = models.CharField(primary_key=True, max_length=80)
    title = models.CharField(max_length=200)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"name", "title"})

    def __str__(self) -> str:
        return self.name


class RolePermit(models.Model):
    """One permit held by one role. The organization may add and take away rows."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="permits")
    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="+")

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "role", "permit"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "permit"], name="role_holds_a_permit_once")
        ]

    def __str__(self) -> str:
        return f"{self.role_id}:{self.permit_id}"


class Team(models.Model):
    """People who share a caseload. The intake team keeps the queue of those in nobody's case."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    is_intake = models.BooleanField(default=False)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "name", "is_intake"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_intake"], condition=Q(is_intake=True), name="one_intake_team"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class UserManager(BaseUserManager["User"]):
    """Finds people by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A member of staff, or a feed or an app, with one name of their own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.STAFF)
    is_active = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    keys = models.JSONField(default=dict, blank=True)
    joined_at = models.DateTimeField()
    roles: models.ManyToManyField[Role, models.Model] = models.ManyToManyField(
        Role, related_name="holders", blank=True
    )

    PERSONAL = frozenset({"username", "full_name", "email", "password"})
    PLAIN = frozenset(
        {
            "id",
            "kind",
            "is_active",
            "ended_at",
            "failed_sign_ins",
            "joined_at",
            "keys",
            "last_login",
        }
    )
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, ended_at=None)
                | Q(is_active=False, ended_at__isnull=False),
                name="user_ends_at_a_moment",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="user_kind_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_full_name(self) -> str:
        """The name colleagues see."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first of the names colleagues see."""
        return self.full_name.split(" ")[0]


class Membership(models.Model):
    """A user's time on a team."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "user", "team", "starts_at", "ends_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "team"], condition=Q(ends_at=None), name="one_membership_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RelationKind(models.TextChoices):
    """Why a user or a team stands beside a person."""

    MANAGER = "manager"
    TEAM = "team"
    CARE_TEAM = "care_team"
    QUEUE = "queue"
    TASK = "task"
    EARLIER = "earlier"


class Relation(models.Model):
    """A user or a team stands beside a person, from a moment to a moment, for a reason.

    This table is what the gate reads: no row that is in force, no access. The rooms above write
    it through this room's actions, in the same transaction as the deed that gives the reason.
    The person is a key and not a foreign key, since people live on a floor above.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person_key = models.UUIDField()
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="relations"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="relations"
    )
    kind = models.CharField(max_length=10, choices=RelationKind)
    role = models.CharField(max_length=80, blank=True)
    reason_key = models.UUIDField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"person_key", "role"})
    PLAIN = frozenset({"id", "user", "team", "kind", "reason_key", "starts_at", "ends_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, team=None) | Q(user=None, team__isnull=False),
                name="relation_is_a_users_or_a_teams",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="relation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RelationKind.values), name="relation_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["person_key", "ends_at"], name="relation_by_person"),
            models.Index(fields=["user", "ends_at"], name="relation_by_user"),
            models.Index(fields=["team", "ends_at"], name="relation_by_team"),
            models.Index(fields=["reason_key"], name="relation_by_reason"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Cover(models.Model):
    """One colleague holds another's caseload while they are away.

    Without `covering` somebody is away and nobody has taken it yet: a teammate may. One that was
    called off before it began ends in the moment it would have begun.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    away = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covered_by")
    covering = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="covers"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    PERSONAL = frozenset({"reason"})
    PLAIN = frozenset({"id", "away", "covering", "starts_at", "ends_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="cover_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(away=F("covering")), name="nobody_covers_themselves"
            ),
        ]
        indexes = [
            models.Index(fields=["covering", "ends_at"], name="cover_by_colleague"),
            models.Index(fields=["away", "ends_at"], name="cover_by_whose"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Session(AbstractBaseSession):
    """A signed-in browser: whose it is, since when, and when it was last used."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    PERSONAL = frozenset({"session_key", "session_data"})
    PLAIN = frozenset({"expire_date", "user", "started_at", "seen_at"})

    def __str__(self) -> str:
        return "session"

    @classmethod
    def get_session_store_class(cls) -> type:
        from casewright.security.sessions import SessionStore  # noqa: PLC0415 - they need each other

        return SessionStore
