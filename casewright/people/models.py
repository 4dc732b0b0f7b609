"""The people served: who they are, how to reach them safely, who helps them, what matters."""

from datetime import date
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from casewright.people.rules import age_on
from casewright.resources.models import Organization
from casewright.security.models import User


class BirthPrecision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Person(models.Model):
    """A person served. `display_name` is the name to show; all names are rows of `PersonName`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    display_name = models.CharField(max_length=250)
    sort_name = models.CharField(max_length=250)
    called = models.CharField(max_length=120, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(
        max_length=5, choices=BirthPrecision, default=BirthPrecision.DAY
    )
    gender = models.CharField(max_length=10, blank=True)
    died_on = models.DateField(null=True, blank=True)
    # A list of `people.facts.LanguageFact` as dictionaries, the preferred one first.
    languages = models.JSONField(default=list, blank=True)
    home_note = models.CharField(max_length=300, blank=True)
    if_worse = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # {what: iso moment}: when a source last spoke of it, so that a late word changes nothing.
    told_at = models.JSONField(default=dict, blank=True)

    PERSONAL = frozenset(
        {
            "told_at",
            "display_name",
            "sort_name",
            "called",
            "pronouns",
            "birth_date",
            "gender",
            "died_on",
            "languages",
            "home_note",
            "if_worse",
        }
    )
    PLAIN = frozenset({"id", "birth_precision", "merged_into", "registered_at", "version"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="nobody_is_merged_into_themselves",
            ),
            models.CheckConstraint(
                condition=Q(birth_precision__in=BirthPrecision.values),
                name="birth_precision_is_known",
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="person_by_sort_name")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.id

    def age(self, today: date) -> int | None:
        """Whole years on a day, at death for whoever has died; None when unknown."""
        return age_on(self.birth_date, self.died_on or today)


class _AboutPerson(models.Model):
    """Something that belongs to one person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.person_id


class NameUse(models.TextChoices):
    """What a name is used for (FHIR name-use)."""

    OFFICIAL = "official"
    USUAL = "usual"
    NICKNAME = "nickname"
    MAIDEN = "maiden"
    OLD = "old"


class PersonName(_AboutPerson):
    """One of a person's names."""

    use = models.CharField(max_length=8, choices=NameUse, default=NameUse.OFFICIAL)
    family = models.CharField(max_length=120, blank=True)
    given = models.CharField(max_length=120, blank=True)

    PERSONAL = frozenset({"person", "family", "given"})
    PLAIN = frozenset({"id", "use"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(family="") | ~Q(given=""), name="a_name_says_something"
            ),
            models.UniqueConstraint(
                fields=["person", "use", "family", "given"], name="a_name_is_kept_once"
            ),
        ]


class SearchKey(models.Model):
    """A folded word by which a person is found: a part of a name, a birth year, a phone's end."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_keys")
    key = models.CharField(max_length=120, db_index=True)

    PERSONAL = frozenset({"person", "key"})
    PLAIN = frozenset({"id"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="search_key_is_kept_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Identifier(_AboutPerson):
    """A number another system knows the person by: a hospital's, a payer's."""

    system = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"person", "value"})
    PLAIN = frozenset({"id", "system", "kind", "retired_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "value"],
                condition=Q(retired_at=None),
                name="an_identifier_names_one_person",
            )
        ]
        indexes = [models.Index(fields=["value"], name="identifier_by_value")]


class Channel(models.TextChoices):
    """How somebody is reached."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    POST = "post"


class ContactPoint(_AboutPerson):
    """A phone, an address, a mailbox; each with whether it is safe to use."""

    channel = models.CharField(max_length=5, choices=Channel)
    value = models.CharField(max_length=400)
    use = models.CharField(max_length=10, blank=True)
    safe_to_use = models.BooleanField(default=True)
    safe_to_leave_message = models.BooleanField(default=False)
    best_time = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"person", "value", "best_time", "note"})
    PLAIN = frozenset(
        {
            "id",
            "channel",
            "use",
            "safe_to_use",
            "safe_to_leave_message",
            "rank",
            "source",
            "ended_at",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(safe_to_use=True) | Q(safe_to_leave_message=False),
                name="no_message_where_it_is_unsafe",
            ),
        ]


class MayBeTold(models.TextChoices):
    """What kin or a carer may be told, by the person's own word."""

    NOTHING = "nothing"
    ARRANGEMENTS = "arrangements"
    EVERYTHING = "everything"


class Kin(_AboutPerson):
    """A relative, friend or carer (FHIR RelatedPerson)."""

    full_name = models.CharField(max_length=200)
    relationship = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    is_carer = models.BooleanField(default=False)
    decides = models.BooleanField(default=False)
    may_be_told = models.CharField(max_length=12, choices=MayBeTold, default=MayBeTold.NOTHING)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"person", "full_name", "relationship", "phone", "note"})
    PLAIN = frozenset({"id", "is_carer", "decides", "may_be_told", "source", "ended_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(may_be_told__in=MayBeTold.values), name="may_be_told_is_known"
            )
        ]


class PlanType(models.TextChoices):
    """The kind of plan; with the date it decides which deadline rule holds."""

    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    MEDICAID_MANAGED_CARE = "medicaid_managed_care"
    COMMERCIAL = "commercial"
    OTHER = "other"
    UNKNOWN = "unknown"


class Coverage(_AboutPerson):
    """Who pays, from a day to a day, in which order (FHIR Coverage)."""

    payer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="coverages"
    )
    payer_name = models.CharField(max_length=200)
    plan_type = models.CharField(max_length=24, choices=PlanType, default=PlanType.UNKNOWN)
    member_id = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)

    PERSONAL = frozenset({"person", "payer", "payer_name", "member_id", "starts_on", "ends_on"})
    PLAIN = frozenset({"id", "plan_type", "order", "source"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="coverage_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(plan_type__in=PlanType.values), name="plan_type_is_known"
            ),
        ]


class StatementKind(models.TextChoices):
    """What a dated sentence about a person is for."""

    MATTERS = "matters"
    WATCH = "watch"


class Statement(_AboutPerson):
    """What matters to the person, in their own words; or what to watch for, with its source."""

    kind = models.CharField(max_length=8, choices=StatementKind)
    words = models.CharField(max_length=500)
    language = models.CharField(max_length=20, default="en")
    translation = models.CharField(max_length=500, blank=True)
    said_on = models.DateField()
    source = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What it was changed into; empty where it holds, or no longer holds and nothing took its place.
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    PERSONAL = frozenset({"person", "words", "language", "translation", "said_on"})
    PLAIN = frozenset({"id", "kind", "source", "ended_at", "replaced_by"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StatementKind.values), name="statement_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(ended_at__isnull=False),
                name="what_was_replaced_has_ended",
            ),
        ]


class Summary(_AboutPerson):
    """Who this is and what is going on, in two lines by a colleague. Each change is a new version;
    rows are only added."""

    version = models.PositiveIntegerField()
    words = models.CharField(max_length=400, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    PERSONAL = frozenset({"person", "words"})
    PLAIN = frozenset({"id", "version", "author", "written_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], name="a_version_of_a_summary_is_written_once"
            )
        ]


class Merge(models.Model):
    """Two records found to be one person: what was moved, so that it can be moved back.

    `joined_by` is the colleague who joined them; empty where a hospital said so. `changes` holds
    every row that was changed, as it was and as it became (`transitions.actions.images`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    source = models.CharField(max_length=120)
    before = models.JSONField(default=dict)
    joined_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changes = models.JSONField(default=dict)
    # When it was taken back, and by whom: the two stand apart again since.
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    PERSONAL = frozenset({"kept", "gone", "before", "changes"})
    PLAIN = frozenset({"id", "merged_at", "source", "joined_by", "undone_at", "undone_by"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at=None),
                name="a_record_is_joined_to_one_other",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="a_merge_is_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.kept_id


class Apart(models.Model):
    """A colleague said that two records are two people's. `one` is the record with the lesser key.

    `mark` stands for what spoke for their being one (`rules.mark_of`): once something else does,
    the question may be asked again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=32)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"one", "other", "mark"})
    PLAIN = frozenset({"id", "said_at", "said_by", "ended_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="two_people_stand_in_one_order"
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(ended_at=None),
                name="two_people_are_set_apart_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.one_id
