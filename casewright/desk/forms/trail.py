"""What may be asked of the trail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casewright.desk.queries.trail import Sieve

OUTCOMES = [("", _("Done or refused")), ("done", _("Done")), ("refused", _("Refused"))]


class TrailForm(forms.Form):
    """By person, by user, by event, by outcome."""

    person = forms.UUIDField(
        required=False,
        error_messages={"invalid": _("A person's key is 36 letters and digits, as entries show.")},
    )
    actor = forms.CharField(required=False, max_length=150)
    event = forms.CharField(required=False, max_length=80)
    outcome = forms.ChoiceField(required=False, choices=OUTCOMES)
    before = forms.IntegerField(required=False, min_value=1)

    def sieve(self) -> Sieve:
        """The question, once the form is valid."""
        given = self.cleaned_data
        return Sieve(
            person=str(given["person"] or ""),
            actor=given["actor"],
            event=given["event"],
            outcome=given["outcome"],
            before=given["before"],
        )
