"""The house while it is being filled: who works here, and where messages are laid down."""

from dataclasses import dataclass, field
from pathlib import Path

from casewright.demo.rules.lives import Visit
from casewright.security.models import Team, User


@dataclass
class House:
    """Users and teams by their keys, the names of facilities, and the folder of the doors."""

    administrator: User
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    facilities: dict[str, str] = field(default_factory=dict)
    inbox: Path = Path()
    messages: int = 0

    def user(self, name: str) -> User:
        """A colleague, or "feed" for the hospitals' messages."""
        return self.users[name]

    def owner(self, name: str) -> User | Team | None:
        """A colleague, a team's queue as "team:harbor", or nobody said."""
        if not name:
            return None
        if name.startswith("team:"):
            return self.teams[name.removeprefix("team:")]
        return self.users[name]

    def facility_name(self, visit: Visit) -> str:
        """What the facility of a stay is called in its messages."""
        return visit.facility_name or self.facilities[visit.facility]

    def next_control_id(self, facility: str) -> str:
        """The sender's number of its next message."""
        self.messages += 1
        return f"{facility}-{self.messages:06}"
