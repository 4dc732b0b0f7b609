"""What may be said of received values and files. Plain values in, an answer out."""

from decimal import Decimal, InvalidOperation

# What the sender took back (FHIR): kept, so that nobody wonders where it went, and never shown.
TAKEN_BACK = "entered-in-error"
HIGHER, LOWER, SAME = "higher", "lower", "same"
# Types of file that a browser only shows, with the ending of our own name for them. All others go
# out as bytes without a type: what a sender calls a picture may be a page with a script.
SHOWN = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
}
# Types whose ending tells the reader which program opens them, sent as bytes all the same.
OPENED_ELSEWHERE = {
    "application/xml": "xml",
    "text/xml": "xml",
    "application/hl7-v3+xml": "xml",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
}
BYTES = "application/octet-stream"


def change(value: str, before: str, *, same_unit: bool) -> str:
    """How a value stands to the one before it; empty where the two cannot be compared."""
    try:
        now, then = Decimal(value), Decimal(before)
    except InvalidOperation:
        return ""
    if not (same_unit and now.is_finite() and then.is_finite()):
        return ""
    return SAME if now == then else HIGHER if now > then else LOWER


def served_as(media_type: str) -> str:
    """The type a browser is told for a received file."""
    return media_type if media_type in SHOWN else BYTES


def file_name(key: str, media_type: str) -> str:
    """Our own name for a received file: the sender's may hold anything, also a person's name."""
    ending = SHOWN.get(media_type) or OPENED_ELSEWHERE.get(media_type) or "bin"
    return f"received-{key[:8]}.{ending}"
