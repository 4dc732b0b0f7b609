"""One writer at a time, on SQLite: its turn is waited for, and not asked for now and then.

SQLite has one writer. Whoever finds it busy sleeps and asks again, for up to a tenth of a second
at a time, although the writer was done long ago. Inside one process a lock tells the next one at
once; between the processes of a machine a locked file does within a millisecond. Both only make
the waiting shorter: that there is one writer is still SQLite's own doing.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from django.db import OperationalError, connection

# As long as SQLite itself would wait for a writer (`timeout` in the settings).
MOST_SECONDS = 20
LOOK_EVERY_SECONDS = 0.0005
_TURN = Lock()
# The locked file of this process, by the process's number: a child must not share its parent's.
_files: dict[tuple[int, str], int] = {}


@contextmanager
def in_turn() -> Iterator[None]:
    """Stand around a transaction that writes; nothing on PostgreSQL, or inside a transaction.

    Raises OperationalError where the turn does not come in time.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    if not _TURN.acquire(timeout=MOST_SECONDS):
        raise OperationalError("database is locked")
    try:
        with _before_other_processes():
            yield
    finally:
        _TURN.release()


@contextmanager
def _before_other_processes() -> Iterator[None]:
    """Hold the file beside the database. Where there can be none, SQLite's own way has to do."""
    file = _file_beside(str(connection.settings_dict["NAME"]))
    if file is None:
        yield
        return
    until = time.monotonic() + MOST_SECONDS
    while not _is_locked(file) and time.monotonic() < until:
        time.sleep(LOOK_EVERY_SECONDS)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _is_locked(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _file_beside(database: str) -> int | None:
    """The open file, made when it is first asked for; none for a database in memory."""
    place = (os.getpid(), database)
    if place not in _files:
        if not Path(database).is_file():
            return None
        with suppress(OSError):
            _files[place] = os.open(
                f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
    return _files.get(place)
