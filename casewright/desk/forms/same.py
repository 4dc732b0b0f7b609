"""What is typed about two records: which is the other, which stays, and whose words stay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casewright.transitions.actions.records import CHOSEN


class PairForm(forms.Form):
    """The other record."""

    other = forms.UUIDField(error_messages={"required": _("Choose the other record.")})


class JoinForm(PairForm):
    """Which of the two stays, and of each word on which they differ whose it is."""

    stays = forms.UUIDField(error_messages={"required": _("Choose which record stays.")})
    seen = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHOSEN:
            self.fields[name] = forms.UUIDField(required=False)

    def chosen(self) -> dict[str, str]:
        """The record whose word stays, by field."""
        given = self.cleaned_data
        return {name: str(given[name]) for name in CHOSEN if given.get(name)}
