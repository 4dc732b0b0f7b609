"""Every stored field is known to be personal or plain, and nothing goes with what it points to."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import HOUSE

# field -> why its row may go with the row it points to
MAY_GO_ALONG = {
    "security.Session.user": "a session is nothing without its user; users are never removed",
    "people.SearchKey.person": "words to search by, made anew from what is kept",
}
CASCADES = models.CASCADE


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("casewright.")]


def unsorted(fields: set[str], personal: frozenset[str], plain: frozenset[str]) -> set[str]:
    """The names that stand in neither list, in both, or in one without being a field."""
    return (fields ^ (personal | plain)) | (personal & plain)


def cascades(model: type[models.Model]) -> Iterator[str]:
    """The fields whose row would go with the row they point to."""
    for field in model._meta.concrete_fields:
        remote = getattr(field, "remote_field", None)
        if remote is not None and remote.on_delete is CASCADES:
            yield f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_every_field_is_called_personal_or_plain(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.concrete_fields}
    personal, plain = model.PERSONAL, model.PLAIN  # type: ignore[attr-defined]  # the house's own
    assert unsorted(fields, personal, plain) == set()


def test_nothing_about_a_person_goes_with_another_row() -> None:
    assert {name for model in ours() for name in cascades(model)} == set(MAY_GO_ALONG)


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_a_record_names_itself_by_its_key(model: type[models.Model]) -> None:
    """A name in a log line begins with a record that shows one as its text."""
    personal = model.PERSONAL  # type: ignore[attr-defined]  # the house's own
    texts = {
        field.name: f"~{field.name}~"
        for field in model._meta.concrete_fields
        if field.name in personal and isinstance(field, models.CharField | models.TextField)
    }
    shown = str(model(**texts))
    assert not [word for word in texts.values() if word in shown]


def test_every_room_is_in_the_list_of_models() -> None:
    rooms = {model.__module__.split(".")[1] for model in ours()}
    assert {path.parent.name for path in HOUSE.glob("*/models.py")} <= rooms | {"fhir"}


def test_a_forgotten_field_is_noticed() -> None:
    personal, plain = frozenset({"words"}), frozenset({"id"})
    assert unsorted({"id", "words"}, personal, plain) == set()
    assert unsorted({"id", "words", "phone"}, personal, plain) == {"phone"}
    assert unsorted({"id"}, personal, plain) == {"words"}
    assert unsorted({"id", "words"}, personal, plain | {"words"}) == {"words"}


def test_a_cascade_is_noticed() -> None:
    session = apps.get_model("security", "Session")
    assert list(cascades(session)) == ["security.Session.user"]
