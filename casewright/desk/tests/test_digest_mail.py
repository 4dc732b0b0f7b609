"""Mail of digests: counts and a link; once, and again only where a worker was killed in between."""

import re
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.desk import digests
from casewright.desk.jobs import mail_digests, write_digests
from casewright.desk.tests.desk import promise, signed_in
from casewright.foundation.jobs import JobFailed
from casewright.foundation.working import take_up_again
from casewright.people.models import Person
from casewright.security.models import User
from casewright.tasks.actions import choose_digest
from casewright.tasks.models import Digest, DigestBy
from conftest import Staff

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _mail_is_on(settings: Settings) -> None:
    settings.MAIL_ON = True
    settings.MAIL_FROM = "Casewright <casewright@example.org>"
    settings.MAIL_LINK = "https://casewright.example.org"


@pytest.fixture
def amara(staff: Staff, case: Case, rosa: Person, now: datetime) -> User:
    """Amara, who has an address, a clock of today and something late; the others have none."""
    for title, hours in (("File Rosa Delgado's appeal", 3), ("Send the letter", -30)):
        due = now + timedelta(hours=hours)
        promise(title, due, by=staff.feed, at=now, person=rosa, owner=staff.amara, nature="clock")
    User.objects.filter(pk=staff.amara.pk).update(email="amara@example.org")
    staff.amara.refresh_from_db()
    return staff.amara


def of(user: User) -> Digest:
    return Digest.objects.get(user=user, kind="day")


def test_a_mail_says_how_many_and_where_and_nothing_about_anybody(
    amara: User, rosa: Person
) -> None:
    write_digests.call()
    assert mail_digests.call() == 1
    (sent,) = mail.outbox
    assert sent.to == ["amara@example.org"]
    assert "2 things are due." in sent.body
    assert "1 clock runs out today." in sent.body
    assert f"https://casewright.example.org/digest/{of(amara).pk}/" in sent.body
    whole = sent.message().as_string()
    for words in ("Rosa", "Delgado", "appeal", "letter", "Amara", "Diallo", str(rosa.pk)):
        assert words not in whole
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_every_line_of_a_mail_is_a_count_or_the_link(amara: User) -> None:
    """Whatever a record holds, there is no place in a mail where a word of it could stand."""
    write_digests.call()
    message = digests.message_of(of(amara))
    said = re.sub(r"\d+|https://\S+", "", str(message.body))
    plain = [one for one in (line.strip() for line in said.splitlines()) if one]
    assert plain == [
        "things are due.",
        "clock runs out today.",
        "is late.",
        "Sign in to read it:",
        "You choose there whether this mail comes, and when.",
    ]


def test_it_goes_out_once_however_often_the_worker_comes_by(
    amara: User, now: datetime, time_machine: TimeMachineFixture
) -> None:
    write_digests.call()
    assert [mail_digests.call() for _ in range(3)] == [1, 0, 0]
    time_machine.move_to(now + 30 * MINUTE, tick=False)
    assert mail_digests.call() == 0
    assert len(mail.outbox) == 1
    assert (of(amara).mailed_at, of(amara).mail_attempts) == (now, 1)
    assert Entry.objects.filter(event="tasks.digest_mailed").count() == 1


def test_killed_before_it_was_noted_it_goes_out_again_with_the_same_message_id(
    committed: None,
    amara: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    time_machine: TimeMachineFixture,
) -> None:
    write_digests.call()
    job = DBTaskResult.objects.get(pk=mail_digests.enqueue().id)

    def killed(**given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digests, "note_mail", killed)
        with pytest.raises(KeyboardInterrupt):
            mail_digests.call()
    assert len(mail.outbox) == 1
    assert of(amara).mailed_at is None
    job.status, job.started_at, job.worker_ids = "RUNNING", now, ["w1"]
    job.save()
    assert mail_digests.call() == 0  # another worker may still have it in hand
    time_machine.move_to(now + 11 * MINUTE, tick=False)
    assert take_up_again(now + 11 * MINUTE) == 1
    call_command("db_worker", worker_id="w2", batch=True, startup_delay=False, verbosity=0)
    assert len(mail.outbox) == 2
    keys = {one.message()["Message-ID"] for one in mail.outbox}
    assert keys == {f"<digest.{of(amara).pk}@example.org>"}
    assert len({one.message()["Date"] for one in mail.outbox}) == 1
    assert of(amara).mailed_at is not None


def test_killed_before_it_was_sent_it_goes_out_once(
    amara: User, now: datetime, monkeypatch: pytest.MonkeyPatch, time_machine: TimeMachineFixture
) -> None:
    def killed(_message: EmailMessage) -> int:
        raise KeyboardInterrupt

    write_digests.call()
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            mail_digests.call()
    time_machine.move_to(now + 11 * MINUTE, tick=False)
    assert mail_digests.call() == 1
    assert len(mail.outbox) == 1


def test_a_server_in_trouble_fails_the_job_and_is_tried_again(
    amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_message: EmailMessage) -> int:
        raise SMTPServerDisconnected("amara@example.org at 10.0.0.7")

    write_digests.call()
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", gone)
        for _ in range(9):
            with pytest.raises(JobFailed) as failed:
                mail_digests.call()
    assert "MailNotTaken" in str(failed.value)
    assert "10.0.0.7" not in str(failed.value)
    assert of(amara).mail_fault == "SMTPServerDisconnected"
    assert mail_digests.call() == 1
    assert of(amara).mail_fault == ""


def test_an_address_that_is_refused_keeps_nobody_else_waiting_and_is_given_up(
    amara: User, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_digest(by=staff.bo, how=DigestBy.MAIL, hour=7, mail_to="bo@example.org")
    write_digests.call()
    send = EmailMessage.send

    def refuses_amara(message: EmailMessage) -> int:
        if message.to == ["amara@example.org"]:
            raise SMTPRecipientsRefused({})
        return send(message)

    monkeypatch.setattr(EmailMessage, "send", refuses_amara)
    assert [mail_digests.call() for _ in range(6)] == [1, 0, 0, 0, 0, 0]
    assert [one.to for one in mail.outbox] == [["bo@example.org"]]
    assert (of(amara).mail_attempts, of(amara).mail_fault) == (5, "SMTPRecipientsRefused")


def test_whoever_wants_no_mail_or_has_no_address_gets_none(amara: User, staff: Staff) -> None:
    choose_digest(by=amara, how=DigestBy.PAGE, hour=7)
    write_digests.call()
    assert mail_digests.call() == 0
    assert Digest.objects.filter(kind="day").count() == 5
    assert not Digest.objects.filter(mail_wanted=True).exists()


def test_what_is_half_a_day_old_is_no_news_and_stays_on_its_page(
    amara: User, now: datetime, time_machine: TimeMachineFixture
) -> None:
    write_digests.call()
    time_machine.move_to(now + timedelta(hours=13), tick=False)
    assert mail_digests.call() == 0
    assert mail.outbox == []


def test_where_mail_is_off_nothing_goes_out_and_the_page_says_so(
    amara: User, settings: Settings
) -> None:
    settings.MAIL_ON = False
    write_digests.call()
    assert mail_digests.call() == 0
    assert mail.outbox == []
    assert "This server sends no mail" in signed_in(amara).get("/digest/").content.decode()


def test_the_trail_says_that_a_mail_went_out_and_to_no_address(amara: User) -> None:
    write_digests.call()
    mail_digests.call()
    for line in Entry.objects.filter(event__startswith="tasks.digest_"):
        assert line.actor == "timed-work"
        assert "@" not in str(line.details)
