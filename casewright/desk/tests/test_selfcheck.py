"""What an administrator still has to do is found, said with a command, and gone once it is done."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.clocks.models import DeadlineRule
from casewright.desk import health, selfcheck
from casewright.desk.selfcheck import accounts, findings, machine, mail, records, work
from casewright.desk.tests.desk import signed_in
from casewright.foundation.jobs import JOBS, run_now, sweep_results
from casewright.foundation.models import JobRun
from casewright.foundation.working import beat
from casewright.hl7.models import Message
from casewright.security.actions import end_user
from casewright.security.models import User
from casewright.tasks.actions import Promise, choose_digest, open_task
from casewright.tasks.models import Digest, DigestBy
from casewright.transitions.actions import hear_feed
from conftest import Staff

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database's clock runs while that of the tests stands: here both stand."""
    monkeypatch.setattr(health, "database_clock", lambda ours: ours)


def said(check: Callable[[datetime], Any], at: datetime) -> str:
    """Everything one check says, in one text."""
    return "\n".join(f"{one.what}: {one.words} -> {one.do}" for one in check(at))


def run(*words: str) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(selfcheck.selfcheck, ["--json", *words])
    return done.exit_code, json.loads(done.stdout.strip().splitlines()[-1])


def test_it_ends_with_1_while_there_is_anything_and_with_0_when_nothing_is(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, facts = run()
    assert code == 1
    assert {"backup", "worker"} <= {one["what"] for one in facts["findings"]}
    assert all(one["words"] and one["do"] for one in facts["findings"])
    monkeypatch.setattr(selfcheck, "CHECKS", (machine.clock,))
    assert run() == (0, {"at": "2026-11-24T09:00:00-05:00", "checks": 1, "findings": []})


def test_a_report_is_dated_and_holds_the_same(staff: Staff, tmp_path: Path) -> None:
    _, facts = run("--report", str(tmp_path / "report.txt"))
    lines = (tmp_path / "report.txt").read_text().splitlines()
    assert lines[0] == "Casewright selfcheck, 2026-11-24T09:00:00-05:00"
    assert json.loads(lines[-1]) == facts


def test_without_a_database_it_says_so_and_what_it_could_still_see(
    staff: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_at: datetime) -> list[Any]:
        raise OperationalError("to 10.0.0.7")

    monkeypatch.setattr(selfcheck, "CHECKS", (machine.backup, gone, machine.backup))
    backup, database = findings(now)
    assert (backup.what, database.what) == ("backup", "database")
    assert "10.0.0.7" not in database.words


@pytest.mark.parametrize("key", ["short", "a" * 80, "abc" * 40])
def test_a_key_that_can_be_guessed_is_found(key: str, settings: Settings, now: datetime) -> None:
    settings.SECRET_KEY = key
    assert "sessions could be forged" in said(machine.key_and_cookies, now)


def test_a_random_key_over_tls_is_fine(settings: Settings, now: datetime) -> None:
    settings.SECRET_KEY = "xN4vQp8Zr1LkT0mYc6Bh2WsUe9GjDf3aOi7RlEwKtVyHbMzCqSuXnPo5"
    settings.SERVED_OVER_TLS, settings.DEBUG = True, False
    settings.ALLOWED_HOSTS = ["casewright.example.org"]
    assert said(machine.key_and_cookies, now) == ""
    settings.SERVED_OVER_TLS, settings.DEBUG, settings.ALLOWED_HOSTS = False, True, ["*"]
    found = said(machine.key_and_cookies, now)
    assert [word in found for word in ("debug:", "cookies:", "hosts:")] == [True, True, True]


def test_a_home_folder_that_others_may_read_is_found(
    settings: Settings, tmp_path: Path, now: datetime
) -> None:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(mode=0o700)
    (settings.HOME / "secret-key").touch(mode=0o600)
    assert "secret-key" not in said(machine.home, now)
    os.chmod(settings.HOME / "secret-key", 0o644)
    assert "secret-key" in said(machine.home, now)


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    use = type("Use", (), {"total": 10**10, "free": 10**8})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: use)
    assert "100 MB are free" in said(machine.disk, now)


def test_a_clock_behind_the_trail_is_found(staff: Staff, now: datetime) -> None:
    record(staff.ada, "security.looked")
    assert said(machine.clock, now).count("set back") == 0
    assert "set back" in said(machine.clock, now - HOUR)


def test_no_worker_is_found_and_one_that_beats_is_enough(now: datetime) -> None:
    beat("w1", now - timedelta(minutes=5))
    assert "No worker" in said(work.workers, now)
    beat("w1", now)
    assert said(work.workers, now) == ""


def test_a_job_that_never_ran_failed_or_is_late_is_found_with_a_way_to_run_it(
    now: datetime,
) -> None:
    assert said(work.jobs, now).count("never run") == len(JOBS)
    for name in JOBS:
        run_now(name, lambda _at: 0)
    assert said(work.jobs, now) == ""
    name = "tasks.note_clocks_that_ran_out"
    JobRun.objects.filter(pk=name).update(failures=2, fault="ValueError at casewright.x:3")
    found = said(work.jobs, now)
    assert found == (
        f"job {name}: It failed: ValueError at casewright.x:3. -> casewright jobs run {name}"
    )
    JobRun.objects.filter(pk=name).update(failures=0, started_at=now - 2 * HOUR)
    assert "has not run since" in said(work.jobs, now)


def test_a_job_that_was_killed_too_often_is_found(now: datetime) -> None:
    for name in JOBS:
        run_now(name, lambda _at: 0)
    job = DBTaskResult.objects.get(pk=sweep_results.enqueue().id)
    job.status, job.worker_ids, job.exception_class_path = "FAILED", ["a", "b", "c"], "x.Killed"
    job.save()
    assert "foundation.sweep_results: It failed: Killed, tried 3 times" in said(work.jobs, now)


def test_work_that_waits_or_hangs_is_found(now: datetime) -> None:
    job = DBTaskResult.objects.get(pk=sweep_results.enqueue().id)
    assert said(work.queue, now) == ""
    assert "waited for 20 minutes" in said(work.queue, now + timedelta(minutes=20))
    job.status, job.started_at = "RUNNING", now - 2 * HOUR
    job.save()
    assert "sweep_results has run for more than an hour" in said(work.queue, now)


def test_a_trail_that_is_not_checked_or_not_whole_is_found(now: datetime) -> None:
    assert "not checked" in said(records.trail, now)
    run_now("audit.verify_the_trail", lambda _at: 0)
    assert said(records.trail, now) == ""
    run_now("audit.verify_the_trail", lambda _at: 3)
    assert "3 faults" in said(records.trail, now)
    assert "not checked" in said(records.trail, now + 3 * DAY)


def test_a_head_not_exported_is_found(settings: Settings, tmp_path: Path, now: datetime) -> None:
    settings.HOME = tmp_path
    assert "not exported" in said(records.heads, now)
    (tmp_path / "heads").mkdir()
    head = tmp_path / "heads" / "head-000000000001.json"
    head.touch()
    os.utime(head, (now.timestamp(), now.timestamp()))
    assert said(records.heads, now) == ""
    assert "not exported" in said(records.heads, now + 4 * HOUR)


def test_silent_senders_and_waiting_messages_are_found(staff: Staff, now: datetime) -> None:
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now - 9 * HOUR)
    assert "ST-BRIGID was last heard 9 hours ago; 240 minutes are usual" in said(records.feeds, now)
    Message.objects.create(
        digest="1", raw=b"", received_at=now - 3 * DAY, fate="unmatched", reason="Nobody"
    )
    assert "1 are unmatched, the first for 3 days" in said(records.messages, now)


def test_rules_past_their_review_or_their_end_are_found(now: datetime) -> None:
    assert said(records.deadline_rules, now) == ""
    rule = DeadlineRule.objects.filter(rule="tcm-contact").first()
    assert rule is not None
    DeadlineRule.objects.filter(pk=rule.pk).update(checked_on="2025-11-01")
    assert "1 were last held against their sources" in said(records.deadline_rules, now)
    DeadlineRule.objects.filter(rule="tcm-contact").update(
        in_force_from=None, in_force_until="2026-10-31"
    )
    assert "tcm-contact is no longer in force" in said(records.deadline_rules, now)


def test_accounts_without_a_role_use_or_second_factor_are_found(
    staff: Staff, now: datetime
) -> None:
    assert said(accounts.roles, now) == ""
    staff.bo.roles.clear()
    assert "Without a role they can do nothing: bo." in said(accounts.roles, now)
    end_user(by=staff.ada, user=staff.ada, at=now)
    assert "Nobody administers" in said(accounts.roles, now)
    User.objects.filter(pk=staff.amara.pk).update(joined_at=now - 31 * DAY)
    User.objects.filter(pk=staff.tess.pk).update(last_login=now - 91 * DAY)
    found = said(accounts.unused, now)
    assert "Never used in 30 days: amara." in found
    assert "Not used for 90 days: tess." in found
    assert "and 1 more" in said(accounts.second_factor, now)
    assert "feed" not in said(accounts.second_factor, now)
    User.objects.filter(pk=staff.bo.pk).update(failed_sign_ins=100)
    assert "Locked by a hundred wrong passwords: bo." in said(accounts.locked, now)


def test_what_nobody_keeps_any_more_is_found(staff: Staff, now: datetime) -> None:
    promise = Promise(title="Call", due_at=now + DAY)
    open_task(by=staff.amara, promise=promise, at=now)
    open_task(by=staff.amara, promise=promise, at=now, owner=staff.south)
    assert said(accounts.without_keeper, now) == ""
    end_user(by=staff.ada, user=staff.amara, at=now)
    end_user(by=staff.ada, user=staff.bo, at=now)
    found = said(accounts.without_keeper, now)
    assert "1 open promises still lie with colleagues who have left" in found
    assert "1 open promises wait in the queues of teams that nobody is on" in found


def test_mail_that_is_off_is_said_unless_it_is_meant(settings: Settings, now: datetime) -> None:
    settings.MAIL_ON = settings.MAIL_DECLINED = False
    assert "Mail is off" in said(mail.mail, now)
    settings.MAIL_DECLINED = True
    assert said(mail.mail, now) == ""


def test_digests_that_no_server_takes_and_colleagues_without_an_address_are_found(
    staff: Staff, settings: Settings, now: datetime
) -> None:
    settings.MAIL_ON = True
    User.objects.exclude(username="tess").update(email="one@example.org")
    choose_digest(by=staff.bo, how=DigestBy.PAGE, hour=7)
    User.objects.filter(username="bo").update(email="")
    assert said(mail.mail, now).startswith("mail: Without a mail address: tess.")
    choose_digest(by=staff.tess, how=DigestBy.MAIL, hour=7, mail_to="tess@example.org")
    assert said(mail.mail, now) == ""
    digest = Digest.objects.create(
        user=staff.tess, kind="day", day=now.date(), made_at=now, mail_wanted=True
    )
    assert said(mail.mail, now + HOUR) == ""
    assert "no worker came by" in said(mail.mail, now + 2 * HOUR)
    Digest.objects.filter(pk=digest.pk).update(mail_fault="SMTPServerDisconnected")
    found = said(mail.mail, now + 2 * HOUR)
    assert "1 digests of the last day were not taken by the mail server: SMTPServerD" in found


def test_the_page_says_what_the_command_says_with_what_settles_it(
    staff: Staff, now: datetime
) -> None:
    _, facts = run()
    answer = signed_in(staff.ada).get("/selfcheck/")
    text = unescape(answer.content.decode())
    assert len(facts["findings"]) > 3
    for one in facts["findings"]:
        assert one["words"] in text
        assert one["do"] in text
    assert f"{facts['checks']} things were looked at on 2026-11-24 09:00." in text
    assert Entry.objects.filter(event="seen:desk.see_selfcheck", actor="ada").count() == 1


def test_the_page_says_when_nothing_is_to_do(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selfcheck, "CHECKS", ())
    assert "Nothing is to do." in signed_in(staff.ada).get("/selfcheck/").content.decode()


def test_for_everybody_else_there_is_no_such_page(staff: Staff) -> None:
    for other in (staff.amara, staff.carmen, staff.bo, staff.dev):
        answer = signed_in(other).get("/selfcheck/")
        assert answer.status_code == 404
        assert b"casewright" not in answer.content.split(b"<main")[1].lower()
