"""Messages that others wrote, from many systems: read, or refused in words."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from casewright.hl7.reading import message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt, read_adts
from casewright.hl7.reading.framing import Framed, Kind
from casewright.hl7.reading.header import Header, read_header
from casewright.hl7.tests.messages import NEW_YORK, framed

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "hl7v2_adt"

# Filed under an event in the index, and yet not readable: separators that are declared twice or
# are no punctuation, control characters, and lines that are no segments.
NOT_READABLE = {
    "A01/hl7apy-003.hl7": "one character cannot separate two things",
    "A01/hl7apy-004.hl7": "at most 5 have a meaning",
    "A01/hl7v2-fhir-converter-067.hl7": "one character cannot separate two things",
    "A01/hl7v2-fhir-converter-068.hl7": "one character cannot separate two things",
    "A01/v2-to-fhir-001.hl7": "does not begin with the name of a segment",
    "A07/nHapi-001.hl7": "separators are punctuation marks",
    "A40/nHapi-003.hl7": "control character",
    "A44/nHapi-001.hl7": "separators are punctuation marks",
    "A60/nHapi-001.hl7": "control character",
}


@pytest.fixture(scope="module")
def index() -> dict[str, str]:
    """The event of each file, "bad" for the broken ones."""
    if not FOLDER.is_dir():
        pytest.skip("../shared/data/hl7v2_adt is not here: messages of other systems stay unread.")
    lines = (FOLDER / "index.csv").read_text().replace("\0", "").splitlines()
    return {row["file"]: row["event"] for row in csv.DictReader(lines)}


def runs_of(file: str) -> list[Framed]:
    return framed((FOLDER / file).read_bytes())


def header_of(file: str) -> Header | str:
    """The header of the one message in a file, or why it has none."""
    messages = [run for run in runs_of(file) if run.kind is Kind.MESSAGE]
    try:
        return read_header(message.read(messages[0].raw))
    except Unreadable as refusal:
        return str(refusal)


def test_every_file_is_framed_and_no_byte_is_lost(index: dict[str, str]) -> None:
    for file in index:
        raw = (FOLDER / file).read_bytes()
        runs = runs_of(file)

        assert runs[0].kind is Kind.MESSAGE
        assert b"\n".join(run.raw for run in runs).split() == raw.split()
        assert all((run.fault is None) == (run.kind is not Kind.JUNK) for run in runs)


def test_a_file_filed_under_an_event_holds_one_message(index: dict[str, str]) -> None:
    for file, event in index.items():
        assert event == "bad" or [run.kind for run in runs_of(file)] == [Kind.MESSAGE]


def test_the_events_are_those_of_the_index(index: dict[str, str]) -> None:
    read = {file: header_of(file) for file in index}

    events = Counter(found.event for found in read.values() if isinstance(found, Header))
    filed = Counter(event for file, event in index.items() if file not in NOT_READABLE)
    del filed["bad"]

    assert events == filed


def test_what_cannot_be_read_is_refused_in_words(index: dict[str, str]) -> None:
    refused = {file: found for file in index if isinstance(found := header_of(file), str)}

    for file, words in refused.items():
        assert index[file] == "bad" or NOT_READABLE[file] in words
    assert all(file in refused for file, event in index.items() if event == "bad")


def test_the_facts_are_read_or_refused_in_words(index: dict[str, str]) -> None:
    readable = [file for file in index if isinstance(header_of(file), Header)]
    found = {file: facts_of(file) for file in readable}

    refused = Counter(why for why in found.values() if isinstance(why, str))
    people = [adt for adts in found.values() if isinstance(adts, tuple) for adt in adts]

    assert refused == {
        "The message does not say whom it is about: it has no PID.": 60,
        "PID stands 2 times, but A01 tells of one person.": 1,
        "PID stands 2 times, but A04 tells of one person.": 1,
        "EVN stands 2 times, where A01 has one.": 1,
    }
    assert len(people) == len(readable) - refused.total() + 5  # A17, A24 and A37 tell of two


def facts_of(file: str) -> tuple[Adt, ...] | str:
    """What a file's message tells of each person, or why it cannot be known."""
    try:
        return read_adts(message.read(runs_of(file)[0].raw), NEW_YORK)
    except Unreadable as refusal:
        return str(refusal)
