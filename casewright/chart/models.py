"""What others sent or planned, as received, each with source and date.

This is what others sent or said, not our own finding: nothing here is edited, a newer version of
the same source replaces what the older one said and the trail keeps that it did.
"""

from uuid import UUID, uuid4

from django.db import models

from casewright.people.models import Person


class _Received(models.Model):
    """One thing as it was received."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")
    system = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)
    display = models.CharField(max_length=300)
    status = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120)
    source_key = models.CharField(max_length=200)
    dated_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], name="%(class)s_is_received_once"
            )
        ]
        indexes = [models.Index(fields=["person", "status"], name="%(class)s_by_person")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.person_id


RECEIVED_PERSONAL = frozenset({"person", "code", "display", "status", "dated_at"})
RECEIVED_PLAIN = frozenset({"id", "system", "source", "source_key", "received_at"})


class Condition(_Received):
    """A problem or diagnosis."""

    PERSONAL = RECEIVED_PERSONAL
    PLAIN = RECEIVED_PLAIN


class Basis(models.TextChoices):
    """How a medicine is known: a prescriber ordered it, or somebody says it is taken."""

    ORDERED = "ordered"
    TAKEN = "taken"


class Medicine(_Received):
    """A medicine ordered or taken, with its directions."""

    directions = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.ORDERED)

    PERSONAL = RECEIVED_PERSONAL | {"directions"}
    PLAIN = RECEIVED_PLAIN | {"basis"}

    class Meta(_Received.Meta):
        abstract = False
        constraints = [
            *_Received.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(basis__in=Basis.values), name="medicine_basis_is_known"
            ),
        ]


class Allergy(_Received):
    """An allergy or intolerance, with what it does."""

    reaction = models.CharField(max_length=200, blank=True)
    severity = models.CharField(max_length=40, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"reaction", "severity"}
    PLAIN = RECEIVED_PLAIN


class Observation(_Received):
    """A measured or asked value with its unit.

    `category` is the sender's (vital-signs, laboratory, survey, social-history). `parts` holds
    what is measured together, as a list of [what, value, unit]: both pressures of the blood.
    `reading` is what the sender makes of the value: high, low, within bounds.
    """

    category = models.CharField(max_length=40, blank=True, default="")
    value = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    parts = models.JSONField(default=list, blank=True)
    reading = models.CharField(max_length=80, blank=True, default="")

    PERSONAL = RECEIVED_PERSONAL | {"value", "parts", "reading"}
    PLAIN = RECEIVED_PLAIN | {"unit", "category"}


class Procedure(_Received):
    """Something done for somebody: an operation, a therapy, a teaching."""

    ends_at = models.DateTimeField(null=True, blank=True)
    performer = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"ends_at", "performer", "reason"}
    PLAIN = RECEIVED_PLAIN


class PlanElsewhere(_Received):
    """What another organization planned with somebody (FHIR CarePlan): history, not our plan."""

    ends_at = models.DateTimeField(null=True, blank=True)
    author = models.CharField(max_length=200, blank=True)
    addresses = models.CharField(max_length=500, blank=True)
    activities = models.TextField(max_length=4000, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"ends_at", "author", "addresses", "activities"}
    PLAIN = RECEIVED_PLAIN


class GoalElsewhere(_Received):
    """A goal that another organization keeps with somebody; `status` is its life cycle."""

    achievement = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    addresses = models.CharField(max_length=500, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"achievement", "target", "due_on", "addresses"}
    PLAIN = RECEIVED_PLAIN


class EpisodeElsewhere(_Received):
    """A time during which another organization looked after somebody (FHIR EpisodeOfCare).

    It is never a case of ours. `stations` holds the statuses it went through, as a list of
    [status, from, to] with the sender's own dates.
    """

    ends_at = models.DateTimeField(null=True, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    care_manager = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    stations = models.JSONField(default=list, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {
        *("ends_at", "organization", "care_manager", "reason", "stations"),
    }
    PLAIN = RECEIVED_PLAIN


class Document(_Received):
    """A document somebody sent or named: what it is, who wrote it, who keeps it."""

    author = models.CharField(max_length=200, blank=True)
    keeper = models.CharField(max_length=200, blank=True)

    PERSONAL = RECEIVED_PERSONAL | {"author", "keeper"}
    PLAIN = RECEIVED_PLAIN


class Attachment(models.Model):
    """One file of a document. `content` is None where only its address was sent, or where it was
    too large to keep; the address is text and is never opened from here.

    `media_type` and `title` are the sender's word for it: what a browser is told is ours.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=1)
    media_type = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    content = models.BinaryField(null=True, blank=True)

    PERSONAL = frozenset({"title", "url", "content"})
    PLAIN = frozenset({"id", "document", "position", "media_type", "size"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="a_document_has_one_file_a_place"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.document.person_id


# Everything received about somebody, in the order in which the migrations made the tables.
EVERYTHING: tuple[type[_Received], ...] = (
    *(Condition, Medicine, Allergy, Observation),
    *(Procedure, PlanElsewhere, GoalElsewhere, EpisodeElsewhere, Document),
)
