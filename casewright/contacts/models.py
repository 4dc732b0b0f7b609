"""Notes of calls, visits, messages and meetings. A signed note is never changed, only added to."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from casewright.cases.models import Case
from casewright.people.models import Kin, Person
from casewright.security.models import User
from casewright.tasks.models import Task
from casewright.worklog.models import TimeKind


class ContactKind(models.TextChoices):
    """What it was."""

    CALL = "call", "Call"
    VISIT = "visit", "Visit"
    MESSAGE = "message", "Message"
    MEETING = "meeting", "Meeting"


class Reached(models.TextChoices):
    """Who was reached."""

    PERSON = "person", "The person"
    KIN = "kin", "Family or carer"
    OTHER = "other", "Someone else"
    MESSAGE_LEFT = "message_left", "Left a message"
    NO_ANSWER = "no_answer", "No answer"


# Reached for the purpose of a promise to speak with the person or the carer.
SPOKE = (Reached.PERSON, Reached.KIN)
ATTEMPT_ONLY = (Reached.MESSAGE_LEFT, Reached.NO_ANSWER)


class Contact(models.Model):
    """A signed note of one contact (FHIR Communication / Encounter). Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ContactKind)
    channel = models.CharField(max_length=12, blank=True)
    reached = models.CharField(max_length=12, choices=Reached)
    kin = models.ForeignKey(
        Kin, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    reached_name = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=0)
    time_kind = models.CharField(max_length=12, choices=TimeKind, default=TimeKind.WITH_PERSON)
    text = models.TextField(blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()
    # A visit: the way there, in minutes, and whether it was safe to be there.
    travel_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    was_safe = models.BooleanField(null=True, blank=True)
    # A message: received, or sent.
    is_incoming = models.BooleanField(null=True, blank=True)
    # The form it was written in: one form makes one note, however often it is sent.
    form_key = models.UUIDField(null=True, blank=True)

    PERSONAL = frozenset(
        {
            *("person", "case", "task", "kin", "reached_name", "text", "next_step", "reached"),
            "was_safe",
        }
    )
    PLAIN = frozenset(
        {
            *("id", "author", "kind", "channel", "started_at", "minutes", "time_kind"),
            *("signed_at", "travel_minutes", "is_incoming", "form_key"),
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContactKind.values), name="contact_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reached__in=Reached.values), name="contact_reached_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reached__in=["message_left", "no_answer"]) | ~Q(text=""),
                name="a_note_says_something",
            ),
            models.UniqueConstraint(
                fields=["author", "form_key"],
                condition=Q(form_key__isnull=False),
                name="a_form_makes_one_note",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-started_at"], name="contact_by_person"),
            models.Index(fields=["author", "-signed_at"], name="contact_by_author"),
            models.Index(fields=["task"], name="contact_by_task"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        """Whose note it is now: it stays under the record it was signed for, also where that was
        joined to another."""
        return self.person.merged_into_id or self.person_id


class Addendum(models.Model):
    """Something added to a signed note, by whom and when. Rows are only added.

    A correction names the words of the note that were wrong (`strikes`): they stay, struck out.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="addenda")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    strikes = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    PERSONAL = frozenset({"contact", "text", "strikes"})
    PLAIN = frozenset({"id", "author", "at"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="an_addendum_says_something")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.contact.person_id


class Join(models.Model):
    """Two notes of one author that are one contact: the later is read as part of the earlier.

    Ended, they stand apart again; ended in the moment it was made, the author chose to keep them
    apart and is not asked again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="joins")
    to = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"contact", "to"})
    PLAIN = frozenset({"id", "at", "ended_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact=F("to")), name="no_note_is_joined_to_itself"
            ),
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(ended_at=None),
                name="a_note_is_part_of_one_other",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.contact.person_key


class Draft(models.Model):
    """What somebody is writing about a person and has not saved yet; theirs alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafts")
    task_key = models.UUIDField(null=True, blank=True)
    written = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # The form that wrote it last, and how often it was kept: two tabs do not write over each other.
    form_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PERSONAL = frozenset({"person", "written"})
    PLAIN = frozenset(
        {"id", "author", "task_key", "started_at", "updated_at", "form_key", "version"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "person"], name="one_draft_about_a_person")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def person_key(self) -> UUID:
        return self.person_id
