"""Frames of a connection, in whatever pieces they arrive."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.listening.frames import Frame, Frames
from casewright.hl7.reading.framing import frame

MOST = 1000


def cut(*pieces: bytes, most: int = MOST) -> list[Frame]:
    frames = Frames(most)
    return [one for piece in pieces for one in frames.feed(piece)]


def bodies(*pieces: bytes) -> list[bytes]:
    return [one.body for one in cut(*pieces)]


def test_several_messages_may_come_in_one_read() -> None:
    assert bodies(frame(b"MSH|1") + frame(b"MSH|2")) == [b"MSH|1", b"MSH|2"]


def test_a_message_may_come_in_many_reads() -> None:
    assert bodies(*(bytes([one]) for one in frame(b"MSH|1\rPID|1\r"))) == [b"MSH|1\rPID|1\r"]


def test_half_a_message_is_none() -> None:
    frames = Frames(MOST)
    assert frames.feed(b"\x0bMSH|1") == []
    assert frames.is_inside


def test_an_end_mark_inside_a_text_ends_nothing() -> None:
    assert bodies(frame(b"MSH|a\x1cb")) == [b"MSH|a\x1cb"]


def test_a_missing_last_byte_is_made_good_by_the_next_message() -> None:
    assert bodies(b"\x0bMSH|1\x1c" + frame(b"MSH|2")) == [b"MSH|1", b"MSH|2"]


def test_a_missing_last_byte_is_noticed_by_whoever_waits() -> None:
    frames = Frames(MOST)
    assert frames.feed(b"\x0bMSH|1\x1c") == []
    assert frames.may_have_ended()
    assert frames.end() == Frame(b"MSH|1", 5, is_whole=True)
    assert frames.feed(b"\r" + frame(b"MSH|2")) == [Frame(b"MSH|2", 5, is_whole=True)]
    assert frames.noise == 0


def test_a_message_that_breaks_off_is_not_whole() -> None:
    broken, whole = cut(b"\x0bMSH|1\rPI" + frame(b"MSH|2"))
    assert broken == Frame(b"MSH|1\rPI", 8, is_whole=False)
    assert whole == Frame(b"MSH|2", 5, is_whole=True)


def test_too_long_a_message_is_counted_and_not_held() -> None:
    frames = Frames(10)
    for _ in range(1000):
        frames.feed(b"x" * 100)  # outside any frame
    frames.feed(b"\x0b")
    for _ in range(1000):
        assert frames.feed(b"x" * 100) == []
        assert len(frames._held) <= 13
    (one,) = frames.feed(b"\x1c\r")
    assert one == Frame(b"x" * 10, 100_000, is_whole=True)


def test_what_stands_outside_is_counted_and_thrown_away() -> None:
    frames = Frames(MOST)
    frames.feed(b"GET / HTTP/1.1\r\n")
    assert (frames.noise, frames.outside) == (12, b"GET")
    assert frames._held == b""
    assert frames.feed(b"\r\n" + frame(b"MSH|1"))[0].body == b"MSH|1"
    assert frames.noise == 0


PIECES = st.lists(
    st.sampled_from([b"\x0b", b"\x1c", b"\r", b"MSH", b"x", b"\x1c\r", b"\x0bMSH|1\r"]), max_size=40
)


@given(PIECES, st.lists(st.integers(0, 80)), st.integers(1, 12))
def test_where_the_stream_is_cut_makes_no_difference(
    parts: list[bytes], places: list[int], most: int
) -> None:
    stream = b"".join(parts)
    borders = sorted({0, len(stream), *(place for place in places if place < len(stream))})
    pieces = [stream[a:b] for a, b in pairwise(borders)]
    assert cut(*pieces, most=most) == cut(stream, most=most)
