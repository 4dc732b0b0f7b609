"""The guards of the tables stand aside for the flush between tests, and for nothing else."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from casewright.audit.actions import record
from casewright.audit.models import Entry
from tests.guards.flushing import add_only


def test_after_a_flush_the_trail_refuses_again(committed: None) -> None:
    record(None, "people.seen")
    call_command("flush", verbosity=0, interactive=False)
    assert Entry.objects.count() == 0
    record(None, "people.seen")
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
    ):
        cursor.execute("DELETE FROM audit_entry")
    assert Entry.objects.count() == 1


def test_every_table_of_history_is_known_to_the_flush() -> None:
    tables = {table for _, table in add_only()}
    assert {
        *("audit_entry", "cases_statusentry", "clocks_clock", "contacts_addendum"),
        *("contacts_contact", "tasks_taskevent", "transitions_stayevent"),
    } <= tables


@pytest.mark.django_db
def test_every_table_of_history_refuses_to_be_emptied(subtests: pytest.Subtests) -> None:
    for _, table in add_only():
        with subtests.test(table), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
                    cursor.execute(f"TRUNCATE {table} CASCADE")
            else:
                cursor.execute(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                    [table],
                )
                assert cursor.fetchone() == (2,)
