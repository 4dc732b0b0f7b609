"""The folder in which web processes count: there while the server runs, and no longer."""

import os
from pathlib import Path

import pytest

from casewright.config import counted
from casewright.config.counted import COUNT_IN, folder_to_count_in
from casewright.foundation.measuring import TOGETHER


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(counted, "IN_MEMORY", tmp_path)
    return tmp_path


def test_it_is_there_while_the_server_runs(memory: Path) -> None:
    with folder_to_count_in() as folder:
        (folder / "counter_1.db").touch()
        assert folder.parent == memory
        assert folder.stat().st_mode & 0o077 == 0
    assert list(memory.iterdir()) == []


def test_what_killed_servers_left_is_removed_and_nothing_else(memory: Path) -> None:
    gone = 4_194_305  # one more than the highest number a process of Linux has
    left, runs = f"casewright-counted-{gone}-ab", f"casewright-counted-{os.getpid()}-cd"
    for name in (left, runs, "casewright-counted-by-hand", "else"):
        (memory / name).mkdir()
    with folder_to_count_in():
        assert not (memory / left).exists()
        assert (memory / runs).exists()
    assert sorted(one.name for one in memory.iterdir()) == [
        runs,
        "casewright-counted-by-hand",
        "else",
    ]


def test_without_memory_to_mount_it_stands_among_other_temporary_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(counted, "IN_MEMORY", tmp_path / "none")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with folder_to_count_in() as folder:
        assert folder.parent == tmp_path


def test_what_it_is_told_by_is_the_name_that_is_listened_to() -> None:
    assert COUNT_IN == TOGETHER
