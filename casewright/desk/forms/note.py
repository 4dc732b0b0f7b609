"""What is typed beside the story: a note of a contact, and what is added to one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casewright.clocks.rules import calendar_for, end_of
from casewright.contacts.models import ContactKind, Reached
from casewright.contacts.rules import MOST_WRITTEN, Note
from casewright.foundation.moments import local, organization_zone, read_moment
from casewright.worklog.models import TimeKind
from casewright.worklog.rules import LONGEST_MINUTES

CHANNELS = {
    "phone": gettext_lazy("Phone"),
    "video": gettext_lazy("Video"),
    "in_person": gettext_lazy("In person"),
    "text": gettext_lazy("Text message"),
    "email": gettext_lazy("E-mail"),
    "portal": gettext_lazy("Portal"),
    "letter": gettext_lazy("Letter"),
}
FIRST_CHANNEL = {"call": "phone", "visit": "in_person", "message": "text", "meeting": "in_person"}
# What the time went into when nobody says: by who was reached.
TIME_OF = {
    Reached.PERSON: TimeKind.WITH_PERSON,
    Reached.KIN: TimeKind.FAMILY,
    Reached.OTHER: TimeKind.PROVIDER,
    Reached.MESSAGE_LEFT: TimeKind.ARRANGING,
    Reached.NO_ANSWER: TimeKind.ARRANGING,
}
# A page left open longer than this says nothing about how long the contact took.
MOST_OF_A_NAME = 120
LONGEST_NUMBER = 9
LONGEST_STEP = 200
LONGEST_COUNTED = timedelta(hours=3)
# What a draft keeps, word for word.
KEPT = (
    *("kind", "channel", "reached", "reached_name", "started_at", "minutes", "time_kind"),
    *("text", "next_step", "next_when", "next_on", "task", "back"),
    *("travel_minutes", "was_safe", "direction"),
)
# What of a draft is shown side by side where two tabs wrote about one person.
COMPARED = ("text", "next_step", "reached_name", "minutes", "next_on", "travel_minutes")
# Whom else one reaches, and what the time with them goes into: `provider:Dr Osei`.
OFFICES = {"provider": TimeKind.PROVIDER, "payer": TimeKind.PAYER}


class NoteForm(forms.Form):
    """A note as it is typed. `reached` is a word of `Reached`, `kin:` and a helper's key, or
    `provider:` or `payer:` and who it was.

    `form_key` is this form's own, from when it was opened; `draft_version` the draft it kept or
    began with, empty where there is none.
    """

    kind = forms.ChoiceField(choices=ContactKind.choices)
    channel = forms.ChoiceField(choices=list(CHANNELS.items()), required=False)
    reached = forms.CharField(
        max_length=140,
        error_messages={"required": gettext_lazy("Choose who you reached, or No answer.")},
    )
    reached_name = forms.CharField(max_length=120, required=False)
    started_at = forms.CharField(max_length=40)
    minutes = forms.IntegerField(min_value=0, max_value=LONGEST_MINUTES, required=False)
    time_kind = forms.ChoiceField(choices=TimeKind.choices, required=False)
    text = forms.CharField(max_length=MOST_WRITTEN, required=False)
    next_step = forms.CharField(max_length=200, required=False)
    next_when = forms.ChoiceField(
        choices=[("today", "today"), ("next", "next"), ("date", "date")],
        required=False,
    )
    next_on = forms.DateField(required=False)
    travel_minutes = forms.IntegerField(min_value=0, max_value=LONGEST_MINUTES, required=False)
    was_safe = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    direction = forms.ChoiceField(choices=[("in", "in"), ("out", "out")], required=False)
    task = forms.UUIDField(required=False)
    form_key = forms.UUIDField(required=False)
    draft_version = forms.IntegerField(min_value=0, required=False)
    back = forms.CharField(max_length=10, required=False)

    def __init__(self, typed: QueryDict, *, at: datetime) -> None:
        super().__init__(typed)
        self.at = at
        self.kin_key: UUID | None = None
        self.office = ""
        self.settled = [key for text in typed.getlist("settled") if (key := key_in(text))]

    def clean_started_at(self) -> datetime:
        try:
            return read_moment(self.cleaned_data["started_at"])
        except ValueError:
            raise forms.ValidationError(_("Write when it started, as 2026-11-24T10:04.")) from None

    def clean_reached(self) -> str:
        word: str = self.cleaned_data["reached"]
        if word.startswith("kin:"):
            self.kin_key = key_in(word.removeprefix("kin:"))
            word = Reached.KIN
        office, _colon, name = word.partition(":")
        if office in OFFICES and name.strip():
            self.office, self.office_name = office, name.strip()[:MOST_OF_A_NAME]
            word = Reached.OTHER
        if word not in Reached.values or (word == Reached.KIN and self.kin_key is None):
            raise forms.ValidationError(_("Choose who you reached, or No answer."))
        return word

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if self.office:
            typed["reached_name"] = self.office_name
        if typed.get("reached") == Reached.OTHER and not typed.get("reached_name"):
            self.add_error("reached_name", _("Write who it was: a name, or the office."))
        if typed.get("text") and not typed.get("next_step"):
            typed["text"], typed["next_step"] = next_in(typed["text"])
        if typed.get("next_step") and typed.get("next_when") == "date" and not typed.get("next_on"):
            self.add_error("next_on", _("Choose the day by which it is to be done."))
        if typed.get("minutes") is None and "reached" in typed and "started_at" in typed:
            typed["minutes"] = self._minutes_passed(typed["started_at"], typed["reached"])
        return typed

    def note(self) -> Note:
        """The note that was typed; only of a form that is valid."""
        typed = self.cleaned_data
        is_visit = typed["kind"] in ("visit", "meeting")
        office_time = OFFICES.get(self.office, TIME_OF[typed["reached"]])
        return Note(
            kind=typed["kind"],
            channel=typed["channel"],
            reached=typed["reached"],
            reached_name=typed["reached_name"],
            started_at=typed["started_at"],
            minutes=typed["minutes"],
            time_kind=typed["time_kind"] or office_time,
            text=typed["text"],
            next_step=typed["next_step"],
            next_due_at=self._next_due_at(),
            travel_minutes=(typed["travel_minutes"] or 0) if is_visit else 0,
            was_safe={"yes": True, "no": False}.get(typed["was_safe"]) if is_visit else None,
            is_incoming=typed["direction"] == "in" if typed["kind"] == "message" else None,
        )

    def _minutes_passed(self, started_at: datetime, reached: str) -> int:
        """Whole minutes since the start, at least one; a page left open for long counts none."""
        passed = self.at - started_at
        if passed <= LONGEST_COUNTED:
            return max(1, int(passed / timedelta(minutes=1)))
        if reached not in (Reached.NO_ANSWER, Reached.MESSAGE_LEFT):
            self.add_error(
                "minutes",
                _("It started more than three hours ago. Write how many minutes the contact took."),
            )
        return 1

    def _next_due_at(self) -> datetime | None:
        typed = self.cleaned_data
        if not typed["next_step"]:
            return None
        # A date that was typed counts, unless today was chosen beside it.
        if typed["next_when"] == "today":
            day = local(self.at).date()
        else:
            day = typed["next_on"] or next_working_day(self.at)
        return end_of(day, organization_zone())


class AddendumForm(forms.Form):
    """What is added to a signed note, and the words of the note that it corrects."""

    strikes = forms.CharField(max_length=MOST_WRITTEN, required=False)
    text = forms.CharField(
        max_length=MOST_WRITTEN,
        error_messages={"required": gettext_lazy("Write what you want to add.")},
    )


class CheckInForm(forms.Form):
    """At the door: how long the way took, and whether it is safe to be there."""

    travel_minutes = forms.IntegerField(min_value=0, max_value=LONGEST_MINUTES, required=False)
    was_safe = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    task = forms.UUIDField(required=False)


def next_working_day(at: datetime) -> date:
    """The organization's next working day after the day of a moment."""
    calendar = calendar_for(settings.HOLIDAYS)
    day = local(at).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def key_in(text: str) -> UUID | None:
    """The key a text holds; None where it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def next_in(text: str) -> tuple[str, str]:
    """The text of a note and the next step, where its last line begins with “Next:”.

    So that a call can be written in one go: what happened, and what comes of it.
    """
    said, _break, last = text.rstrip().rpartition("\n")
    word, colon, step = last.partition(":")
    known = {"next", str(_("Next")).casefold()}
    step = step.strip()
    if not said.strip() or not colon or word.strip().casefold() not in known or not step:
        return text, ""
    return (said.rstrip(), step) if len(step) <= LONGEST_STEP else (text, "")


def number_in(text: str) -> int | None:
    """The whole number a text holds; None where it holds none."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else None


def written_in(typed: Mapping[str, Any]) -> dict[str, str]:
    """What somebody has typed so far, as a draft keeps it; empty fields are left out."""
    return {name: str(typed[name]) for name in KEPT if typed.get(name)}
