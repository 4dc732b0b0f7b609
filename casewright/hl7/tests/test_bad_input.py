"""Whatever comes, reading answers with a value or with Unreadable."""

from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.reading import message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import read_adts
from casewright.hl7.reading.happening import admit_moment, discharge_moment, event_moment
from casewright.hl7.reading.header import salvage_header
from casewright.hl7.tests.messages import ADMISSION, NEW_YORK, framed, written

WHOLE = written(*ADMISSION)

BYTES = st.binary(max_size=400)
AFTER_A_HEADER = st.binary(max_size=400).map(lambda rest: b"MSH|^~\\&|" + rest)
OF_ITS_OWN_CHARACTERS = st.lists(
    st.sampled_from(
        [
            *(b"MSH|^~\\&|", b"PID|", b"PV1|", b"EVN|", b"MRG|", b"NK1|", b"ADT^A01", b"ADT^A40"),
            *(b"|", b"^", b"~", b"\\", b"&", b"\r", b"\n", b'""', b"\\X0D\\", b"\\F\\", b"2026"),
            *(b"20261120", b"Rosa", b"\xc3\xa9", b"\xe9", b"@", b"0", b" "),
        ]
    ),
    max_size=80,
).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good message of which some bytes were changed, lost or doubled."""
    raw = bytearray(WHOLE)
    for _ in range(draw(st.integers(min_value=1, max_value=6))):
        place = draw(st.integers(min_value=0, max_value=len(raw) - 1))
        match draw(st.sampled_from(["change", "lose", "double", "cut"])):
            case "change":
                raw[place] = draw(st.integers(min_value=0, max_value=255))
            case "lose":
                del raw[place : place + draw(st.integers(min_value=1, max_value=9))]
            case "double":
                raw[place:place] = raw[place : place + draw(st.integers(1, 40))]
            case "cut":
                del raw[place:]
        if not raw:
            break
    return bytes(raw)


ANYTHING = BYTES | AFTER_A_HEADER | OF_ITS_OWN_CHARACTERS | damaged()


def refusal_of(raw: bytes) -> str:
    """Why something cannot be read; "" when all of it can."""
    try:
        for adt in read_adts(message.read(raw), NEW_YORK):
            for moment in (event_moment, admit_moment, discharge_moment):
                moment(adt)
    except Unreadable as refusal:
        return str(refusal) or "no words"
    return ""


@given(ANYTHING)
def test_no_input_makes_reading_raise_anything_else(raw: bytes) -> None:
    assert refusal_of(raw) != "no words"


@given(damaged())
def test_no_refusal_repeats_a_name(raw: bytes) -> None:
    words = refusal_of(raw)

    assert not any(name in words for name in ("Delgado", "Rosa", "Reyes", "1948"))


@given(ANYTHING)
def test_every_part_of_what_was_read_can_be_asked_for(raw: bytes) -> None:
    try:
        read = message.read(raw)
    except Unreadable:
        return
    for segment in read.segments:
        for number in range(len(segment.fields())):
            assert "\r" not in segment.text(number)
            assert segment.is_emptied(number) in (True, False)


@given(ANYTHING)
def test_a_header_is_salvaged_from_anything(raw: bytes) -> None:
    assert isinstance(salvage_header(raw).control_id, str)


@given(ANYTHING)
def test_what_is_framed_without_fault_begins_with_a_header(raw: bytes) -> None:
    for run in framed(raw):
        if run.kind == "message":
            assert run.raw.startswith(b"MSH")
