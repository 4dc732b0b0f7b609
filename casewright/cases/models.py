"""An episode of case management: whose it is, on which team, and how it got where it is."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from casewright.cases.states import OPEN, CaseStatus
from casewright.people.models import Person
from casewright.security.models import Team, User


class Case(models.Model):
    """One episode of case management for one person (FHIR EpisodeOfCare)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    program = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=CaseStatus, default=CaseStatus.PLANNED)
    manager = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    # 1 (light) to 4 (needs the most); set by a person, used inside a tier of Today.
    acuity = models.PositiveSmallIntegerField(default=2)
    # Two lines written by a person: who this is and what is going on.
    summary = models.CharField(max_length=400, blank=True)
    contact_every_days = models.PositiveSmallIntegerField(default=30)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PERSONAL = frozenset({"person", "program", "summary", "acuity"})
    PLAIN = frozenset(
        {
            "id",
            "status",
            "manager",
            "team",
            "contact_every_days",
            "opened_at",
            "closed_at",
            "version",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CaseStatus.values), name="case_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, closed_at=None)
                | Q(status__in=["finished", "cancelled"], closed_at__isnull=False),
                name="case_closes_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "onhold"]) | Q(manager__isnull=False),
                name="active_case_has_a_manager",
            ),
            models.CheckConstraint(
                condition=Q(acuity__gte=1, acuity__lte=4), name="case_acuity_is_1_to_4"
            ),
            models.UniqueConstraint(
                fields=["person", "program"],
                condition=Q(status__in=OPEN),
                name="one_open_case_in_a_program",
            ),
        ]
        indexes = [
            models.Index(fields=["manager", "status"], name="case_by_manager"),
            models.Index(fields=["team", "status"], name="case_by_team"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.person_id


class StatusEntry(models.Model):
    """One move of a case: from, to, when, by whom and why. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="history")
    was = models.CharField(max_length=10, blank=True)
    became = models.CharField(max_length=10, choices=CaseStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    PERSONAL = frozenset({"case", "reason"})
    PLAIN = frozenset({"id", "was", "became", "at", "by"})

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="status_entry_by_case")]

    def __str__(self) -> str:
        return str(self.id)


class TeamPlace(models.Model):
    """A dated place on a case's care team: a colleague, or a professional outside."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="places")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    # Somebody outside our staff: name, organization and phone as they are reached.
    outside_name = models.CharField(max_length=200, blank=True)
    outside_phone = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)

    PERSONAL = frozenset({"case", "outside_name", "outside_phone", "role"})
    PLAIN = frozenset({"id", "user", "starts_at", "ends_at", "source"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, outside_name="")
                | (Q(user=None) & ~Q(outside_name="")),
                name="team_place_is_one_persons",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="team_place_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(ends_at=None, user__isnull=False),
                name="one_place_on_a_team_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.case.person_id
