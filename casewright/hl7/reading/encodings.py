"""The character set of a message: what MSH-18 declares, and what to do when it declares none.

Codes are those of HL7 table 0211 (v2.9, read 2026-11-24) that write one byte or UTF-8, with the
spellings that senders use instead. The double-byte sets of the table are not read here.
"""

from casewright.hl7.reading.errors import Unreadable

UTF_8 = "utf-8"
# Web browsers, too, read 8859/1 as windows-1252, which only fills its unused places
# (WHATWG Encoding Standard): senders who declare the one write the other's apostrophes.
WINDOWS_1252 = "cp1252"
_ASCII = "ascii"

ENCODINGS = {
    "ASCII": _ASCII,
    "ISO IR6": _ASCII,
    "US-ASCII": _ASCII,
    "UNICODE UTF-8": UTF_8,
    "UNICODE": UTF_8,
    "UTF-8": UTF_8,
    "UTF8": UTF_8,
    "8859/1": WINDOWS_1252,
    "8859-1": WINDOWS_1252,
    "ISO-8859-1": WINDOWS_1252,
    "ISO8859-1": WINDOWS_1252,
    "WINDOWS-1252": WINDOWS_1252,
    "8859/2": "iso8859_2",
    "8859/3": "iso8859_3",
    "8859/4": "iso8859_4",
    "8859/5": "iso8859_5",
    "8859/6": "iso8859_6",
    "8859/7": "iso8859_7",
    "8859/8": "iso8859_8",
    "8859/9": "iso8859_9",
    "8859/10": "iso8859_10",
    "8859/11": "iso8859_11",
    "8859/13": "iso8859_13",
    "8859/14": "iso8859_14",
    "8859/15": "iso8859_15",
    "8859/16": "iso8859_16",
}


def decode(raw: bytes, declared: str) -> tuple[str, str, bool]:
    """The text of `raw`, the encoding it was read in, and whether that was a guess.

    Where MSH-18 says ASCII or nothing and yet there are other bytes, the text is UTF-8 if it
    is valid UTF-8, which hardly ever happens by chance; otherwise windows-1252 is guessed.
    Raises Unreadable when the bytes are not what MSH-18 declares.
    """
    known = ENCODINGS.get(declared.strip().upper())
    if raw.isascii():
        return raw.decode(_ASCII), known or UTF_8, False
    if known is None and declared.strip():
        raise Unreadable(
            "MSH-18 names a character set that is not read here: ASCII, UNICODE UTF-8"
            " and 8859/1 to 8859/16 are."
        )
    if known is None or known == _ASCII:
        return _guess(raw)
    try:
        return raw.decode(known), known, False
    except UnicodeDecodeError as fault:
        raise Unreadable(
            f"Byte {fault.start} is not valid in the character set that MSH-18 declares."
        ) from fault


def _guess(raw: bytes) -> tuple[str, str, bool]:
    try:
        return raw.decode(UTF_8), UTF_8, False
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(WINDOWS_1252), WINDOWS_1252, True
    except UnicodeDecodeError as fault:
        raise Unreadable(
            f"Byte {fault.start} is neither UTF-8 nor windows-1252:"
            " MSH-18 must name the character set."
        ) from fault
