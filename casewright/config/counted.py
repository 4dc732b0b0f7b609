"""Where the web processes of one server count their requests together.

A folder in memory: on a disk that is full, a process that only counts would be ended by the system.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Read by the library that counts, when it is imported (foundation/measuring.py).
COUNT_IN = "PROMETHEUS_MULTIPROC_DIR"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - only folders are made there, under names of their own
NAME = re.compile(r"casewright-counted-(\d+)-\w+")


@contextmanager
def folder_to_count_in() -> Iterator[Path]:
    """A folder for as long as the server runs; those of servers that were killed are removed."""
    within = IN_MEMORY if IN_MEMORY.is_dir() else Path(tempfile.gettempdir())
    _remove_left_behind(within)
    prefix = f"casewright-counted-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=within, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _remove_left_behind(within: Path) -> None:
    for folder in within.glob("casewright-counted-*"):
        found = NAME.fullmatch(folder.name)
        if found is None or _runs(int(found[1])):
            continue
        # Another may remove it in this moment; what is gone by itself is as good.
        with suppress(OSError):
            if folder.lstat().st_uid == os.getuid():
                shutil.rmtree(folder)


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
