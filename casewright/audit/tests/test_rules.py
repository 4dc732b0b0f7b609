"""How a line is sealed: whatever is in it, on either database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.audit.queries import faults
from casewright.audit.rules import START, Line, faults_of_chain, seal
from conftest import Staff

LINE = Line(
    number=1,
    at=datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    actor="amara",
    event="people.seen",
    outcome="done",
    subject_type="people.Person",
    subject_key="1",
    person_key="1",
    reason="",
    address="",
    route="person",
    request_id="",
    details={},
)


def test_the_seal_does_not_change_from_release_to_release() -> None:
    """Worked out once by hand (sha256sum over the line before, a line end and the JSON text)."""
    assert seal(START, LINE) == ("c7ca55a7e8293c600a5d0aba079c33e28f6950ebe7a23992e9cf58c9026c761d")


def test_the_same_moment_in_another_zone_has_the_same_seal() -> None:
    elsewhere = LINE.at.astimezone(timezone(timedelta(hours=-5)))
    assert seal(START, Line(**{**vars(LINE), "at": elsewhere})) == seal(START, LINE)


@given(st.sampled_from(sorted(vars(LINE))), st.text(min_size=1))
def test_any_other_word_in_any_field_gives_another_seal(field: str, word: str) -> None:
    if field in ("number", "at", "details") or getattr(LINE, field) == word:
        return
    assert seal(START, Line(**{**vars(LINE), field: word})) != seal(START, LINE)


def test_a_chain_that_begins_elsewhere_is_a_fault() -> None:
    other = seal("1" * 64, LINE)
    assert list(faults_of_chain([(LINE, "1" * 64, other)])) == [
        "Entry 1 does not follow the entry before it."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "details",
    [
        {"fields": ["b", "a"], "count": 3, "ratio": 0.1, "none": None, "yes": True},
        {"المصدر": "مستشفى", "源": "病院", "emoji": "🌻"},
        {"nested": {"z": [1, 2, {"y": "x"}], "a": -1}},
        {"long": "x" * 5000},
    ],
)
def test_whatever_is_told_is_read_back_with_the_same_seal(
    staff: Staff, details: dict[str, object]
) -> None:
    record(staff.amara, "people.seen", staff.north, **details)
    assert Entry.objects.latest("number").details == details
    assert faults([]) == []
