"""A full disk is told from other faults, whoever says it."""

import errno
import sqlite3

from django.db import OperationalError
from psycopg import errors

from casewright.foundation.room import has_no_room


def caused_by(cause: BaseException) -> OperationalError:
    fault = OperationalError()
    fault.__cause__ = cause
    return fault


def test_the_system_sqlite_and_postgresql_each_say_that_a_disk_is_full() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    assert has_no_room(caused_by(full))
    assert has_no_room(caused_by(errors.DiskFull()))
    assert has_no_room(OSError(errno.ENOSPC, "no space left"))
    assert has_no_room(OSError(errno.EDQUOT, "over quota"))


def test_other_faults_are_no_full_disk() -> None:
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorname = "SQLITE_BUSY"
    assert not has_no_room(caused_by(busy))
    assert not has_no_room(caused_by(errors.AdminShutdown()))
    assert not has_no_room(OSError(errno.EACCES, "not allowed"))
    assert not has_no_room(None)
