"""What is typed about a person: their own words, what to watch for, home, and if it gets worse."""

from django import forms
from django.utils.translation import gettext_lazy

from casewright.people.models import StatementKind

LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "ar": "Arabic",
    "zh": "Chinese",
    "fr": "French",
    "ht": "Haitian Creole",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}


PARTICULARS = ("called", "pronouns", "home_note", "if_worse")


class StatementForm(forms.Form):
    """A dated sentence in the person's own words, or something to watch for."""

    kind = forms.ChoiceField(choices=StatementKind.choices)
    words = forms.CharField(
        max_length=500, error_messages={"required": gettext_lazy("Write it down as it was said.")}
    )
    language = forms.ChoiceField(choices=list(LANGUAGES.items()))
    translation = forms.CharField(max_length=500, required=False)
    said_on = forms.DateField(
        error_messages={"required": gettext_lazy("Write the day on which it was said.")}
    )
    source = forms.CharField(max_length=120, required=False)


class ChangedStatementForm(forms.Form):
    """A statement put right; or ended, where it no longer holds."""

    words = forms.CharField(max_length=500, required=False)
    translation = forms.CharField(max_length=500, required=False)
    source = forms.CharField(max_length=120, required=False)


class SummaryForm(forms.Form):
    """Two lines about who this is and what is going on, with the version that was seen."""

    version = forms.IntegerField(min_value=0)
    words = forms.CharField(
        max_length=400,
        required=False,
        error_messages={"max_length": gettext_lazy("Two lines: up to 400 characters.")},
    )


class PersonForm(forms.Form):
    """What a colleague keeps true on the person's page, with the version they saw."""

    version = forms.IntegerField(min_value=1)
    called = forms.CharField(max_length=120, required=False)
    pronouns = forms.CharField(max_length=40, required=False)
    home_note = forms.CharField(max_length=300, required=False)
    if_worse = forms.CharField(max_length=300, required=False)

    def values(self) -> dict[str, str]:
        """The texts that were typed, by field."""
        return {name: self.cleaned_data[name] for name in PARTICULARS}
