"""What is typed to arrange cover: who is away, who covers, from which day to which, and why."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casewright.clocks.rules import end_of
from casewright.foundation.moments import local, organization_zone
from casewright.security.models import User


class CoverForm(forms.Form):
    """Cover by whole days; from today it begins at once. Without `covering` the team is asked."""

    away = forms.TypedChoiceField(error_messages={"required": _("Choose who is away.")})
    covering = forms.TypedChoiceField(required=False)
    starts_on = forms.DateField(error_messages={"required": _("Choose the first day.")})
    ends_on = forms.DateField(error_messages={"required": _("Choose the last day.")})
    reason = forms.CharField(required=False, max_length=200)

    def __init__(self, typed: Any, *, away: Iterable[User], takers: Iterable[User]) -> None:
        super().__init__(typed)
        self.people = {str(user.pk): user for user in (*takers, *away)}
        self.fields["away"].choices = [(str(user.pk), user.full_name) for user in away]  # type: ignore[attr-defined]  # a choice field
        self.fields["covering"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", ""),
            *((str(user.pk), user.full_name) for user in takers),
        ]

    def arrangement(self, at: datetime) -> dict[str, Any]:
        """What was typed, as `arrange_cover` takes it."""
        typed, zone = self.cleaned_data, organization_zone()
        is_today = typed["starts_on"] <= local(at).date()
        begins = datetime.combine(typed["starts_on"], time.min, tzinfo=zone)
        return {
            "away": self.people[typed["away"]],
            "covering": self.people.get(typed["covering"]),
            "starts_at": at if is_today else begins,
            "ends_at": end_of(typed["ends_on"], zone),
            "reason": typed["reason"],
        }
