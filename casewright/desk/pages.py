"""How our pages are made: the template language, and what every page can use."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from casewright.desk import answers, navigation, said, screen
from casewright.desk.device import seal_of
from casewright.foundation.moments import local, now
from casewright.security.middleware import ends_in

NOBODY = "00000000-0000-0000-0000-000000000000"


def environment(**options: Any) -> Environment:
    """Make the Jinja2 environment: everything escaped, and a name nobody set is an error."""
    options["autoescape"] = True
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    pages = Environment(**options)  # noqa: S701 - autoescape is set two lines above
    pages.policies["ext.i18n.trimmed"] = True
    pages.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        gettext=_gettext, ngettext=translation.ngettext, newstyle=True
    )
    pages.globals |= {
        "static": _static,
        "sprite": _sprite,
        "url": _url,
        "is_demo": settings.DEMO,
        "viewer_of": navigation.viewer_of,
        "menu_for": navigation.menu_for,
        "may_have_digest": navigation.may_have_digest,
        "may_see_cover": navigation.may_see_cover,
        "messages_waiting": navigation.messages_waiting,
        "screen_of": screen.screen_of,
        "ends_in": ends_in,
        "seal_of": seal_of,
        "said_to": said.said_to,
        "deed_in": answers.deed_in,
        "language": translation.get_language,
        "is_right_to_left": translation.get_language_bidi,
        "local": local,
        "now": now,
    }
    return pages


def _gettext(message: str) -> str:
    """A sentence in the language of whoever asks. A page has dozens, the same ones every time."""
    return _said_in(translation.get_language(), message)


@lru_cache(maxsize=4096)
def _said_in(_language: str | None, message: str) -> str:
    return translation.gettext(message)


def _url(name: str, *keys: object) -> str:
    """The address of a named page for a record's key.

    A list shows hundreds of addresses: what stands around the key is worked out once.
    """
    if len(keys) != 1:
        return _address(name, *keys)
    before, after = _around_key(name)
    return f"{before}{keys[0]}{after}"


@lru_cache(maxsize=128)
def _address(name: str, *keys: object) -> str:
    return reverse(name, args=[str(key) for key in keys])


@lru_cache(maxsize=64)
def _static(name: str) -> str:
    """The address of one of our files, which stays the same while the program runs."""
    return static(name)


@lru_cache(maxsize=128)
def _around_key(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[NOBODY]).partition(NOBODY)
    return before, after


@lru_cache(maxsize=1)
def _sprite() -> str:
    """The address of the file that holds our icons."""
    return static("desk/vendor/lucide-1.62.0.svg")
