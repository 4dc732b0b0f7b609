"""Eight people write at the same time, and the trail stays one chain."""

from collections.abc import Callable

from django.db import connection

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.audit.queries import faults
from conftest import Staff
from tests.guards.writers import at_once

WRITERS, LINES = 8, 100


def test_eight_hundred_lines_of_eight_writers_do_not_fork(committed: None, staff: Staff) -> None:
    before = Entry.objects.count()

    def writer(number: int) -> Callable[[], None]:
        def write() -> None:
            for _ in range(LINES):
                record(staff.amara, f"people.seen_{number}", staff.north)

        return write

    outcomes = at_once([writer(number) for number in range(WRITERS)])

    assert [outcome.fault for outcome in outcomes] == [None] * WRITERS
    assert Entry.objects.count() == before + WRITERS * LINES
    assert faults([]) == []
    assert connection.vendor in ("sqlite", "postgresql")


def test_the_tables_are_guarded_again_after_a_committed_test(committed: None) -> None:
    assert Entry.objects.count() == 0
