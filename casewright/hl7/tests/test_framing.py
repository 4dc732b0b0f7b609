"""Where one message ends and the next begins."""

import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.reading import framing
from casewright.hl7.reading.framing import Kind, frame
from casewright.hl7.tests.messages import ADMISSION, EVN, MSH, PID, framed, written

FIRST = written(*ADMISSION)
SECOND = written(MSH.replace("MSG0001", "MSG0002"), EVN, PID)
BOM = b"\xef\xbb\xbf"


def raws(stream: bytes) -> list[bytes]:
    """The messages of a stream that has nothing but messages without fault."""
    runs = framed(stream)
    assert all(run.kind is Kind.MESSAGE and run.fault is None for run in runs)
    return [run.raw for run in runs]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_segments_may_end_in_any_line_end(end: str) -> None:
    stream = written(MSH, EVN, PID, end=end) + written(MSH, PID, end=end)

    assert raws(stream) == [
        written(MSH, EVN, PID, end=end).rstrip(),
        written(MSH, PID, end=end).rstrip(),
    ]


def test_blank_lines_may_stand_between_messages_and_inside_them() -> None:
    inside = FIRST.replace(b"\rPID", b"\r\n\r\nPID")

    assert raws(b"\n\n" + inside + b"\r\n  \r\n" + SECOND) == [inside.rstrip(), SECOND.rstrip()]


def test_the_last_line_needs_no_end() -> None:
    assert raws(FIRST.rstrip()) == [FIRST.rstrip()]


def test_an_empty_stream_holds_nothing() -> None:
    assert framed(b"") == []
    assert framed(BOM + b"\r\n \x0b\x1c\r") == []


@pytest.mark.parametrize(
    "between", [b"\x1c\r\x0b", b"\x1c\n\x0b", b"\x1c\r\n\x0b", b"\x1c\x0b", b"\r\x1c\r\r\x0b"]
)
def test_frames_are_taken_off(between: bytes) -> None:
    stream = b"\x0b" + FIRST.rstrip() + between + SECOND.rstrip() + b"\x1c\r"

    assert raws(stream) == [FIRST.rstrip(), SECOND.rstrip()]


def test_a_frame_goes_back_into_what_was_framed() -> None:
    assert raws(frame(FIRST) + frame(SECOND)) == [FIRST.rstrip(), SECOND.rstrip()]


def test_a_byte_order_mark_is_taken_off() -> None:
    assert raws(BOM + FIRST + BOM + SECOND) == [FIRST.rstrip(), SECOND.rstrip()]
    assert raws(BOM + frame(FIRST)) == [FIRST.rstrip()]


def test_a_batch_gives_its_messages_and_names_its_wrappers() -> None:
    stream = b"FHS|^~\\&|ADT\rSFT|Maker\rBHS|^~\\&|ADT\r" + FIRST + SECOND + b"BTS|2\rFTS|1\r"

    runs = framed(stream)

    assert [(run.kind, run.position) for run in runs] == [
        (Kind.WRAPPER, 0),
        (Kind.WRAPPER, 0),
        (Kind.MESSAGE, 1),
        (Kind.MESSAGE, 2),
        (Kind.WRAPPER, 0),
        (Kind.WRAPPER, 0),
    ]
    assert runs[0].raw == b"FHS|^~\\&|ADT\rSFT|Maker"
    assert runs[3].raw == SECOND.rstrip()


def test_a_batch_may_stand_in_one_frame() -> None:
    runs = framed(frame(b"BHS|^~\\&\r" + FIRST + SECOND + b"BTS|2"))

    assert [run.kind.value for run in runs] == ["wrapper", "message", "message", "wrapper"]
    assert [run.fault for run in runs] == [None] * 4


def test_what_is_no_message_is_handed_on_with_its_fault() -> None:
    stream = b"Sent on Friday\r\nby fax\r\n" + FIRST + b"BTS|1\rPV1|1\r"

    before, message, _wrapper, after = framed(stream)

    assert (before.kind, before.position, before.raw) == (Kind.JUNK, 1, b"Sent on Friday\r\nby fax")
    assert before.fault == (
        "No message begins here: these lines stand outside any message (no MSH)."
    )
    assert (message.kind, message.position, message.fault) == (Kind.MESSAGE, 2, None)
    assert (after.kind, after.raw) == (Kind.JUNK, b"PV1|1")


def test_a_name_that_only_begins_like_a_header_begins_nothing() -> None:
    (run,) = framed(written(MSH, "MSHX|1", "BTSY|2"))

    assert run.raw == written(MSH, "MSHX|1", "BTSY|2").rstrip()


def test_a_text_in_utf_16_is_told_from_other_junk() -> None:
    (run, *_) = framed(FIRST.decode().encode("utf-16"))

    assert run.kind is Kind.JUNK
    assert run.fault is not None
    assert "UTF-16" in run.fault


def test_a_frame_without_its_end_mark_may_be_cut_short() -> None:
    cut, whole = framed(b"\x0b" + FIRST.rstrip()[:-9] + b"\r" + frame(SECOND))

    assert cut.fault == "The MLLP frame has no end mark: the message may be cut short."
    assert (whole.raw, whole.fault) == (SECOND.rstrip(), None)


def test_a_frame_that_the_stream_ends_in_may_be_cut_short() -> None:
    (cut,) = framed(b"\x0b" + FIRST)

    assert cut.fault == "The MLLP frame has no end mark: the message may be cut short."


def test_a_frame_may_be_cut_in_the_middle_of_a_line() -> None:
    cut, whole = framed(b"\x0b" + FIRST[:200] + frame(SECOND))

    assert cut.raw == FIRST[:200]
    assert cut.fault is not None
    assert whole.fault is None


@pytest.mark.parametrize("mark", [b"\x0b", b"\x1c"])
def test_a_frame_mark_in_a_text_ends_nothing(mark: bytes) -> None:
    stream = FIRST.replace(b"Heart failure", b"Heart" + mark + b"failure")

    assert raws(stream) == [stream.rstrip()]


def test_a_message_that_is_too_long_is_handed_on_and_reading_goes_on() -> None:
    long = written(MSH, EVN, "NTE|1||" + "x" * 400)

    oversized, next_one = framed(long + SECOND, most_bytes=300)[0:2]

    assert oversized.fault == "The message is longer than 300 bytes."
    assert (oversized.raw, oversized.length) == (long[:300], len(long.rstrip()))
    assert (next_one.raw[:100], next_one.position) == (SECOND[:100], 2)


def test_a_message_of_just_the_most_bytes_is_not_too_long() -> None:
    (run,) = framed(SECOND, most_bytes=len(SECOND.rstrip()))

    assert run.fault is None


def test_a_message_of_too_many_segments_is_handed_on_and_reading_goes_on() -> None:
    many, fits = framed(
        written(MSH, *["NTE|1"] * 5) + written(MSH, *["NTE|1"] * 4), most_segments=5
    )

    assert many.fault == "The message has more than 5 segments."
    assert fits.fault is None


def test_offsets_find_the_messages_again() -> None:
    stream = BOM + b"\r\n" + frame(FIRST) + b"junk\r" + SECOND

    for run in framed(stream):
        assert stream[run.offset : run.offset + run.length] == run.raw


PIECES = st.lists(
    st.sampled_from(
        [
            *(segment.encode() for segment in ADMISSION),
            *(b"\r", b"\n", b"\r\n", b"\x0b", b"\x1c", b"\x1c\r", b" ", b"\t", BOM),
            *(b"FHS|", b"BHS|^~", b"BTS|1", b"FTS", b"SFT|a", b"MSH", b"MSH|", b"junk", b"\x00"),
        ]
    )
    | st.binary(max_size=6),
    max_size=40,
).map(b"".join)


@given(PIECES)
def test_every_byte_but_white_space_belongs_to_one_run(stream: bytes) -> None:
    left, end = b"", 0
    for run in framed(stream):
        assert run.offset >= end
        assert stream[run.offset : run.offset + run.length] == run.raw
        left += stream[end : run.offset]
        end = run.offset + run.length
    left += stream[end:]

    assert left.replace(BOM, b"").strip(b" \t\r\n\f\x0b\x1c") == b""


@given(PIECES, st.integers(min_value=1, max_value=80))
def test_an_oversized_run_still_accounts_for_its_bytes(stream: bytes, most_bytes: int) -> None:
    usual = framed(stream)
    bounded = framed(stream, most_bytes=most_bytes)

    assert [(run.offset, run.length) for run in bounded] == [
        (run.offset, run.length) for run in usual
    ]
    assert [run.raw for run in bounded] == [run.raw[:most_bytes] for run in usual]


class Trickle(BytesIO):
    """A stream that gives few bytes at a time, whatever is asked of it."""

    def __init__(self, stream: bytes, at_once: int) -> None:
        super().__init__(stream)
        self.at_once = at_once

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.at_once)


@given(PIECES, st.integers(min_value=1, max_value=50))
def test_how_a_stream_arrives_does_not_matter(stream: bytes, at_once: int) -> None:
    trickled = list(framing.split(Trickle(stream, at_once)))

    assert trickled == framed(stream)


@pytest.mark.parametrize("at_once", [4095, 4096, 4097, 5000])
def test_a_line_may_be_longer_than_what_arrives_at_once(at_once: int) -> None:
    stream = written(MSH, "NTE|1||" + "x" * 20_000, PID, end="\r\n") + SECOND

    assert list(framing.split(Trickle(stream, at_once))) == framed(stream)
    assert [run.fault for run in framed(stream)] == [None, None]


@given(
    st.lists(st.sampled_from([ADMISSION, (MSH, EVN), (MSH, PID, "PV1|1|I")]), max_size=5),
    st.sampled_from(["\r", "\n", "\r\n"]),
    st.sampled_from([b"", b"\r", b"\n\n", b"\r\n \r\n"]),
    st.booleans(),
)
def test_messages_come_out_as_they_went_in(
    messages: list[tuple[str, ...]], end: str, between: bytes, in_frames: bool
) -> None:
    went_in = [written(*segments, end=end) for segments in messages]
    stream = between.join(frame(message) if in_frames else message for message in went_in)

    assert raws(stream) == [message.rstrip() for message in went_in]


class Blocks(BytesIO):
    """A stream made while it is read, so that only the reader's own memory is seen."""

    def __init__(self, block: bytes, blocks: int) -> None:
        super().__init__()
        self.block, self.blocks = block, blocks

    def read(self, size: int | None = -1, /) -> bytes:
        self.blocks -= 1
        return self.block if self.blocks >= 0 else b""


@pytest.mark.parametrize(
    ("block", "blocks", "messages"),
    [
        pytest.param(written(MSH, "NTE|1||" + "x" * 60_000), 1000, 1000, id="messages"),
        pytest.param(b"x" * 65_536, 1000, 1, id="one line without an end"),
        pytest.param(b"\r\n" * 5_000, 10, 0, id="blank lines"),
        pytest.param(b"\x0b\x1c" * 5_000, 10, 0, id="empty frames"),
        pytest.param(b"NTE|1\r" * 5_000, 10, 1, id="segments without a message"),
    ],
)
def test_memory_does_not_grow_with_the_stream(block: bytes, blocks: int, messages: int) -> None:
    stream = Blocks(block, blocks)
    tracemalloc.start()
    try:
        count = sum(1 for _ in framing.split(stream, most_bytes=1024 * 1024))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert count == messages
    assert peak < 16 * 1024 * 1024
