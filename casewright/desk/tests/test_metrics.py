"""Figures for whatever collects them: for this machine or a token alone, and about nobody."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from casewright.cases.models import Case
from casewright.foundation.jobs import run_now, sweep_results
from casewright.foundation.working import beat
from casewright.hl7.models import Message
from casewright.people.models import Person
from casewright.tasks.actions import Promise, open_task
from casewright.transitions.actions import hear_feed
from casewright.transitions.jobs import watch_feeds
from conftest import Staff

pytestmark = pytest.mark.django_db


def figures(**headers: str) -> dict[str, float]:
    answer = Client(headers=headers).get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [one for one in answer.content.decode().splitlines() if not one.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_what_stands_there_is_counted(
    staff: Staff, case: Case, rosa: Person, now: datetime
) -> None:
    beat("w1", now)
    job = DBTaskResult.objects.get(pk=sweep_results.enqueue().id)
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=now - timedelta(minutes=3))
    run_now("audit.verify_the_trail", lambda _at: 2)
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now - timedelta(hours=9))
    watch_feeds.call()
    late = Promise(title="Call", due_at=now - timedelta(hours=1))
    open_task(by=staff.amara, promise=late, at=now, person=rosa)
    Message.objects.create(
        digest="1",
        raw=b"",
        received_at=now - timedelta(minutes=2),
        fate="unmatched",
        reason="Nobody",
    )
    figures()
    found = figures()
    assert found['casewright_requests_total{status="2xx",view="metrics"}'] >= 1
    assert found["casewright_workers"] == 1
    assert found["casewright_queue_age_seconds"] == 180
    assert found["casewright_trail_faults"] == 2
    assert found["casewright_feeds_silent"] == 1
    assert found["casewright_open_tasks_late"] == 1
    assert found['casewright_messages{fate="unmatched"}'] == 1
    assert found["casewright_oldest_message_waiting_seconds"] == 120
    assert found['casewright_job_failures{job="audit.verify_the_trail"}'] == 0
    assert found["casewright_disk_free_bytes"] > 0


def test_no_key_and_no_name_is_in_it(staff: Staff, case: Case, rosa: Person, now: datetime) -> None:
    open_task(by=staff.amara, promise=Promise(title="Call", due_at=now), at=now, person=rosa)
    text = Client().get("/metrics").content.decode()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text)
    for name in ("Rosa", "Delgado", "amara", "North"):
        assert name not in text
    labels = set(re.findall(r"\{(\w+)=", text))
    assert labels <= {"job", "fate", "le", "view", "status"}


@pytest.mark.parametrize("passed_on", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"])
def test_there_is_nothing_for_whoever_asks_through_the_server_in_front(passed_on: str) -> None:
    assert Client(headers={passed_on: "203.0.113.9"}).get("/metrics").status_code == 404


def test_there_is_nothing_for_another_machine() -> None:
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 404


def test_a_token_opens_it_from_anywhere_and_nothing_else_does(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a long token"
    assert Client().get("/metrics").status_code == 404
    for shown in ("Bearer a wrong token", "Bearer ", "a long toke", "Bearer ñ"):
        assert Client(headers={"Authorization": shown}).get("/metrics").status_code == 404
    for client in (Client(), Client(REMOTE_ADDR="203.0.113.9")):
        answer = client.get("/metrics", headers={"Authorization": "Bearer a long token"})
        assert answer.status_code == 200
