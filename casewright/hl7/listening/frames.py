"""Frames of an MLLP connection (0x0B, message, 0x1C 0x0D), whatever pieces they arrive in.

Memory stays bounded: of a frame no more than `most_bytes` are held, and what stands outside any
frame is counted and thrown away.
"""

import re
from dataclasses import dataclass

START, END, END_LINE = b"\x0b", b"\x1c", b"\r"

# A frame ends in FS CR. A sender that leaves out the CR ends it where the next one begins; one
# that broke off in the middle, where the next message begins. FS alone may be part of a text.
_BORDER = re.compile(rb"\x1c\r|\x1c(?=\x0b)|\x0b(?=MSH|FHS|BHS)")
_LONGEST_BORDER = 4
_BLANK = b" \t\r\n\x1c"
_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood in one frame: `length` bytes, of which `body` holds the first.

    It is not whole when another message began before its end.
    """

    body: bytes
    length: int
    is_whole: bool


class Frames:
    """Cuts what arrives over one connection into frames."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.noise = 0  # bytes outside any frame since the last one, blanks not counted
        self.outside = b""  # how the noise begins
        self.is_inside = False
        self._held = bytearray()
        self._dropped = 0
        self._looked_at = 0

    def feed(self, data: bytes) -> list[Frame]:
        """Take in what arrived; gives the frames that are complete now."""
        self._held += data
        frames: list[Frame] = []
        while self.is_inside or self._enter():
            border = _BORDER.search(self._held, self._looked_at)
            if border is None:
                self._hold_on()
                break
            # Asked before the bytes it was found in are let go.
            place, size, is_start = border.start(), len(border.group()), border.group() == START
            frames.append(self._take(place, is_whole=not is_start))
            del self._held[:size]
            self.is_inside = is_start
        return frames

    def may_have_ended(self) -> bool:
        """Whether the last byte may be an end that lacks its CR."""
        return self.is_inside and self._held.endswith(END)

    def end(self) -> Frame:
        """Take the frame that may have ended as ended."""
        frame = self._take(len(self._held) - 1, is_whole=True)
        self._held.clear()
        self.is_inside = False
        return frame

    def _enter(self) -> bool:
        """Go on to the next start of a frame, if it has come."""
        start = self._held.find(START)
        before = bytes(self._held[:start] if start >= 0 else self._held)
        self.outside = (self.outside + before.translate(None, _BLANK))[:_BEGINNING]
        self.noise += len(before.translate(None, _BLANK))
        del self._held[: start + 1 if start >= 0 else len(self._held)]
        if start < 0:
            return False
        self.is_inside = True
        return True

    def _hold_on(self) -> None:
        """Nothing ends yet: keep what is needed, and drop what is too much."""
        tail = _LONGEST_BORDER - 1
        too_many = len(self._held) - self.most_bytes - tail
        if too_many > 0:
            del self._held[self.most_bytes : self.most_bytes + too_many]
            self._dropped += too_many
        self._looked_at = max(0, len(self._held) - tail)

    def _take(self, size: int, *, is_whole: bool) -> Frame:
        body = bytes(self._held[: min(size, self.most_bytes)])
        frame = Frame(body, size + self._dropped, is_whole)
        del self._held[:size]
        self._dropped = self._looked_at = self.noise = 0
        self.outside = b""
        return frame
