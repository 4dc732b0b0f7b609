"""The pages in the bar at the top: for each user those they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from casewright.clocks.access import SEE_RULES
from casewright.desk.access import SEE_SELFCHECK, SEE_TRAIL
from casewright.hl7.access import WORK_QUEUE
from casewright.hl7.queries import COUNTED, count_waiting
from casewright.people.access import SEARCH
from casewright.security.access import SEE_COVER
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.tasks.access import SEE_TEAM, SEE_TODAY

COUNTED_FOR_SECONDS = 20


@dataclass(frozen=True)
class Page:
    """One page of the bar: `key` is the letter that opens it after `g`, and `count` says how many
    things wait there."""

    name: str
    words: Promise
    permit: str
    key: str
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True)
class Entry:
    """A page of the bar as one user sees it now."""

    words: str
    address: str
    key: str
    is_here: bool
    count: int = 0


def viewer_of(request: HttpRequest) -> User | None:
    """Whoever is signed in; None on a page shown to anybody."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def messages_waiting(request: HttpRequest) -> int:
    """How many messages wait; 0 for whoever may not deal with them.

    It stands on every page: counted every few seconds, and anew once a colleague settled one.
    """
    kept: int | None = getattr(request, "_messages_waiting", None)
    if kept is None:
        viewer = viewer_of(request)
        kept = 0
        if viewer and holds(viewer, WORK_QUEUE):
            count = partial(count_waiting, viewer=viewer)
            kept = int(cache.get_or_set(COUNTED, count, timeout=COUNTED_FOR_SECONDS) or 0)
        request._messages_waiting = kept  # type: ignore[attr-defined]  # kept for this request
    return kept


MENU = (
    Page("today", gettext_lazy("Today"), SEE_TODAY, "t"),
    Page("people", gettext_lazy("People"), SEARCH, "p"),
    Page("messages", gettext_lazy("Messages"), WORK_QUEUE, "q", messages_waiting),
    Page("team", gettext_lazy("Team"), SEE_TEAM, "e"),
    Page("rules", gettext_lazy("Deadline rules"), SEE_RULES, "r"),
    Page("trail", gettext_lazy("Trail"), SEE_TRAIL, "l"),
    Page("selfcheck", gettext_lazy("Still to do"), SEE_SELFCHECK, "s"),
)
# Pages that stand at the foot of every page; the command box leads there too. Open to everybody who
# is signed in.
MORE_PAGES = (
    Page("cover", gettext_lazy("Cover"), SEE_COVER, ""),
    Page("digest", gettext_lazy("Morning digest"), SEE_TODAY, ""),
    Page("keys", gettext_lazy("Keys"), "", ""),
    Page("order", gettext_lazy("How Today is ordered"), SEE_TODAY, ""),
)


@lru_cache(maxsize=64)
def _address(name: str) -> str:
    return reverse(name)


def menu_for(request: HttpRequest) -> list[Entry]:
    """The pages this user may open, and which of them they are on."""
    viewer = viewer_of(request)
    if viewer is None:
        return []
    here = request.path
    entries = []
    for page in MENU:
        if holds(viewer, page.permit):
            address = _address(page.name)
            is_here = here == address or (address != "/" and here.startswith(address))
            count = page.count(request) if page.count else 0
            entries.append(Entry(str(page.words), address, page.key, is_here, count))
    return entries


def may_see_cover(viewer: User) -> bool:
    """Whether somebody may see who of their colleagues is away."""
    return holds(viewer, SEE_COVER)


def may_have_digest(viewer: User) -> bool:
    """Whether somebody has a Today, and so a digest of it."""
    return holds(viewer, SEE_TODAY)
