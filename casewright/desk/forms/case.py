"""What is typed to open a case, or to hand one over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from casewright.security.models import Team, User


class OpenCaseForm(forms.Form):
    """A case: program, team, and who manages it; without a manager it waits in the team."""

    program = forms.CharField(
        max_length=80, error_messages={"required": gettext_lazy("Write the name of the program.")}
    )
    team = forms.TypedChoiceField(error_messages={"required": gettext_lazy("Choose a team.")})
    manager = forms.TypedChoiceField(required=False, empty_value=None)
    reason = forms.CharField(max_length=300, required=False)

    def __init__(self, typed: Any, *, teams: dict[Team, list[User]]) -> None:
        super().__init__(typed)
        self.by_team = teams
        self.teams = {str(team.pk): team for team in teams}
        self.people = {str(user.pk): user for users in teams.values() for user in users}
        self.members = {str(team.pk): {user.pk for user in teams[team]} for team in teams}
        self.fields["team"].choices = [(key, team.name) for key, team in self.teams.items()]  # type: ignore[attr-defined]  # a choice field
        self.fields["manager"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "Nobody yet"),
            *((key, user.full_name) for key, user in self.people.items()),
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        manager = self.people.get(typed.get("manager") or "")
        if manager and manager.pk not in self.members.get(typed.get("team", ""), set()):
            self.add_error("manager", "Choose somebody of that team, or nobody yet.")
        return typed

    @property
    def chosen_team(self) -> Team:
        """The team that was chosen."""
        return self.teams[self.cleaned_data["team"]]

    @property
    def chosen_manager(self) -> User | None:
        """Who was chosen to manage the case."""
        return self.people.get(self.cleaned_data["manager"] or "")


class CaseHandOverForm(forms.Form):
    """To whom a case is handed over, and why."""

    to = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose a colleague.")})
    reason = forms.CharField(
        max_length=300,
        error_messages={"required": gettext_lazy("Say why: it stays in the record.")},
    )

    def __init__(self, typed: Any, *, colleagues: list[User]) -> None:
        super().__init__(typed)
        self.people = {str(user.pk): user for user in colleagues}
        self.fields["to"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, user.full_name) for key, user in self.people.items()
        ]

    @property
    def colleague(self) -> User:
        """Who was chosen."""
        return self.people[self.cleaned_data["to"]]
