"""The guard that takes no order for granted."""

import pytest

from casewright.security.models import Team

pytestmark = pytest.mark.django_db


def test_what_nobody_put_in_order_comes_turned_around() -> None:
    for name in ("North", "South", "West"):
        Team.objects.create(name=name)
    with_guard = [team.name for team in Team.objects.all()]
    as_given = [team.name for team in Team.objects.iterator()]
    assert with_guard == as_given[::-1]


def test_an_order_that_was_asked_for_is_kept() -> None:
    for name in ("South", "North", "West"):
        Team.objects.create(name=name)
    assert [team.name for team in Team.objects.order_by("name")] == ["North", "South", "West"]
