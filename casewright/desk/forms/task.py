"""What is typed to promise something about a person."""

from datetime import datetime, time

from django import forms
from django.utils.translation import gettext_lazy

from casewright.clocks.rules import end_of
from casewright.foundation.moments import organization_zone
from casewright.tasks.actions import Promise
from casewright.tasks.models import Act, Nature, Task


class TaskForm(forms.Form):
    """A promise: what, by when, and why. Its owner is whoever makes it."""

    title = forms.CharField(
        max_length=200,
        error_messages={"required": gettext_lazy("Say what is to be done, beginning with a verb.")},
    )
    due_on = forms.DateField(
        error_messages={"required": gettext_lazy("Choose the day by which it is to be done.")}
    )
    due_time = forms.TimeField(required=False)
    act = forms.ChoiceField(choices=Act.choices, required=False)
    why = forms.CharField(max_length=500, required=False)

    def promise(self) -> Promise:
        """The promise that was typed; one with a time of day is a promise to the person."""
        typed = self.cleaned_data
        hour: time | None = typed["due_time"]
        zone = organization_zone()
        due_at = (
            datetime.combine(typed["due_on"], hour, tzinfo=zone)
            if hour
            else end_of(typed["due_on"], zone)
        )
        return Promise(
            title=typed["title"],
            due_at=due_at,
            why=typed["why"],
            nature=Nature.PROMISE if hour else Nature.ROUTINE,
            act=typed["act"] or Act.DO,
            has_time=hour is not None,
            source=Task._meta.label,
        )
