"""One message: segments, fields, repetitions, components and their limits."""

import pytest

from casewright.hl7.reading import message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.message import (
    LONGEST_FIELD,
    MOST_BYTES,
    MOST_REPETITIONS,
    MOST_SEGMENTS,
)
from casewright.hl7.tests.messages import ADMISSION, EVN, MSH, NK1, PID, written


def reason(raw: bytes) -> str:
    """Why the message cannot be read."""
    with pytest.raises(Unreadable) as refusal:
        message.read(raw)
    return str(refusal.value)


def pid(line: str, marks: str = r"^~\&") -> message.Segment:
    """A PID as a message with these separators has it."""
    return message.read(written(MSH.replace(r"^~\&", marks), line)).first("PID")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n", "\n\n"])
def test_segments_come_in_their_order_whatever_ends_them(end: str) -> None:
    read = message.read(written(*ADMISSION, end=end))

    assert [segment.line for segment in read.segments] == list(ADMISSION)


def test_fields_are_counted_as_hl7_counts_them() -> None:
    read = message.read(written(MSH, PID))

    assert read.first("MSH").field(1) == "|"
    assert read.first("MSH").field(2) == r"^~\&"
    assert read.first("MSH").text(3) == "ADT"
    assert read.first("MSH").text(9, 2) == "A01"
    assert read.first("PID").text(8) == "F"


def test_what_is_absent_reads_as_nothing() -> None:
    read = message.read(written(MSH, PID))

    assert read.first("PV1").text(3) == ""
    assert read.first("PV1").values(3) == []
    assert read.each("PV1") == []
    assert read.first("PID").text(99) == ""
    assert read.first("PID").text(8, 2) == ""
    assert read.first("PID").text(8, 1, 2) == ""
    assert read.first("PID").value(99).texts(2) == ["", ""]


def test_segments_of_one_name_are_found_together() -> None:
    read = message.read(written(MSH, PID, NK1, NK1.replace("|1|", "|2|")))

    assert [segment.text(1) for segment in read.each("NK1")] == ["1", "2"]


def test_repetitions_components_and_subcomponents_are_told_apart() -> None:
    numbers = message.read(written(MSH, PID)).first("PID").values(3)

    assert [value.text(1) for value in numbers] == ["1001", "7788"]
    assert [value.text(4) for value in numbers] == ["LAKESIDE", "STATE"]
    assert numbers[0].text(4, 2) == "1.2.3"
    assert numbers[0].text(4, 4) == ""
    assert numbers[1].texts(6) == ["7788", "", "", "STATE", "DL", ""]


def test_a_message_may_declare_other_separators() -> None:
    line = r"MSH$%*!+$ADT$LAKESIDE$$$20261120$$ADT%A01$7$P$2.5"
    segment = message.read(written(line, "PID$1$$1001%%%LAKE+1.2*77$$O!F!Neil^|%Ann")).first("PID")

    assert [value.text(1) for value in segment.values(3)] == ["1001", "77"]
    assert segment.text(3, 4, 2) == "1.2"
    assert segment.value(5).texts(2) == ["O$Neil^|", "Ann"]


def test_separators_that_are_not_declared_separate_nothing() -> None:
    segment = pid("PID|1||10~01&\\F\\^x", marks="^")

    assert segment.value(3).texts(2) == ["10~01&\\F\\", "x"]


def test_an_emptied_field_is_told_from_an_absent_one() -> None:
    segment = pid('PID|1|""|||""^""|Ann^""||A""')

    assert segment.is_emptied(2)
    assert segment.is_emptied(5)
    assert not segment.is_emptied(4)
    assert not segment.is_emptied(6)
    assert not segment.is_emptied(8)
    assert segment.text(2) == ""
    assert segment.values(2) == []
    assert segment.value(6).texts(2) == ["Ann", ""]


def test_an_emptied_repetition_is_no_value() -> None:
    segment = pid('PID|1||1001~""~77')

    assert [value.text() for value in segment.values(3)] == ["1001", "77"]
    assert not segment.is_emptied(3)


def test_a_line_break_written_into_a_name_makes_no_segment() -> None:
    read = message.read(written(MSH, EVN, r"PID|1||1001||Delgado\X0D\PID|1||666"))

    assert [segment.name for segment in read.segments] == ["MSH", "EVN", "PID"]
    assert read.first("PID").text(5) == "Delgado\nPID"


def test_indented_and_blank_lines_do_no_harm() -> None:
    read = message.read(written(MSH, "  ", "\t" + EVN, PID + "  "))

    assert [segment.name for segment in read.segments] == ["MSH", "EVN", "PID"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The message does not begin with MSH."),
        (b"PID|1", "The message does not begin with MSH."),
        (b"\x0bMSH|^~\\&|", "The message does not begin with MSH."),
        (b"MSH", "MSH stands alone: MSH-1 and MSH-2 must declare the separators."),
        (b"MSH|", "MSH-2 is empty: it must declare the separators, usually ^~\\&."),
        (b"MSH||ADT", "MSH-2 is empty: it must declare the separators, usually ^~\\&."),
        (b"MSH|^~\\&#!|", "MSH-2 declares 6 characters; at most 5 have a meaning."),
    ],
)
def test_a_message_needs_a_header_that_declares_its_separators(raw: bytes, words: str) -> None:
    assert reason(raw) == words


@pytest.mark.parametrize("marks", ["abcd", "^~\\ ", "^0", '^~\\"', "^~\\\u00e9"])
def test_letters_digits_blanks_and_quotation_marks_cannot_separate(marks: str) -> None:
    assert "separators are punctuation marks" in reason(written(f"MSH|{marks}|ADT"))


@pytest.mark.parametrize("marks", ["^~^&", r"^~\\&", "^&&^"])
def test_one_character_cannot_separate_two_things(marks: str) -> None:
    told = reason(written(f"MSH|{marks}|ADT"))

    assert told.endswith("one character cannot separate two things.")


def test_a_line_that_is_no_segment_is_refused_with_its_number() -> None:
    told = reason(written(MSH, EVN, "NTE|1||First line", "second line", end="\r\n"))

    assert told == (
        "Line 4 does not begin with the name of a segment: a line break inside a field must be"
        " written as an escape sequence."
    )


@pytest.mark.parametrize("line", ["pid|1", "PI|1", "1PV|1", "PV1^1", "PIDX|1", "P-1|1", "ÄID|1"])
def test_a_segment_is_named_by_three_characters(line: str) -> None:
    assert "Line 2" in reason(written(MSH, line))


def test_two_headers_in_one_message_are_refused() -> None:
    assert reason(written(MSH, PID, "MSH|^~\\$|X")) == (
        "A second MSH stands in line 3: one message has one."
    )


def test_two_messages_run_together_without_a_line_end_are_refused() -> None:
    assert reason(written(MSH, PID).rstrip() + written(MSH, PID)) == (
        "Another message begins inside this one: between them a line end is missing."
    )


@pytest.mark.parametrize("code", [0x00, 0x01, 0x0B, 0x0C, 0x1B, 0x1C, 0x1F, 0x7F])
def test_control_characters_are_refused_with_their_place(code: int) -> None:
    raw = b"MSH|^~\\&|ADT" + bytes([code]) + b"|"

    assert reason(raw).startswith(f"Byte 12 is the control character 0x{code:02X},")


def test_a_tab_is_text() -> None:
    assert pid("PID|1||1001||Del\tgado").text(5) == "Del\tgado"


def test_a_message_may_be_as_long_as_the_most_and_no_longer() -> None:
    raw = written(MSH, "NTE|1||").rstrip()
    fits = raw.ljust(MOST_BYTES, b"x")

    assert len(message.read(fits).segments) == 2
    assert reason(fits + b"x") == "The message is longer than 8,388,608 bytes."


def test_a_message_may_have_the_most_segments_and_no_more() -> None:
    fits = written(MSH, *["NTE"] * (MOST_SEGMENTS - 1))

    assert len(message.read(fits).segments) == MOST_SEGMENTS
    assert reason(fits + b"NTE") == "The message has more than 10,000 segments."
    assert reason(written(MSH) + b"\r" * 30_000) == "The message has more than 10,000 segments."


def test_a_field_may_repeat_the_most_times_and_no_more() -> None:
    fits = "PID|1||" + "~".join(["7"] * MOST_REPETITIONS)

    assert len(pid(fits).values(3)) == MOST_REPETITIONS
    with pytest.raises(Unreadable, match="PID-3 repeats more than 255 times"):
        pid(fits + "~7").values(3)


def test_a_field_may_be_as_long_as_the_longest_text_and_no_longer() -> None:
    assert len(pid("PID|1||" + "x" * LONGEST_FIELD).text(3)) == LONGEST_FIELD
    with pytest.raises(Unreadable, match="PID-3 is longer than 65,536 characters"):
        pid("PID|1||" + "x" * (LONGEST_FIELD + 1)).text(1)


def test_a_long_field_of_a_segment_that_is_not_asked_for_does_no_harm() -> None:
    read = message.read(written(MSH, PID, "OBX|1|ED|||" + "x" * 200_000))

    assert read.first("PID").text(8) == "F"


def test_a_line_of_many_separators_is_not_split_to_the_end() -> None:
    assert len(pid("PID" + "|" * 60_000).fields()) < 300
    assert len(pid("PID|1||" + "^" * 60_000).value(3).texts(99)) == 99


def test_no_refusal_repeats_what_a_field_about_a_person_holds() -> None:
    assert "Delgado" not in reason(written(MSH, PID, "Delgado^Rosa"))
    assert "Delgado" not in reason(written(MSH, PID + "\x00"))
