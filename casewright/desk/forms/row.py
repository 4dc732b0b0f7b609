"""What is typed into the forms of a row: later, hand over, not needed, pin, and many at once."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from casewright.foundation.moments import local
from casewright.security.models import Team, User

AFTERNOON, MORNING = time(14), time(9)


class VersionForm(forms.Form):
    """The version of the task that was on the screen; without one, the present one is meant."""

    version = forms.IntegerField(required=False, min_value=1)


class LaterForm(VersionForm):
    """Until when a task stays out of sight: this afternoon, tomorrow morning, a moment, or until
    something happens."""

    when = forms.ChoiceField(
        choices=[(name, name) for name in ("today", "tomorrow", "pick", "happens")],
        error_messages={"required": _("Choose until when.")},
    )
    pick = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"invalid": _("Write a day and a time, for example 2026-11-30 09:00.")},
    )

    # When something happens: what, and the day to look again whether it has.
    waiting_on = forms.CharField(required=False, max_length=120)
    look_on = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") == "happens" and not given.get("waiting_on"):
            self.add_error("waiting_on", _("Say what you are waiting for."))
        if given.get("when") == "happens" and not given.get("look_on"):
            self.add_error("look_on", _("Choose the day to look again."))
        if given.get("when") != "happens":
            given["waiting_on"] = ""
        if given.get("when") == "pick" and not given.get("pick") and "pick" not in self.errors:
            self.add_error("pick", _("Choose a day and a time."))
        return given

    def until(self, at: datetime) -> datetime:
        """The chosen moment on the organization's wall clock, seen from a present moment."""
        here = local(at)
        match self.cleaned_data["when"]:
            case "today":
                return datetime.combine(here.date(), AFTERNOON, tzinfo=here.tzinfo)
            case "tomorrow":
                return datetime.combine(
                    here.date() + timedelta(days=1), MORNING, tzinfo=here.tzinfo
                )
            case "happens":
                day = self.cleaned_data["look_on"]
                return datetime.combine(day, MORNING, tzinfo=here.tzinfo)
            case _:
                picked: datetime = self.cleaned_data["pick"]
                return picked


class HandOverForm(VersionForm):
    """To whom a task goes: a colleague or a team's queue, with a word on where it stands."""

    to = forms.CharField(error_messages={"required": _("Choose to whom.")})
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, data: Any, *, users: list[User], teams: list[Team]) -> None:
        super().__init__(data)
        self.choices: dict[str, User | Team] = {str(user.pk): user for user in users}
        self.choices |= {str(team.pk): team for team in teams}

    def clean_to(self) -> User | Team:
        chosen = self.choices.get(self.cleaned_data["to"])
        if chosen is None:
            raise forms.ValidationError(_("Choose a colleague or a team from the list."))
        return chosen


class ReasonForm(VersionForm):
    """Why something is not needed, or why it goes to the top."""

    reason = forms.CharField(
        max_length=200, error_messages={"required": _("Say why: it stays in the record.")}
    )


class SeveralForm(forms.Form):
    """What to do with every chosen task."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("done", "today", "tomorrow", "hand_over", "undo")],
        error_messages={"required": _("Choose what to do with them.")},
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.keys: list[UUID] = []
        self.chosen: list[str] = data.getlist("task")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        try:
            self.keys = [UUID(text) for text in self.chosen]
        except ValueError as fault:
            raise forms.ValidationError(_("Choose tasks from the list.")) from fault
        if not self.keys:
            raise forms.ValidationError(_("Choose at least one task first."))
        return given
