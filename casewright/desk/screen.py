"""What somebody chose for their screen, kept in their browser: colors and keys."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COLORS_COOKIE = "casewright-colors"
KEYS_COOKIE = "casewright-keys"
COLORS = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Screen:
    """The colors (`auto` follows the device), and whether single keys do something."""

    colors: str
    keys: bool


def screen_of(request: HttpRequest) -> Screen:
    """Read the choices; what is unknown or missing is the first choice."""
    chosen = request.COOKIES.get(COLORS_COOKIE, "")
    return Screen(
        colors=chosen if chosen in COLORS else COLORS[0],
        keys=request.COOKIES.get(KEYS_COOKIE, "") != "off",
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
