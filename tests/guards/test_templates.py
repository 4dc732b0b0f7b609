"""The guard that lets no page show a name nobody set."""

from typing import Any

import pytest
from django.template import engines
from jinja2 import UndefinedError

from tests.guards.templates import UnknownName


def test_an_unknown_name_on_a_sign_in_page_fails() -> None:
    page = engines["accounts"].from_string("Hello {{ persn.name }}")
    with pytest.raises(UnknownName, match="persn"):
        page.render({"person": "Rosa"})


def test_it_fails_also_when_the_engines_were_made_anew(settings: Any) -> None:
    settings.DEBUG = True  # Django throws its engines away
    with pytest.raises(UnknownName, match="persn"):
        engines["accounts"].from_string("Hello {{ persn.name }}").render({"person": "Rosa"})


def test_a_known_name_is_shown() -> None:
    assert engines["accounts"].from_string("{{ person }}").render({"person": "Rosa"}) == "Rosa"


def test_an_unknown_name_on_a_page_of_ours_fails() -> None:
    with pytest.raises(UndefinedError, match="persn"):
        engines["pages"].from_string("Hello {{ persn.name }}").render({"person": "Rosa"})
