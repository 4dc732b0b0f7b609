"""The header: who sends, what happened, by which number."""

import pytest

from casewright.hl7.reading import message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.header import Header, read_header, salvage_header
from casewright.hl7.tests.messages import EVN, MSH, PID, header, written


def headed(msh: str, *others: str) -> Header:
    return read_header(message.read(written(msh, *others)))


def reason(msh: str, *others: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        headed(msh, *others)
    return str(refusal.value)


def test_a_header_tells_who_sends_what_and_by_which_number() -> None:
    assert headed(MSH) == Header(
        sending_application="ADT",
        sending_facility="LAKESIDE",
        receiving_application="CASEWRIGHT",
        receiving_facility="CW",
        control_id="MSG0001",
        message_type="ADT",
        event="A01",
        processing="P",
        version="2.5.1",
    )


def test_an_organization_without_a_short_name_is_known_by_its_universal_id() -> None:
    assert headed(MSH.replace("LAKESIDE^1.2.3^ISO", "^1.2.3^ISO")).sending_facility == "1.2.3"


def test_the_event_of_msh_9_counts_before_that_of_evn_1() -> None:
    assert headed(header("A08"), EVN).event == "A08"


def test_before_version_2_3_the_event_stands_in_evn_1() -> None:
    assert headed(MSH.replace("ADT^A01^ADT_A01", "ADT"), "EVN|A03").event == "A03"


def test_the_structure_of_the_message_does_not_matter() -> None:
    assert headed(MSH.replace("ADT^A01^ADT_A01", "ADT^A28^ADT_A05")).event == "A28"


def test_another_type_of_message_needs_no_event() -> None:
    read = headed(MSH.replace("ADT^A01^ADT_A01", "ACK"))

    assert (read.message_type, read.event) == ("ACK", "")


def test_a_message_without_a_number_is_still_headed() -> None:
    assert headed(MSH.replace("MSG0001", "")).control_id == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("", "MSH-9 is empty: it must say what the message is, such as ADT^A01."),
        ("%s", "MSH-9 names no type of message: '%s'."),
        ("adt^A01", "MSH-9 names no type of message: 'adt'."),
        ("x" * 30, "MSH-9 names no type of message: 30 characters."),
        ("ADT", "MSH-9 names no event, such as A01."),
        ("ADT^A0X", "MSH-9 names no event of the standard: 'A0X'."),
        ("ADT^a01", "MSH-9 names no event of the standard: 'a01'."),
    ],
)
def test_a_header_that_does_not_say_what_happened_is_refused(kind: str, words: str) -> None:
    assert reason(MSH.replace("ADT^A01^ADT_A01", kind)) == words


def test_a_number_may_be_as_long_as_the_standard_lets_it_be_and_no_longer() -> None:
    assert len(headed(MSH.replace("MSG0001", "7" * 199)).control_id) == 199
    assert reason(MSH.replace("MSG0001", "7" * 200)) == "MSH-10 is longer than 199 characters."


def test_the_header_of_an_unreadable_message_can_be_salvaged() -> None:
    raw = written(MSH, PID, "no segment at all")

    assert salvage_header(raw).control_id == "MSG0001"
    assert salvage_header(raw).sending_facility == "LAKESIDE"


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"MSH", b"MSH|abc|", b"PID|1", b"\xff\xfe"])
def test_where_there_is_no_header_nothing_is_salvaged(raw: bytes) -> None:
    assert salvage_header(raw) == Header("", "", "", "", "", "", "", "", "")
