"""A name that nobody set is an error in Django's templates too; Jinja2 is strict by itself."""

from typing import Any, NoReturn

import pytest
from django.template import engines


class UnknownName(Exception):  # noqa: N818 - what it is
    """A template showed a name that the view did not set."""


class Strict(str):
    """Stands in for a name nobody set, and refuses to be shown."""

    __slots__ = ()

    def __mod__(self, name: object) -> NoReturn:
        raise UnknownName(f"A template shows {name}, which nobody set.")


def guard(patch: pytest.MonkeyPatch) -> None:
    """Let a page that shows an unknown name fail."""
    pages: Any = engines["accounts"]
    patch.setattr(pages.engine, "string_if_invalid", Strict("%s"))
