"""A full disk does not blind anybody: a look waits for room, a deed is refused."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from casewright.audit import actions
from casewright.audit.actions import MOST_WAITING, WAITING, Said, action, record
from casewright.audit.models import Entry
from casewright.audit.queries import faults
from casewright.security.models import User
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_waits() -> Iterator[None]:
    WAITING.clear()
    yield
    WAITING.clear()


def full_disk(_lines: list[Said]) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    raise OperationalError from full


def test_a_look_waits_for_room_and_is_written_with_the_next(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Entry.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "_write", full_disk)
        record(staff.amara, "people.looked", staff.north)
        record(staff.tess, "people.looked", staff.north)
    assert Entry.objects.count() == before
    record(staff.carmen, "people.looked", staff.north)
    written = Entry.objects.order_by("number").values_list("actor", flat=True)[before:]
    assert list(written) == ["amara", "tess", "carmen"]
    assert not WAITING
    assert faults([]) == []


def test_looks_do_not_wait_without_end(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_write", full_disk)
    record(staff.amara, "people.looked", staff.north)
    WAITING.extend([WAITING[0]] * (MOST_WAITING - 1))
    with pytest.raises(OperationalError):
        record(staff.amara, "people.looked", staff.north)
    assert len(WAITING) == MOST_WAITING


def test_another_fault_is_no_full_disk(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_lines: list[Said]) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_write", full_disk)
        record(staff.amara, "people.looked", staff.north)
    monkeypatch.setattr(actions, "_write", away)
    with pytest.raises(OperationalError):
        record(staff.bo, "people.looked", staff.north)
    assert [line["actor"] for line in WAITING] == ["amara"]


def test_a_deed_does_not_wait_and_is_not_done(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    @action
    def rename(*, by: User) -> None:
        staff.north.name = "Elsewhere"
        staff.north.save()
        record(by, "security.renamed", staff.north)

    monkeypatch.setattr(actions, "_write", full_disk)
    with pytest.raises(OperationalError):
        rename(by=staff.ada)
    staff.north.refresh_from_db()
    assert staff.north.name == "North"
    assert not WAITING
