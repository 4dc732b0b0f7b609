"""Writers of one process stand in line on SQLite, and nobody waits inside a transaction."""

from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction

from casewright.foundation import turn
from casewright.foundation.turn import in_turn

pytestmark = pytest.mark.django_db(transaction=True)


def is_free() -> bool:
    """Whether another thread would have its turn at once."""
    found = []

    def look() -> None:
        found.append(turn._TURN.acquire(blocking=False))
        if found[0]:
            turn._TURN.release()

    asked = Thread(target=look)
    asked.start()
    asked.join(20)
    return found[0]


def test_on_sqlite_nobody_else_writes_during_a_turn_and_on_postgresql_everybody_may() -> None:
    with in_turn():
        assert is_free() is (connection.vendor != "sqlite")
    assert is_free()


def test_a_turn_ends_also_where_the_work_failed() -> None:
    with pytest.raises(ValueError, match="broken"), in_turn():
        raise ValueError("broken")
    assert is_free()


def test_inside_a_transaction_no_turn_is_waited_for() -> None:
    with in_turn(), transaction.atomic(), in_turn():
        assert connection.in_atomic_block
    assert is_free()


def test_a_turn_that_does_not_come_is_said_as_the_database_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers, and none waits for a turn.")
    monkeypatch.setattr(turn, "MOST_SECONDS", 0.01)
    with turn._TURN, pytest.raises(OperationalError, match="locked"), in_turn():
        pytest.fail("two had their turn at once")
    assert is_free()
