"""The trail is one chain, and shows when somebody has been at it."""

import pytest
from django.db import DatabaseError, connection, transaction

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.audit.queries import faults, head
from casewright.audit.rules import Head
from conftest import Staff

pytestmark = pytest.mark.django_db


def test_lines_follow_each_other_without_a_gap(staff: Staff) -> None:
    first = head().count
    for _ in range(3):
        record(staff.amara, "people.seen", staff.north)
    assert head().count == first + 3
    assert faults([]) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'bo'", "DELETE FROM audit_entry"]
)
def test_the_table_refuses_to_change_or_remove_a_line(staff: Staff, statement: str) -> None:
    before = head()
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
    ):
        cursor.execute(statement)
    assert head() == before


def test_a_head_exported_before_the_end_was_cut_shows_the_cut(staff: Staff) -> None:
    count = head().count
    later = Head(count=count + 5, hash="f" * 64, at="2026-11-24T14:00:00+00:00")
    assert faults([later]) == [
        f"The trail ends before entry {count + 5}, which stood there at 2026-11-24T14:00:00+00:00."
    ]


def test_a_head_of_another_trail_is_found(staff: Staff) -> None:
    count = Entry.objects.count()
    other = Head(count=count, hash="0" * 64, at="2026-11-24T14:00:00+00:00")
    assert len(faults([other])) == 1
