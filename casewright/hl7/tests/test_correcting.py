"""A message as it would have been: other words laid over a few fields, the bytes untouched."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.reading.correcting import PLACES, corrected, stamp, written_in
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.message import read
from casewright.hl7.tests.messages import ADMISSION, EVN, MSH, PID, PV1, understood, written

WHOLE = written(*ADMISSION)


def lines_of(raw: bytes) -> list[str]:
    return raw.decode().split("\r")[:-1]


def test_one_field_changes_and_nothing_else() -> None:
    after = lines_of(corrected(WHOLE, {"EVN-6": "202611201300"}))
    before = lines_of(WHOLE)
    assert after[1].startswith("EVN|A01|20261120101500|||C01^Reyes^Manuel|202611201300")
    assert [line for line in after if line not in before] == [after[1]]


def test_the_rest_of_a_field_stays() -> None:
    after = lines_of(corrected(WHOLE, {"PID-3": "1009", "PID-5.2": "Rosalia"}))[2]
    assert "|1009^^^LAKESIDE&1.2.3&ISO^MR~7788^^^STATE^DL|" in after
    assert "|Delgado^Rosalia^M^Jr^Mrs^^L~Perez^Rosa^^^^^M|" in after


def test_a_field_beyond_the_end_and_a_segment_that_lacks_are_written() -> None:
    short = written(MSH, PID, "PV1|1|I")
    adt = understood(*lines_of(corrected(short, {"PV1-44": "202611201300", "EVN-6": "20261120"})))
    assert adt.visit
    assert adt.visit.admitted
    assert adt.visit.admitted.moment.hour == 18
    assert adt.occurred


def test_a_message_without_its_person_must_be_sent_again() -> None:
    with pytest.raises(Unreadable, match="has no PID"):
        corrected(written(MSH, EVN, PV1), {"PID-7": "19480502"})


def test_what_cannot_be_told_into_segments_cannot_be_corrected() -> None:
    with pytest.raises(Unreadable):
        corrected(b"hello", {"PID-7": "19480502"})


def test_moments_are_written_on_the_senders_clock() -> None:
    assert stamp(datetime(2026, 11, 22, 14, 5)) == "202611221405"  # noqa: DTZ001 - no zone is meant
    assert stamp(date(1948, 5, 2)) == "19480502"


@given(st.sampled_from(sorted(PLACES)), st.text(max_size=30))
def test_no_correction_breaks_out_of_its_field(name: str, text: str) -> None:
    after = read(corrected(WHOLE, {name: text}))
    assert [one.name for one in after.segments] == [one[:3] for one in ADMISSION]
    untouched = set(PLACES) - {name}
    before = read(WHOLE)
    assert all(written_in(after, one) == written_in(before, one) for one in untouched)
