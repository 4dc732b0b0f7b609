"""Who works in a synthetic organization: every role, and as many teams as its people need."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from casewright.demo.rules.canaries import ACTIVE_OF_TEN, Place

MANAGERS_OF_A_TEAM = 6
FEWEST_TEAMS, FEWEST_MANAGERS = 2, 4
# One of each on every team beside its case managers.
ON_EVERY_TEAM = ("community_health_worker", "pharmacist", "supervisor")
# Beside the teams; the service is a feed, which never signs in.
OF_THE_HOUSE = ("intake", "intake", "quality_lead", "privacy_officer", "administrator", "service")
INTAKE = "Intake"


@dataclass(frozen=True)
class Member:
    """One account; `team` is the name of its team, empty for whoever is on none."""

    name: str
    role: str
    team: str

    @property
    def full_name(self) -> str:
        """The name colleagues see, made of the role."""
        return self.name.replace("-", " ").replace("_", " ").capitalize()


def roster(seed: int, people: int, caseload: int) -> list[Member]:
    """Everybody who works for so many people, at so many active ones a case manager."""
    managers = max(FEWEST_MANAGERS, ceil(people * ACTIVE_OF_TEN / 10 / caseload))
    teams = [
        f"Seed {seed} team {number}"
        for number in range(1, max(FEWEST_TEAMS, ceil(managers / MANAGERS_OF_A_TEAM)) + 1)
    ]
    wanted = [("case_manager", teams[number % len(teams)]) for number in range(managers)]
    wanted += [(role, team) for team in teams for role in ON_EVERY_TEAM]
    wanted += [(role, INTAKE if role == "intake" else "") for role in OF_THE_HOUSE]
    return [
        Member(f"seed{seed}-{role}-{_number(wanted, place)}", role, team)
        for place, (role, team) in enumerate(wanted)
    ]


def _number(wanted: list[tuple[str, str]], place: int) -> int:
    """Which of those of one role this is, from 1 on."""
    role = wanted[place][0]
    return sum(1 for other, _ in wanted[: place + 1] if other == role)


def places_of(members: Sequence[Member]) -> list[Place]:
    """Where people go: to each case manager in turn, with the helper of the same team."""
    helpers = {one.team: one.name for one in members if one.role == "community_health_worker"}
    return [
        Place(one.team, one.name, helpers[one.team])
        for one in members
        if one.role == "case_manager"
    ]
