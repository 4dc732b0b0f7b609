"""The pages in the bar at the top: for each user those they may open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from casewright.clocks.access import SEE_RULES
from casewright.desk.access import SEE_TRAIL
from casewright.people.access import SEARCH
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.tasks.access import SEE_TEAM, SEE_TODAY


@dataclass(frozen=True)
class Page:
    """One page of the bar: `key` is the letter that opens it after `g`."""

    name: str
    words: Promise
    permit: str
    key: str


@dataclass(frozen=True)
class Entry:
    """A page of the bar as one user sees it now."""

    words: str
    address: str
    key: str
    is_here: bool


MENU = (
    Page("today", gettext_lazy("Today"), SEE_TODAY, "t"),
    Page("people", gettext_lazy("People"), SEARCH, "p"),
    Page("team", gettext_lazy("Team"), SEE_TEAM, "e"),
    Page("rules", gettext_lazy("Deadline rules"), SEE_RULES, "r"),
    Page("trail", gettext_lazy("Trail"), SEE_TRAIL, "l"),
)


def viewer_of(request: HttpRequest) -> User | None:
    """Whoever is signed in; None on a page shown to anybody."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def menu_for(request: HttpRequest) -> list[Entry]:
    """The pages this user may open, and which of them they are on."""
    viewer = viewer_of(request)
    if viewer is None:
        return []
    here = request.path
    entries = []
    for page in MENU:
        if holds(viewer, page.permit):
            address = reverse(page.name)
            is_here = here == address or (address != "/" and here.startswith(address))
            entries.append(Entry(str(page.words), address, page.key, is_here))
    return entries
