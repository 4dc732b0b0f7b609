"""Answering a message."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.reading import message
from casewright.hl7.reading.header import Header, read_header, salvage_header
from casewright.hl7.reading.writing import Answer, acknowledge
from casewright.hl7.tests.messages import ADMISSION, MSH, written

AT = datetime(2026, 11, 24, 14, 0, 5, tzinfo=UTC)
UNKNOWN = salvage_header(b"")


def test_an_acknowledgment_goes_back_to_the_sender_with_its_number() -> None:
    header = read_header(message.read(written(*ADMISSION)))

    answer = acknowledge(header, Answer.ACCEPTED, at=AT, control_id="CW1")

    assert answer == (
        rb"MSH|^~\&|CASEWRIGHT|CW|ADT|LAKESIDE|20261124140005+0000||ACK|CW1|P|2.5.1"
        b"||||||UNICODE UTF-8\rMSA|AA|MSG0001|\r"
    )


def test_a_sender_of_which_nothing_is_known_is_answered_too() -> None:
    answer = acknowledge(UNKNOWN, Answer.REJECTED, "No MSH.", at=AT, control_id="CW2")

    assert answer == (
        rb"MSH|^~\&|CASEWRIGHT||||20261124140005+0000||ACK|CW2|P|2.5.1"
        b"||||||UNICODE UTF-8\rMSA|AR||No MSH.\r"
    )


def test_the_moment_is_written_in_utc() -> None:
    later = datetime.fromisoformat("2026-11-24T09:00:05-05:00")

    assert b"|20261124140005+0000|" in acknowledge(
        UNKNOWN, Answer.ERROR, at=later, control_id="CW3"
    )


@pytest.mark.parametrize("text", ["a|b", "a^b~c\\d&e", "a\rPID|1||666", "Núñez", "x" * 500])
def test_what_is_answered_is_read_back_as_it_was_meant(text: str) -> None:
    answer = message.read(acknowledge(UNKNOWN, Answer.ERROR, text, at=AT, control_id="CW4"))

    assert [segment.name for segment in answer.segments] == ["MSH", "MSA"]
    assert answer.first("MSA").text(3) == text[:199].replace("\r", "\n")


def test_a_number_in_another_notation_is_answered_in_the_usual_one() -> None:
    other = MSH.replace("|", "$").replace("MSG0001", "7|7^7").replace(r"^~\&", "%*!+")
    header = salvage_header(written(other))

    answer = message.read(acknowledge(header, Answer.ACCEPTED, at=AT, control_id="CW5"))

    assert answer.first("MSA").text(2) == "7|7^7"


@given(st.text(), st.text())
def test_no_text_and_no_number_breaks_an_answer(control_id: str, text: str) -> None:
    header = Header("A", "B", "", "", control_id, "ADT", "A01", "P", "2.5.1")

    answer = acknowledge(header, Answer.ERROR, text, at=AT, control_id="CW6")

    assert [segment.name for segment in message.read(answer).segments] == ["MSH", "MSA"]
