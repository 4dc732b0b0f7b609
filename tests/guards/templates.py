"""A name that nobody set is an error in Django's templates too; Jinja2 is strict by itself."""

from typing import NoReturn

import pytest
from django.template.engine import Engine


class UnknownName(Exception):  # noqa: N818 - what it is
    """A template showed a name that the view did not set."""


class Strict(str):
    """Stands in for a name nobody set, and refuses to be shown."""

    __slots__ = ()

    def __mod__(self, name: object) -> NoReturn:
        raise UnknownName(f"A template shows {name}, which nobody set.")


def guard(patch: pytest.MonkeyPatch) -> None:
    """Let a page that shows an unknown name fail, also where a test has the engines made anew."""
    strict = Strict("%s")
    always = property(lambda _engine: strict, lambda _engine, _given: None)
    patch.setattr(Engine, "string_if_invalid", always, raising=False)
