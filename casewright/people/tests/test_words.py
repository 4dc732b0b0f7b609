"""Two lines by a colleague, and statements that are put right or end: history is new rows."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.actions import (
    change_statement,
    end_statement,
    say_statement,
    write_summary,
)
from casewright.people.models import Person, Statement, Summary
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def salt(staff: Staff, rosa: Person, case: Case) -> Statement:
    """Something that Amara wrote down to be watched for."""
    return say_statement(
        by=staff.amara, person=rosa, kind="watch", words="Salt", said_on=date(2026, 11, 19)
    )


def test_every_version_stays_with_its_author_and_its_moment(
    staff: Staff, rosa: Person, case: Case
) -> None:
    write_summary(by=staff.amara, person=rosa, words="Lives alone.", version=0, at=NOW)
    write_summary(by=staff.tess, person=rosa, words="Lives with Ana.", version=1, at=NOW)
    rows = Summary.objects.order_by("version").values_list("words", "author__username")
    assert list(rows) == [("Lives alone.", "amara"), ("Lives with Ana.", "tess")]
    assert Entry.objects.filter(event="people.summary_written").count() == 2
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        Summary.objects.update(words="")


def test_of_two_who_saw_the_same_version_the_later_is_shown_both(
    staff: Staff, rosa: Person, case: Case
) -> None:
    write_summary(by=staff.amara, person=rosa, words="First.", version=0, at=NOW)
    with pytest.raises(Conflict) as conflict:
        write_summary(by=staff.tess, person=rosa, words="Second.", version=0, at=NOW)
    assert (conflict.value.theirs, conflict.value.yours) == (
        {"words": "First."},
        {"words": "Second."},
    )
    assert Summary.objects.get().words == "First."


def test_nothing_is_no_first_summary_but_one_can_be_emptied(
    staff: Staff, rosa: Person, case: Case
) -> None:
    with pytest.raises(Refused, match="two lines"):
        write_summary(by=staff.amara, person=rosa, words=" ", version=0, at=NOW)
    with pytest.raises(Refused, match="too long"):
        write_summary(by=staff.amara, person=rosa, words="x" * 401, version=0, at=NOW)
    write_summary(by=staff.amara, person=rosa, words="First.", version=0, at=NOW)
    assert write_summary(by=staff.amara, person=rosa, words="", version=1, at=NOW).version == 2


def test_what_a_statement_was_stays_and_points_to_what_it_became(
    staff: Staff, salt: Statement
) -> None:
    changed = change_statement(
        by=staff.tess, statement=salt, values={"words": "Salt, and swelling"}, at=NOW
    )
    salt.refresh_from_db()
    assert (salt.words, salt.ended_at, salt.replaced_by) == ("Salt", NOW, changed)
    assert (changed.words, changed.said_on, changed.kind) == (
        *("Salt, and swelling", salt.said_on),
        "watch",
    )


def test_who_changes_what_a_colleague_changed_first_is_shown_both(
    staff: Staff, salt: Statement
) -> None:
    for words in ("Salt, swelling", "Salt, swelling, weight"):
        held = Statement.objects.get(ended_at=None)
        change_statement(by=staff.tess, statement=held, values={"words": words}, at=NOW)
    with pytest.raises(Conflict) as conflict:
        change_statement(by=staff.amara, statement=salt, values={"words": "Sugar"}, at=NOW)
    assert conflict.value.theirs["words"] == "Salt, swelling, weight"
    assert Statement.objects.get(ended_at=None).words == "Salt, swelling, weight"


def test_an_ended_statement_is_not_changed_and_not_ended_twice(
    staff: Staff, salt: Statement
) -> None:
    end_statement(by=staff.tess, statement=salt, at=NOW)
    with pytest.raises(Conflict):
        end_statement(by=staff.amara, statement=salt, at=NOW)
    with pytest.raises(Conflict) as conflict:
        change_statement(by=staff.amara, statement=salt, values={"words": "Sugar"}, at=NOW)
    assert conflict.value.theirs["words"] == ""
    with pytest.raises(Refused, match="as it was said"):
        change_statement(by=staff.amara, statement=salt, values={"words": " "}, at=NOW)


def test_a_stranger_writes_and_changes_nothing(staff: Staff, rosa: Person, salt: Statement) -> None:
    with pytest.raises(NotPermitted):
        write_summary(by=staff.bo, person=rosa, words="First.", version=0, at=NOW)
    with pytest.raises(NotPermitted):
        change_statement(by=staff.bo, statement=salt, values={"words": "Sugar"}, at=NOW)
    with pytest.raises(NotPermitted):
        end_statement(by=staff.bo, statement=salt, at=NOW)
    assert Statement.objects.get().ended_at is None
