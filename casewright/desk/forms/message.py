"""What is asked of the queue of messages, and what is typed to settle one."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casewright.hl7.queries import Sieve
from casewright.hl7.reading.correcting import MOMENTS, PLACES, stamp

FATES = [
    ("", _("All that wait")),
    ("unmatched", _("Nobody known")),
    ("quarantined", _("Needs a look")),
    ("settled", _("Settled by a colleague")),
]


class QueueForm(forms.Form):
    """By fate, by sender, by the sender's own number of the message."""

    fate = forms.ChoiceField(required=False, choices=FATES)
    sender = forms.CharField(required=False, max_length=200)
    number = forms.CharField(required=False, max_length=200)

    def sieve(self) -> Sieve:
        """The question; what cannot be read asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return Sieve(
            fate=given.get("fate", ""),
            sender=given.get("sender", ""),
            number=given.get("number", ""),
        )


class SeenForm(forms.Form):
    """The state of the message that was on the screen."""

    seen = forms.CharField(required=False, max_length=80)


class MatchForm(SeenForm):
    """Whom the message is about."""

    person = forms.UUIDField(error_messages={"required": _("Choose whom it is about.")})


class LeaveForm(SeenForm):
    """Why a message is set aside."""

    reason = forms.CharField(
        max_length=250, error_messages={"required": _("Say why the message is set aside.")}
    )


class CorrectForm(SeenForm):
    """Other words for fields of the message; what is left as it was is not corrected."""

    def __init__(self, typed: Any, *, shown: dict[str, str]) -> None:
        super().__init__(typed)
        self.shown = shown
        for name in PLACES:
            self.fields[name] = _field(name)

    def words(self) -> dict[str, str]:
        """The fields that were changed, as HL7 writes them."""
        changed = {}
        for name in PLACES:
            typed = str(self.data.get(name, "")).strip()
            value = self.cleaned_data.get(name)
            if value and typed != self.shown.get(name, ""):
                changed[name] = value if isinstance(value, str) else stamp(value)
        return changed


def _field(name: str) -> forms.Field:
    if name in MOMENTS:
        words = {"invalid": _("Write a day and a time, for example 2026-11-30 09:00.")}
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        return _Moment(required=False, input_formats=formats, error_messages=words)
    if name == "PID-7":
        words = {"invalid": _("Write a day, for example 1948-05-02.")}
        return forms.DateField(required=False, error_messages=words)
    return forms.CharField(required=False, max_length=120)


class _Moment(forms.DateTimeField):
    """A moment on the sender's clock: it has no zone of ours."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        typed = super(forms.DateTimeField, self).to_python(value)
        return typed if isinstance(typed, datetime) else None
