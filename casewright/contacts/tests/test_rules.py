"""Which contact keeps which promise, when to try again, and which note is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.clocks.rules import calendar_for
from casewright.contacts.rules import KEEPS, MOST_WRITTEN, check, keeps_promise, next_try
from casewright.contacts.tests.notes import note
from casewright.foundation.errors import Refused
from conftest import NOW

NEW_YORK = ZoneInfo("America/New_York")
US = calendar_for("US")
KINDS = ("call", "visit", "message", "meeting")
REACHED = ("person", "kin", "other", "message_left", "no_answer")
KEPT_BY = {
    "call": {(kind, who) for kind in ("call", "visit", "meeting") for who in REACHED[:3]},
    "visit": {("visit", "person"), ("visit", "kin")},
    "meeting": {(kind, who) for kind in ("meeting", "visit", "call") for who in REACHED[:3]},
    "message": {(kind, who) for kind in KINDS for who in REACHED[:3]},
    "do": {(kind, who) for kind in KINDS for who in REACHED[:3]},
}


@pytest.mark.parametrize("act", KEEPS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reached", REACHED)
def test_each_contact_keeps_what_it_is(act: str, kind: str, reached: str) -> None:
    kept = keeps_promise(act, "", note(kind=kind, reached=reached))
    assert kept is ((kind, reached) in KEPT_BY[act])


@pytest.mark.parametrize("act", KEEPS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reached", REACHED)
def test_the_contact_after_discharge_needs_the_person_or_a_caregiver(
    act: str, kind: str, reached: str
) -> None:
    kept = keeps_promise(act, "tcm-contact", note(kind=kind, reached=reached))
    assert kept is ((kind, reached) in KEPT_BY[act] and reached in ("person", "kin"))


def eastern(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the clock in New York."""
    return datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("now", "due", "again"),
    [
        (eastern(24, 9), eastern(30, 17), eastern(24, 12)),  # the same day
        (eastern(24, 14), eastern(30, 17), eastern(24, 17)),  # five in the afternoon still counts
        (eastern(24, 14, 1), eastern(30, 17), eastern(25, 9)),  # the next morning
        (eastern(24, 23), eastern(30, 17), eastern(25, 9)),
        (eastern(25, 16), eastern(30, 17), eastern(27, 9)),  # Thanksgiving is passed over
        (eastern(27, 16), eastern(30, 17), eastern(30, 9)),  # and so is the weekend
        (eastern(24, 9), eastern(24, 11), eastern(24, 10)),  # an hour before it is due
        (eastern(27, 16), eastern(28, 12), eastern(28, 11)),
        (eastern(24, 9), eastern(24, 9, 30), eastern(24, 9, 5)),  # hardly any time left
        (eastern(24, 9), eastern(20, 9), eastern(24, 9, 5)),  # late already
    ],
)
def test_when_nobody_was_reached_it_comes_back(
    now: datetime, due: datetime, again: datetime
) -> None:
    assert next_try(now, due, zone=NEW_YORK, calendar=US) == again


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(moments, moments)
def test_it_always_comes_back_later_and_never_too_late(now: datetime, due: datetime) -> None:
    again = next_try(now, due, zone=NEW_YORK, calendar=US)
    assert again >= now + timedelta(minutes=5)
    assert again <= max(due - timedelta(hours=1), now + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "what was said"),
        ({"text": " \n\t"}, "what was said"),
        ({"text": "x" * (MOST_WRITTEN + 1)}, "holds up to"),
        ({"started_at": NOW + timedelta(minutes=2)}, "still to come"),
        ({"minutes": -1}, "whole number from 0 to 600"),
        ({"minutes": 601}, "whole number from 0 to 600"),
        ({"next_step": "Call her son"}, "by when"),
    ],
)
def test_a_note_that_cannot_be_is_refused_in_words(changes: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check(note(**changes), NOW)


@pytest.mark.parametrize("reached", ["message_left", "no_answer"])
def test_where_nobody_was_reached_nothing_need_be_written(reached: str) -> None:
    check(note(reached=reached, text=""), NOW)
    check(note(started_at=NOW + timedelta(minutes=1), minutes=600, text="x" * MOST_WRITTEN), NOW)
