"""A short list looked up first, and a text of which only the marks are left to fill in."""

import pytest
from django.db import connection

from casewright.foundation.among import among
from casewright.foundation.prepared import KEYS, PreparedRecords, PreparedRows
from casewright.security.models import Membership, Team, User
from conftest import Staff

pytestmark = pytest.mark.django_db


def north_and_south(staff: Staff) -> list[str]:
    few = Team.objects.filter(pk__in=[staff.north.pk, staff.south.pk]).values("pk")
    found = Membership.objects.filter(among("team", few)).order_by("user__username")
    return [member.user.username for member in found]


def test_a_field_is_one_of_few_that_another_statement_gives(staff: Staff) -> None:
    theirs = Membership.objects.filter(team__in=[staff.north, staff.south])
    assert north_and_south(staff) == sorted(member.user.username for member in theirs)
    assert north_and_south(staff)


def test_of_none_there_is_nobody(staff: Staff) -> None:
    assert not Membership.objects.filter(among("team", Team.objects.none().values("pk"))).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite guesses well by itself.")
def test_postgresql_looks_the_few_up_before_it_asks_an_index(staff: Staff) -> None:
    found = Membership.objects.filter(among("team", Team.objects.values("pk")))
    text = str(found.query)
    assert '"team_id" = ANY(ARRAY(SELECT' in text
    assert " IN (" not in text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans by the text alone.")
def test_what_is_always_the_same_is_written_into_the_text(staff: Staff) -> None:
    asked = User.objects.filter(pk=KEYS["viewer"], kind="staff", username__contains="%s")
    rows = PreparedRows(lambda: ([asked.values_list("username")], ""))
    assert rows.rows(viewer=staff.amara.pk) == []
    (text,) = rows.texts.values()
    assert text.spots == ("viewer",)
    assert "'staff'" in text.sql


def test_a_sign_that_stands_for_anything_is_found_as_it_is_written(staff: Staff) -> None:
    staff.amara.full_name = "100 % Amara"
    staff.amara.save()
    named = User.objects.filter(pk=KEYS["viewer"], full_name__contains="0 %")
    found = PreparedRecords(lambda: named).records(viewer=staff.amara.pk)
    assert [user.pk for user in found] == [staff.amara.pk]
    assert PreparedRecords(lambda: named).records(viewer=staff.bo.pk) == []
