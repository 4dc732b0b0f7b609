"""`casewright audit verify` and `audit heads`: what they answer, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casewright.audit.actions import record
from casewright.audit.commands import audit
from casewright.audit.models import Entry
from casewright.audit.tests.owner import as_owner
from conftest import Staff

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(audit, list(words))


def said(result: Result) -> dict[str, Any]:
    """The last line of standard output as JSON."""
    facts: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return facts


@pytest.fixture
def heads(staff: Staff, tmp_path: Path) -> Path:
    """A folder with the trail's end, exported now."""
    assert run("heads", "--to", str(tmp_path)).exit_code == 0
    return tmp_path


def test_a_whole_trail_exits_with_nothing_wrong(staff: Staff, heads: Path) -> None:
    result = run("verify", "--heads", str(heads), "--json")
    assert result.exit_code == 0
    assert said(result) == {
        "entries": Entry.objects.count(),
        "heads": 1,
        "ok": True,
        "faults": [],
    }


def test_a_trail_without_heads_is_checked_by_itself(staff: Staff) -> None:
    result = run("verify")
    assert result.exit_code == 0
    assert "The trail is whole." in result.stdout


def test_an_empty_trail_is_whole() -> None:
    assert said(run("verify", "--json")) == {"entries": 0, "heads": 0, "ok": True, "faults": []}


def test_a_cut_end_exits_with_1_and_names_it(staff: Staff, heads: Path) -> None:
    last = Entry.objects.count()
    with as_owner():
        Entry.objects.filter(number=last).delete()
    result = run("verify", "--heads", str(heads), "--json")
    assert result.exit_code == 1
    assert said(result)["ok"] is False
    assert said(result)["faults"][0].startswith(f"The trail ends before entry {last}")


def test_a_head_that_was_written_by_hand_is_not_believed(staff: Staff, heads: Path) -> None:
    (head,) = heads.iterdir()
    head.write_text(head.read_text(encoding="utf-8")[:-4] + "AAAA", encoding="utf-8")
    result = run("verify", "--heads", str(heads), "--json")
    assert result.exit_code == 1
    assert said(result)["faults"] == [
        f"{head.name} was not written by this Casewright, or was changed."
    ]


@pytest.mark.parametrize("spoiled", [b"", b"\xff\xfe\x00", b"{}", b'{"count": 1}'])
def test_a_head_that_is_no_text_of_ours_is_named_and_does_not_stop_the_check(
    staff: Staff, heads: Path, spoiled: bytes
) -> None:
    (heads / "head-000000000999.json").write_bytes(spoiled)
    result = run("verify", "--heads", str(heads), "--json")
    assert result.exit_code == 1
    assert said(result)["heads"] == 1
    assert len(said(result)["faults"]) == 1


def test_an_older_head_under_the_newest_ones_name_is_not_believed(
    staff: Staff, heads: Path
) -> None:
    """Whoever cuts the end may also put an older head in the newest one's place."""
    (older,) = heads.iterdir()
    record(staff.amara, "people.seen", staff.north)
    run("heads", "--to", str(heads))
    with as_owner():
        Entry.objects.filter(number=Entry.objects.count()).delete()
    newest = max(heads.iterdir())
    newest.write_text(older.read_text(encoding="utf-8"), encoding="utf-8")
    result = run("verify", "--heads", str(heads), "--json")
    assert result.exit_code == 1
    assert said(result)["faults"] == [
        f"{newest.name} was not written by this Casewright, or was changed."
    ]


def test_a_folder_that_is_not_there_is_wrong_use(staff: Staff, tmp_path: Path) -> None:
    assert run("verify", "--heads", str(tmp_path / "nowhere")).exit_code == 2


def test_heads_say_where_the_trail_ends(staff: Staff, tmp_path: Path) -> None:
    result = run("heads", "--to", str(tmp_path / "new"), "--json")
    last = Entry.objects.latest("number")
    assert said(result)["count"] == last.number
    assert said(result)["hash"] == last.hash
    assert Path(said(result)["file"]).exists()
