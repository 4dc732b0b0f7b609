"""Stays in hospital and elsewhere, as the messages about them say."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from casewright.people.models import Person
from casewright.resources.models import Organization


class StayClass(models.TextChoices):
    """What kind of stay (HL7 v3 ActCode, as FHIR Encounter.class uses it)."""

    INPATIENT = "IMP", "Inpatient"
    OBSERVATION = "OBSENC", "Observation"
    EMERGENCY = "EMER", "Emergency"
    SKILLED = "SNF", "Skilled nursing or rehab"
    OUTPATIENT = "AMB", "Outpatient"
    UNKNOWN = "UNK", "Unknown"


class Stay(models.Model):
    """One stay as it now stands: what all its events together say (FHIR Encounter)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    # Who numbered the visit, and the number: together they name the stay.
    source = models.CharField(max_length=200)
    visit = models.CharField(max_length=200)
    facility = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="stays"
    )
    facility_name = models.CharField(max_length=200, blank=True)
    stay_class = models.CharField(max_length=6, choices=StayClass, default=StayClass.UNKNOWN)
    admitted_at = models.DateTimeField(null=True, blank=True)
    discharged_at = models.DateTimeField(null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    reason = models.CharField(max_length=250, blank=True)
    disposition = models.CharField(max_length=20, blank=True)
    discharged_to = models.CharField(max_length=120, blank=True)
    # [{"where": "6B^612^1", "from": iso, "to": iso or null}], oldest first
    places = models.JSONField(default=list)
    # {"admission" | "transfer" | "discharge": iso}: told of before it happens
    announced = models.JSONField(default=dict)
    index_stay = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="readmissions"
    )
    heard_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    PERSONAL = frozenset(
        {
            "person",
            "visit",
            "facility",
            "facility_name",
            "stay_class",
            "admitted_at",
            "discharged_at",
            "reason",
            "disposition",
            "discharged_to",
            "places",
            "announced",
            "index_stay",
        }
    )
    PLAIN = frozenset({"id", "source", "cancelled", "heard_at", "version"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "visit"], name="a_visit_is_one_stay"),
            models.CheckConstraint(
                condition=Q(stay_class__in=StayClass.values), name="stay_class_is_known"
            ),
            models.CheckConstraint(
                condition=Q(index_stay=None) | ~Q(index_stay=F("id")),
                name="no_stay_is_its_own_index",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-admitted_at"], name="stay_by_person"),
            models.Index(fields=["discharged_at"], name="stay_by_discharge"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.person_id


class EventKind(models.TextChoices):
    """What a message said about a stay."""

    ADMIT = "admit"
    REGISTER = "register"
    TRANSFER = "transfer"
    DISCHARGE = "discharge"
    UPDATE = "update"
    PREADMIT = "preadmit"
    PEND_ADMIT = "pend_admit"
    PEND_TRANSFER = "pend_transfer"
    PEND_DISCHARGE = "pend_discharge"
    CANCEL_ADMIT = "cancel_admit"
    CANCEL_TRANSFER = "cancel_transfer"
    CANCEL_DISCHARGE = "cancel_discharge"
    CANCEL_PREADMIT = "cancel_preadmit"
    CANCEL_PEND_ADMIT = "cancel_pend_admit"
    CANCEL_PEND_TRANSFER = "cancel_pend_transfer"
    CANCEL_PEND_DISCHARGE = "cancel_pend_discharge"


class StayEvent(models.Model):
    """One thing said about a stay, and when it happened. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24, choices=EventKind)
    # When it happened, and when the sender says it was written: the later word wins a tie.
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    # Where from: the kept message or resource. One event of a source is heard once.
    source_key = models.CharField(max_length=200)
    where = models.CharField(max_length=200, blank=True)
    said = models.JSONField(default=dict)

    PERSONAL = frozenset({"stay", "where", "said", "occurred_at"})
    PLAIN = frozenset({"id", "kind", "recorded_at", "heard_at", "source_key"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stay", "source_key"], name="an_event_is_heard_once"),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="stay_event_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.stay.person_id


class Feed(models.Model):
    """A sender of news: when it was last heard, and how often it is usually heard."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sender = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=120, blank=True)
    last_heard_at = models.DateTimeField()
    usual_minutes = models.PositiveIntegerField(default=240)
    # The zone of the sender's clock (IANA name) where its moments state none; empty: our own.
    zone = models.CharField(max_length=64, blank=True, default="")
    # When its silence was first noticed; empty again once it is heard.
    silent_since = models.DateTimeField(null=True, blank=True)
    # When `usual_minutes` was last worked out from what was heard; empty where somebody said it.
    learnt_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            "id",
            "sender",
            "title",
            "last_heard_at",
            "usual_minutes",
            "zone",
            "silent_since",
            "learnt_at",
        }
    )

    def __str__(self) -> str:
        return str(self.id)
