"""What a sender is answered: AA once a message is kept, AR for what is not taken, AE for trouble
of our own."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

from casewright.hl7.listening.answering import Answerer, Terms
from casewright.hl7.listening.frames import Frames
from casewright.hl7.listening.neighbors import read_neighbors
from casewright.hl7.models import Message
from casewright.hl7.reading.framing import frame
from casewright.hl7.reading.message import read
from casewright.hl7.tests.feed import message
from casewright.hl7.tests.wire import terms
from casewright.people.models import Person
from casewright.security.actions import end_user
from casewright.security.models import RolePermit
from casewright.transitions.models import Feed, Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

ADMIT = message("A01", "202611162200", control="1")
FROM = "10.1.2.3"
SAID = ("Delgado", "Rosa", "19480502", "MRN-1001", "Quay", "555-0142")


def answers(raw: bytes, *, on: Terms | None = None) -> list[tuple[str, str, str]]:
    """The answers to one frame: MSA-1, MSA-2 and the code of ERR-3; none tells of a person."""
    frames = Frames(100_000)
    terms_here = on or terms()
    (arrived,) = Frames(terms_here.most_bytes).feed(frame(raw))
    told = Answerer(terms_here).answer(arrived, FROM)
    assert not any(word in told.decode() for word in SAID)
    read_back = [read(one.body) for one in frames.feed(told)]
    return [
        (one.first("MSA").text(1), one.first("MSA").text(2), one.first("ERR").text(3))
        for one in read_back
    ]


def test_a_message_that_is_applied_is_accepted(staff: Staff, rosa: Person) -> None:
    assert answers(ADMIT) == [("AA", "1", "")]
    assert Message.objects.get().fate == "applied"
    assert Stay.objects.get().person == rosa
    assert Feed.objects.get().sender == "ST-BRIGID"


@pytest.mark.parametrize(
    ("raw", "fate"),
    [
        (message("A01", "202611162200", control="1", mrn="MRN-9"), "unmatched"),
        (message("A01", "202611162200", control="1", name="Other^Ann", born="19900101"), ""),
        (message("A01", "yesterday", control="1"), "quarantined"),
        (message("A20", "202611162200", control="1"), "ignored"),
    ],
    ids=["nobody known", "another's number", "no moment", "another event"],
)
def test_what_waits_or_is_set_aside_is_accepted_too_for_it_is_kept(
    staff: Staff, rosa: Person, raw: bytes, fate: str
) -> None:
    assert answers(raw) == [("AA", "1", "")]
    kept = Message.objects.get()
    assert kept.fate == fate or (not fate and kept.fate in {"unmatched", "quarantined"})
    assert bytes(kept.raw).startswith(b"MSH")


def test_the_same_message_sent_again_has_the_same_answer_and_is_kept_once(
    staff: Staff, rosa: Person
) -> None:
    (arrived,) = Frames(10_000).feed(frame(ADMIT))
    answerer = Answerer(terms())
    assert answerer.answer(arrived, FROM) == answerer.answer(arrived, FROM)
    assert Message.objects.count() == Stay.objects.count() == 1


def test_a_number_used_again_for_something_else_is_kept_too(staff: Staff, rosa: Person) -> None:
    assert answers(ADMIT) == answers(ADMIT.replace(b"6B", b"7C")) == [("AA", "1", "")]
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("raw", "number", "code"),
    [
        (b"hello", "", "100"),
        (b"", "", "100"),
        (b"MSH", "", "100"),
        (ADMIT.replace(b"ADT^A01", b"ORU^R01"), "1", "200"),
        (ADMIT.replace(b"ADT^A01", b""), "1", "101"),
        (ADMIT.replace(b"|P|2.5.1", b"|T|2.5.1"), "1", "202"),
        (ADMIT.replace(b"|P|2.5.1", b"|P|3.0"), "1", "203"),
        (ADMIT.replace(b"|1|P|", b"||P|"), "", "101"),
        (ADMIT.replace(b"|ADT|ST-BRIGID|", b"|||"), "1", "101"),
        (ADMIT + b"NTE|1||" + b"x" * 100_000, "1", "207"),
        (ADMIT + b"NTE|1\r" * 10_001, "1", "100"),
    ],
    ids=[
        *("no message", "nothing", "bare header", "another type", "no type", "training"),
        *("version 3", "no number", "no sender", "too long", "too many segments"),
    ],
)
def test_what_is_not_taken_is_rejected_with_a_reason_and_not_kept(
    staff: Staff, raw: bytes, number: str, code: str
) -> None:
    assert answers(raw) == [("AR", number, code)]
    assert not Message.objects.exists()


def test_an_address_sends_under_no_name_but_its_own(staff: Staff, rosa: Person) -> None:
    theirs = terms(neighbors=read_neighbors(f"{FROM}=MERCY"))
    ours = terms(neighbors=read_neighbors(f"{FROM}=ST-BRIGID"))
    assert answers(ADMIT, on=theirs) == [("AR", "1", "204")]
    assert not Message.objects.exists()
    assert answers(ADMIT, on=ours) == [("AA", "1", "")]


def test_several_messages_in_one_frame_are_answered_each(staff: Staff, rosa: Person) -> None:
    batch = b"BHS|^~\\&|ADT\r" + ADMIT + ADMIT.replace(b"|1|P|", b"|2|P|") + b"BTS|2\r"
    assert answers(batch) == [("AA", "1", ""), ("AA", "2", "")]


def test_a_message_that_broke_off_is_sent_again(staff: Staff) -> None:
    broken, _whole = Frames(10_000).feed(b"\x0b" + ADMIT[:90] + frame(ADMIT))
    told = Answerer(terms()).answer(broken, FROM)
    assert b"MSA|AE|1|" in told
    assert not Message.objects.exists()


def _switched_off(staff: Staff) -> None:
    end_user(by=staff.ada, user=staff.feed, at=NOW)


def _without_permit(staff: Staff) -> None:
    RolePermit.objects.filter(role="service", permit="hl7.keep_message").delete()


@pytest.mark.parametrize("withdraw", [_switched_off, _without_permit])
def test_a_right_that_is_withdrawn_ends_with_the_next_message(
    staff: Staff, rosa: Person, withdraw: Callable[[Staff], None]
) -> None:
    assert answers(ADMIT)[0][0] == "AA"
    withdraw(staff)
    assert answers(ADMIT.replace(b"|1|P|", b"|2|P|")) == [("AR", "2", "204")]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("trouble", [OperationalError("database or disk is full"), OSError(28, "")])
def test_trouble_of_our_own_promises_nothing_and_the_message_may_come_again(
    staff: Staff, rosa: Person, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr("casewright.transitions.actions.hearing.NEW_EVENTS.add_rows", fail)
        assert answers(ADMIT) == [("AE", "1", "207")]
    assert not Stay.objects.exists()
    assert answers(ADMIT) == [("AA", "1", "")]
    assert Stay.objects.count() == Message.objects.count() == 1
