"""Bad files: refused in words at their place, and nothing else is lost."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO, cast

import pytest

from casewright.fhir.reading.documents import CHUNK, read_document
from casewright.fhir.reading.limits import (
    BREAKS_OFF,
    LARGEST,
    NO_OBJECT,
    NOT_JSON,
    NUL,
    TOO_DEEP,
    TOO_LARGE,
    TWICE,
)
from casewright.fhir.reading.lines import read_lines
from casewright.fhir.reading.pieces import Piece

Seen = list[tuple[int, object]]
DEEP = b"[" * 200 + b"]" * 200
HUGE = b'"' + b"a" * (LARGEST + 1) + b'"'

NO_VALUES = {
    "nan": b"NaN",
    "infinity": b"Infinity",
    "too large a power": b"1e999",
    "five thousand digits": b"9" * 5000,
    "single quotes": b"'a'",
    "no utf-8": b"\xff",
}


def seen(read: Callable[[BinaryIO], Iterator[Piece]], said: bytes) -> Seen:
    """Each piece as its place with the resource, or with the reason why there is none."""
    return [(piece.position, piece.reason or piece.resource) for piece in read(BytesIO(said))]


def in_a_bundle(*values: bytes) -> bytes:
    entries = b",".join(b'{"resource":{"x":' + value + b"}}" for value in values)
    return b'{"resourceType":"Bundle","entry":[' + entries + b"]}"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (DEEP, TOO_DEEP),
        (HUGE, TOO_LARGE),
        (b'1,"x":2', TWICE),
        (b'{"y":{"z":1,"z":1}}', TWICE),
        (b'"\\u0000"', NUL),
    ],
    ids=["deep", "huge", "twice", "twice within", "nul"],
)
def test_a_bad_entry_costs_only_itself(value: bytes, reason: str) -> None:
    assert seen(read_document, in_a_bundle(b"1", value, b"3")) == [
        (1, {"x": 1}),
        (2, reason),
        (3, {"x": 3}),
    ]


@pytest.mark.parametrize("value", NO_VALUES.values(), ids=NO_VALUES.keys())
def test_where_a_bundle_is_no_json_what_came_before_stands(value: bytes) -> None:
    assert seen(read_document, in_a_bundle(b"1", value, b"3")) == [(1, {"x": 1}), (2, BREAKS_OFF)]


@pytest.mark.parametrize("value", NO_VALUES.values(), ids=NO_VALUES.keys())
def test_a_line_that_is_no_json_costs_only_itself(value: bytes) -> None:
    lines = b'{"x":1}\n{"x":' + value + b'}\n\n{"x":4}\r\n'
    assert seen(read_lines, lines) == [(1, {"x": 1}), (2, NOT_JSON), (4, {"x": 4})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"x":1}{"x":2}', NOT_JSON),
        (b'{"x":1', NOT_JSON),
        (b"[1]", NO_OBJECT),
        (b"null", NO_OBJECT),
        (HUGE, TOO_LARGE),
        (b'{"x":' + DEEP + b"}", TOO_DEEP),
        (b'{"x":1,"x":1}', TWICE),
    ],
    ids=["two", "cut", "list", "null", "huge", "deep", "twice"],
)
def test_every_bad_line_has_its_reason(line: bytes, reason: str) -> None:
    assert seen(read_lines, line + b'\n{"x":2}') == [(1, reason), (2, {"x": 2})]


@pytest.mark.parametrize("said", [b"", b"{", b"not json", b'{"x":1} trailing'])
def test_a_broken_document_says_so(said: bytes) -> None:
    assert seen(read_document, said)[-1][1] == BREAKS_OFF


def test_a_text_without_end_gives_up_the_file_and_not_the_machine() -> None:
    endless = b'{"resourceType":"Bundle","entry":[{"resource":{"x":"' + b"a" * (3 * LARGEST)
    assert seen(read_document, endless) == [(1, f"{TOO_LARGE} {BREAKS_OFF}")]


def test_a_document_may_be_one_resource_a_list_or_a_bundle_named_at_its_end() -> None:
    assert seen(read_document, b'{"x":1}') == [(1, {"x": 1})]
    assert seen(read_document, b'[{"x":1},{"x":2}]') == [(1, {"x": 1}), (2, {"x": 2})]
    last = b'{"entry":[{"resource":{"x":1}}],"resourceType":"Bundle"}'
    assert seen(read_document, last) == [(1, {"x": 1})]


def test_a_list_resource_is_no_bundle() -> None:
    said = b'{"resourceType":"List","entry":[{"item":{}}]}'
    assert seen(read_document, said) == [(1, {"resourceType": "List", "entry": [{"item": {}}]})]


def test_a_bundle_within_a_bundle_is_opened() -> None:
    inner = in_a_bundle(b"1", b"2")
    said = b'{"resourceType":"Bundle","entry":[{"resource":' + inner + b"}]}"
    assert seen(read_document, said) == [(1, {"x": 1}), (1, {"x": 2})]


def test_an_entry_that_holds_nothing_is_no_fault() -> None:
    said = b'{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE"}},7]}'
    assert seen(read_document, said) == [(1, None), (2, NO_OBJECT)]


def test_the_mark_some_editors_set_is_passed_over() -> None:
    assert seen(read_document, b'\xef\xbb\xbf{"x":1}') == [(1, {"x": 1})]
    assert seen(read_lines, b'\xef\xbb\xbf{"x":1}') == [(1, {"x": 1})]


def test_reasons_never_repeat_what_a_file_holds() -> None:
    said = b'{"name":"Rosa Delgado", oops}'
    for read in (read_document, read_lines):
        assert "Rosa" not in str(seen(read, said))


@pytest.mark.parametrize("half", [rb"\ud83d", rb"\ude00", rb"x\\\uD83Dx", rb"\ude00\ud83d"])
def test_half_a_character_is_refused_and_not_read_as_a_question_mark(half: bytes) -> None:
    said = in_a_bundle(b"1", b'"' + half + b'"', b"3")
    assert seen(read_document, said) == [(1, {"x": 1}), (2, NUL), (3, {"x": 3})]
    assert seen(read_lines, b'{"x":"' + half + b'"}') == [(1, NUL)]


@pytest.mark.parametrize(
    ("written", "read"), [(rb"\ud83d\ude00", "\U0001f600"), (rb"\\ud83d", r"\ud83d")]
)
@pytest.mark.parametrize("before", range(12))
def test_a_whole_character_is_read_wherever_the_file_is_cut(
    written: bytes, read: str, before: int
) -> None:
    """The second piece of a file begins at each place inside of it."""
    start = b'{"x":"'
    fill = CHUNK - len(start) - before
    said = start + b"a" * fill + written + b'"}'
    assert seen(read_document, said) == [(1, {"x": "a" * fill + read})]


class Endless:
    """A stream without an end, and how often it was asked."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self.head, self.piece, self.asked, self.bytes = head, piece, 0, 0

    def read(self, count: int) -> bytes:
        self.asked += 1
        given, self.head = (self.head + self.piece * (count // len(self.piece)))[:count], b""
        self.bytes += len(given)
        return given


def test_an_endless_number_is_given_up_at_once() -> None:
    """The parser reads a number anew with every piece: fifty megabytes would take it hours."""
    stream = Endless(b'{"x":', b"9")
    assert [p.reason for p in read_document(cast("BinaryIO", stream))] == [BREAKS_OFF]
    assert stream.bytes <= 3 * CHUNK


@pytest.mark.parametrize("piece", [b"x", b"\\\\", b" "])
def test_an_endless_text_is_given_up_after_few_readings(piece: bytes) -> None:
    stream = Endless(b'{"x":"', piece)
    assert [p.reason for p in read_document(cast("BinaryIO", stream))] == [
        f"{TOO_LARGE} {BREAKS_OFF}"
    ]
    assert stream.asked < 40


def test_a_nul_in_a_name_or_at_the_top_is_refused() -> None:
    assert seen(read_document, b'{"id":"a\\u0000"}') == [(1, NUL)]
    assert seen(read_lines, b'{"x":{"a\\u0000":1}}') == [(1, NUL)]
