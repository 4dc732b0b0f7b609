"""Where one message ends and the next begins, in a stream of any size.

Segments may end in CR, LF or CRLF; messages may stand in MLLP frames (0x0B ... 0x1C 0x0D), in
batches (FHS, BHS, BTS, FTS), after a byte order mark, or one after another with or without blank
lines. Memory does not grow with the stream. Nothing is dropped: what is no message is handed on
with its fault, so that whoever reads can account for every byte that is not white space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from casewright.hl7.reading.message import MOST_BYTES, MOST_SEGMENTS

START_OF_FRAME = b"\x0b"
END_OF_FRAME = b"\x1c"

_CHUNK = 64 * 1024
# The end of a chunk waits for the next one when it is shorter: a name may go on there.
_SHORT = 4096
_MARKS = re.compile(rb"([\x0b\x1c])")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Kind(StrEnum):
    """What a run of bytes is."""

    MESSAGE = "message"
    WRAPPER = "wrapper"  # the header or trailer of a file or batch: there is nothing to apply
    JUNK = "junk"


@dataclass(frozen=True, slots=True)
class Framed:
    """A run of bytes between two messages' borders.

    `position` counts messages and junk from 1, as a reader of the file would; a wrapper has 0.
    `raw` stands at `offset` and is `length` bytes long, or shorter when the run is oversized.
    With a `fault` it is not to be read as a message, and the words say why.
    """

    raw: bytes
    kind: Kind
    position: int
    offset: int
    length: int
    fault: str | None


def split(
    stream: BinaryIO, *, most_bytes: int = MOST_BYTES, most_segments: int = MOST_SEGMENTS
) -> Iterator[Framed]:
    """The messages of a stream, in their order, with the wrappers and the junk between them."""
    border = _Border(most_bytes, most_segments)
    waiting = b""
    while chunk := stream.read(_CHUNK):
        lines = (waiting + chunk).splitlines(keepends=True)
        waiting = lines.pop() if _may_go_on(lines[-1]) else b""
        border.take_lines(lines)
        yield from border.finished()
    border.take_lines([waiting])
    border.end()
    yield from border.finished()


def frame(message: bytes) -> bytes:
    """A message as it goes over an MLLP connection."""
    return START_OF_FRAME + message + END_OF_FRAME + b"\r"


_LINE_ENDS = b"\r\n"
_EMPTY_LINES = frozenset({b"\r", b"\n", b"\r\n"})
_BLANK = b" \t\f" + _LINE_ENDS + START_OF_FRAME + END_OF_FRAME
_HEADERS = {
    b"MSH": Kind.MESSAGE,
    b"FHS": Kind.WRAPPER,
    b"BHS": Kind.WRAPPER,
    b"BTS": Kind.WRAPPER,
    b"FTS": Kind.WRAPPER,
}
# Segments that may follow the header of a file or batch and belong to it (HL7 v2.8, 2.10.3).
_OF_A_WRAPPER = (b"SFT", b"UAC")


def _may_go_on(line: bytes) -> bool:
    return len(line) < _SHORT and line[-1] not in _LINE_ENDS


def _begins(line: bytes) -> Kind | None:
    """What a line begins, if it begins anything."""
    kind = _HEADERS.get(line[:3])
    return kind if kind and not line[3:4].isalnum() else None


class _Border:
    """Walks along the tokens of a stream and cuts it at the borders of messages.

    A frame mark (0x0B, 0x1C) also occurs inside sloppy text. It waits in `mark` until the next
    token tells: a start of frame comes before a header, an end of frame before a line end,
    another mark, a header or the end of the stream.
    """

    def __init__(self, most_bytes: int, most_segments: int) -> None:
        self.most_bytes = most_bytes
        self.most_segments = most_segments
        self.done: list[Framed] = []
        self.position = 0  # of the last message or junk
        self.offset = 0  # of the present token in the stream
        self.mark = b""
        self.at_line_start = True
        self.in_frame = False
        self.kind: Kind | None = None  # of the run that is open, if one is
        self.held = bytearray()  # the run's bytes so far, at most `most_bytes` of them
        self.segments = 0
        self.begins_at = 0
        self.ends_at = 0  # where the last text of the run ends; white space may follow

    def finished(self) -> list[Framed]:
        done, self.done = self.done, []
        return done

    def take_lines(self, lines: list[bytes]) -> None:
        """Walk on over lines that keep their ends; the last one may go on in the next call."""
        for line in lines:
            if b"\x0b" in line or b"\x1c" in line:
                for token in filter(None, _MARKS.split(line)):
                    self._take(token)
            elif line:
                self._take(line)

    def end(self) -> None:
        if self.mark == END_OF_FRAME:
            self._end_frame()
        self._cut(is_whole=not self.in_frame)

    def _take(self, token: bytes) -> None:
        """Walk on over a frame mark, or text of one line with or without its end."""
        if token in _EMPTY_LINES and not self.mark:
            self._hold(token)
            self.offset += len(token)
            self.at_line_start = True
            return
        bare = token.removeprefix(_BYTE_ORDER_MARK).strip(_BLANK)
        kind = _begins(bare)
        if self.mark:
            self._spend_mark(bare, kind)
        if token in (START_OF_FRAME, END_OF_FRAME):
            self.mark = token
        elif self.at_line_start and bare:
            self._take_line(token, bare, kind)
        else:
            self._hold(token)
            if bare:
                self.ends_at = self.offset + len(token.rstrip())
        self.offset += len(token)
        if token[-1] in _LINE_ENDS:
            self.at_line_start = True
        elif bare:
            self.at_line_start = False

    def _spend_mark(self, bare: bytes, kind: Kind | None) -> None:
        """What follows the waiting mark has told what it is: a border, or part of a text."""
        if self.mark == END_OF_FRAME and (kind or not bare):
            self._end_frame()
        elif self.mark == START_OF_FRAME and kind:
            self._cut(is_whole=not self.in_frame)
            self.in_frame = True
            self.at_line_start = True
        else:
            self._hold(self.mark)
        self.mark = b""

    def _end_frame(self) -> None:
        self._cut(is_whole=True)
        self.in_frame = False
        self.at_line_start = True

    def _take_line(self, token: bytes, bare: bytes, kind: Kind | None) -> None:
        if kind or self.kind is None or self._leaves_wrapper(bare):
            self._cut(is_whole=True)
            self.kind = kind or Kind.JUNK
            skipped = token.find(bare)
            self.begins_at = self.offset + skipped
            self._hold(token[skipped:])
        else:
            self._hold(token)
        self.segments += 1
        self.ends_at = self.offset + len(token.rstrip())

    def _leaves_wrapper(self, line: bytes) -> bool:
        return self.kind is Kind.WRAPPER and line[:3] not in _OF_A_WRAPPER

    def _hold(self, token: bytes) -> None:
        if self.kind:
            room = self.most_bytes - len(self.held)
            self.held += token if len(token) <= room else token[:room]

    def _cut(self, *, is_whole: bool) -> None:
        """The open run ends here."""
        if self.kind is None:
            return
        if self.kind is not Kind.WRAPPER:
            self.position += 1
        length = self.ends_at - self.begins_at
        raw = bytes(memoryview(self.held)[:length])
        self.done.append(
            Framed(
                raw=raw,
                kind=self.kind,
                position=0 if self.kind is Kind.WRAPPER else self.position,
                offset=self.begins_at,
                length=length,
                fault=self._fault(raw, length, is_whole=is_whole),
            )
        )
        self.kind = None
        self.held = bytearray()
        self.segments = 0

    def _fault(self, raw: bytes, length: int, *, is_whole: bool) -> str | None:
        if self.kind is Kind.JUNK:
            if raw.startswith(_UTF_16):
                return "The text is written in UTF-16, where HL7 asks for ASCII, UTF-8 or 8859."
            return "No message begins here: these lines stand outside any message (no MSH)."
        if length > self.most_bytes:
            return f"The message is longer than {self.most_bytes:,} bytes."
        if self.segments > self.most_segments:
            return f"The message has more than {self.most_segments:,} segments."
        if not is_whole:
            return "The MLLP frame has no end mark: the message may be cut short."
        return None
