"""Texts and the room a column has for them: settled before either database is asked."""

import pytest

from casewright.contacts.models import Contact
from casewright.foundation.errors import Refused
from casewright.foundation.texts import check_fit, clip, longest
from casewright.people.models import Person


def test_a_column_says_how_much_it_holds() -> None:
    assert longest(Person, "called") == 120
    assert longest(Contact, "text") is None
    assert longest(Person, "birth_date") is None


@pytest.mark.parametrize(("length", "left"), [(0, 0), (119, 119), (120, 120), (121, 120)])
def test_what_a_feed_says_is_cut_to_what_the_column_holds(length: int, left: int) -> None:
    assert len(clip(Person, "called", "é" * length)) == left


def test_a_column_without_a_limit_keeps_everything() -> None:
    assert len(clip(Contact, "text", "x" * 50_000)) == 50_000


def test_what_somebody_wrote_too_long_is_refused_with_the_fields_name() -> None:
    check_fit(Person, called="x" * 120, home_note="x" * 300, birth_date=None, version=1)
    with pytest.raises(Refused, match="home note holds up to 300 characters"):
        check_fit(Person, called="Rosa", home_note="x" * 301)
