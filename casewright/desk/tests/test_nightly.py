"""The list for a day without a computer: everybody's own, for nobody else's eyes."""

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from casewright.audit.models import Entry
from casewright.desk.jobs import write_night_lists
from casewright.desk.nightly import file_name
from casewright.people.models import Person
from casewright.tasks.actions import Promise, open_task
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "lists" / "2026-11-24"


@pytest.fixture
def call(staff: Staff, case: object, rosa: Person, now: datetime) -> None:
    promise = Promise(title="Ask about the scale", due_at=now + timedelta(hours=2), why="Swollen")
    open_task(by=staff.amara, promise=promise, person=rosa, at=now)


def test_a_list_says_what_to_do_for_whom_and_how_to_reach_them(
    call: None, staff: Staff, lists: Path
) -> None:
    assert write_night_lists.call() == len(list(lists.iterdir())) > 3
    text = (lists / file_name(staff.amara)).read_text()
    for words in ("Ask about the scale", "Swollen", "Delgado", "Tuesday 24 November", "555-01"):
        assert words in text


def test_nobody_finds_anything_of_a_person_they_do_not_stand_beside(
    call: None, staff: Staff, lists: Path
) -> None:
    write_night_lists.call()
    stranger = (lists / file_name(staff.bo)).read_text()
    assert "Delgado" not in stranger
    assert "555-01" not in stranger
    assert "Nothing is due." in stranger
    for without_today in (staff.ada, staff.dev, staff.feed):
        assert not (lists / file_name(without_today)).exists()


def test_only_our_own_account_may_read_it(call: None, staff: Staff, lists: Path) -> None:
    write_night_lists.call()
    assert stat.S_IMODE(lists.stat().st_mode) == 0o700
    assert stat.S_IMODE(lists.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in lists.iterdir()} == {0o600}


def test_written_twice_it_is_the_same_and_old_days_go(
    call: None, staff: Staff, lists: Path
) -> None:
    for name in ("2026-11-21", "2026-11-22", "kept-by-hand"):
        (lists.parent / name).mkdir(parents=True)
    write_night_lists.call()
    first = {path.name: path.read_text() for path in lists.iterdir()}
    write_night_lists.call()
    assert {path.name: path.read_text() for path in lists.iterdir()} == first
    assert sorted(path.name for path in lists.parent.iterdir()) == [
        "2026-11-22",
        "2026-11-24",
        "kept-by-hand",
    ]


def test_killed_while_writing_it_leaves_the_list_before(
    call: None, staff: Staff, lists: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_night_lists.call()
    mine = lists / file_name(staff.amara)
    before = mine.read_text()
    open_task(by=staff.amara, promise=Promise(title="Ring the plan", due_at=now), at=now)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            write_night_lists.call()
    assert mine.read_text() == before
    write_night_lists.call()
    assert "Ring the plan" in mine.read_text()
    assert [path.suffix for path in lists.iterdir()] == [".html"] * len(list(lists.iterdir()))


def test_the_trail_says_that_a_list_was_written_and_names_nobody_served(
    call: None, staff: Staff, lists: Path
) -> None:
    write_night_lists.call()
    line = Entry.objects.get(event="desk.night_list_written", actor=staff.amara.username)
    assert line.details == {"rows": 1}
    assert line.person_key == ""


def test_a_name_is_a_files_name_everywhere(staff: Staff) -> None:
    staff.bo.username = "../../etc/Bo Larsen"
    assert file_name(staff.bo) == f"..-..-etc-bo-larsen-{str(staff.bo.pk)[:8]}.html"
