"""What somebody chose for their screen: colors, kept in their browser; keys, kept with them."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from casewright.desk.keys import Chosen, chosen_in
from casewright.desk.navigation import viewer_of

COLORS_COOKIE = "casewright-colors"
COLORS = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Screen:
    """The colors (`auto` follows the device), and which single keys do what."""

    colors: str
    chosen: Chosen

    @property
    def keys(self) -> bool:
        """Whether single keys do something."""
        return self.chosen.on


def screen_of(request: HttpRequest) -> Screen:
    """Read the choices; what is unknown or missing is the first choice."""
    colors = request.COOKIES.get(COLORS_COOKIE, "")
    viewer = viewer_of(request)
    return Screen(
        colors=colors if colors in COLORS else COLORS[0],
        chosen=chosen_in(viewer.keys) if viewer else Chosen(),
    )


def keep(response: HttpResponse, cookie: str, value: str) -> None:
    """Keep a choice for a year. It says nothing about anybody, and no script reads it."""
    response.set_cookie(
        cookie,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SERVED_OVER_TLS,
    )
