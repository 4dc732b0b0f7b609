"""A line stands in the trail exactly when its deed was done."""

from typing import Any

import pytest
from django.db import transaction

from casewright.audit.actions import action, attempt, record
from casewright.audit.models import Entry
from casewright.audit.queries import head, looks_at
from casewright.contacts.actions import sign_note
from casewright.contacts.models import Contact
from casewright.contacts.rules import Note
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.actions import say_statement
from casewright.people.models import Person, Statement
from casewright.security.models import Team, User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@action
def open_a_team(*, by: User, name: str, then: str = "") -> Team:
    """A deed of two steps that can go wrong after the first."""
    team = Team.objects.create(name=name)
    record(by, "audit.team_opened", team)
    if then == "refused":
        raise Refused("No more teams.")
    if then == "broken":
        raise ZeroDivisionError
    if then == "inner":
        open_a_team(by=by, name="Second", then="refused")
    return team


def lines(first: int) -> list[tuple[str, str, str]]:
    return list(
        Entry.objects.filter(number__gt=first)
        .order_by("number")
        .values_list("event", "outcome", "reason")
    )


def test_a_deed_leaves_its_line(staff: Staff) -> None:
    before = head().count
    team = open_a_team(by=staff.amara, name="West")
    (line,) = Entry.objects.filter(number__gt=before)
    assert (line.actor, line.subject_type, line.subject_key) == (
        *("amara", "security.Team"),
        str(team.pk),
    )


def test_a_refusal_leaves_no_trace_but_its_line(staff: Staff) -> None:
    before = head().count
    with pytest.raises(Refused):
        open_a_team(by=staff.amara, name="West", then="refused")
    assert not Team.objects.filter(name="West").exists()
    assert lines(before) == [("audit.open_a_team", "refused", "Refused")]


def test_a_refusal_does_not_write_down_what_was_said(staff: Staff) -> None:
    with pytest.raises(Refused, match="No more teams"):
        open_a_team(by=staff.amara, name="West", then="refused")
    assert not Entry.objects.filter(reason__contains="No more").exists()


def test_a_deed_that_breaks_leaves_neither_deed_nor_line(staff: Staff) -> None:
    before = head()
    with pytest.raises(ZeroDivisionError):
        open_a_team(by=staff.amara, name="West", then="broken")
    assert not Team.objects.filter(name="West").exists()
    assert head() == before


def test_an_inner_refusal_undoes_the_outer_deed_and_is_told_once(staff: Staff) -> None:
    before = head().count
    with pytest.raises(Refused):
        open_a_team(by=staff.amara, name="West", then="inner")
    assert not Team.objects.filter(name__in=["West", "Second"]).exists()
    assert lines(before) == [("audit.open_a_team", "refused", "Refused")]


@action
def open_many_teams(*, by: User, names: list[str]) -> None:
    """A deed of many parts, of which one may go wrong by itself."""
    for name in names:
        try:
            with attempt():
                open_a_team(by=by, name=name, then="refused" if name == "Bad" else "")
        except Refused:
            record(by, "audit.part_refused")


def test_a_part_that_fails_by_itself_leaves_neither_deed_nor_line_and_the_rest_stands(
    staff: Staff,
) -> None:
    before = head().count
    open_many_teams(by=staff.amara, names=["West", "Bad", "East"])
    assert set(Team.objects.filter(name__in=["West", "Bad", "East"])) == {
        *Team.objects.filter(name__in=["West", "East"]),
    }
    assert [event for event, _, _ in lines(before)] == [
        *("audit.team_opened", "audit.part_refused", "audit.team_opened"),
    ]


def test_after_a_refusal_the_next_deed_is_whole_again(staff: Staff) -> None:
    with pytest.raises(Refused):
        open_a_team(by=staff.amara, name="West", then="refused")
    before = head().count
    open_a_team(by=staff.amara, name="West")
    assert lines(before) == [("audit.team_opened", "done", "")]


def test_a_note_writes_its_line_and_those_of_its_minutes_in_one_moment(
    staff: Staff, rosa: Person, case: Any
) -> None:
    before = head().count
    note = Note(kind="call", reached="person", started_at=NOW, minutes=5, text="Fine today.")
    sign_note(by=staff.amara, person=rosa, note=note, at=NOW)
    assert [event for event, _, _ in lines(before)] == ["worklog.logged", "contacts.signed"]


def test_a_stranger_leaves_the_name_of_the_permit_and_whom_it_was_about(
    staff: Staff, rosa: Person, case: Any
) -> None:
    before = head().count
    note = Note(kind="call", reached="person", started_at=NOW, minutes=5, text="Fine today.")
    with pytest.raises(NotPermitted):
        sign_note(by=staff.bo, person=rosa, note=note, at=NOW)
    assert Contact.objects.count() == 0
    (line,) = Entry.objects.filter(number__gt=before)
    assert (line.actor, line.event, line.outcome, line.reason, line.person_key) == (
        *("bo", "contacts.sign_note", "refused", "contacts.write_note"),
        str(rosa.pk),
    )
    assert line in looks_at(str(rosa.pk), viewer=staff.dev)


def test_no_line_holds_a_name_or_a_word_that_somebody_said(
    staff: Staff, rosa: Person, case: Any
) -> None:
    say_statement(by=staff.amara, person=rosa, kind="matters", words="Zinnias.", said_on=NOW.date())
    with pytest.raises(NotPermitted):
        say_statement(by=staff.bo, person=rosa, kind="watch", words="Zinnias.", said_on=NOW.date())
    assert Statement.objects.count() == 1
    told = " ".join(
        str(value) for row in Entry.objects.order_by("number").values_list() for value in row
    )
    for word in ("Zinnias", "Delgado", "Rosa", "555-0142", "MRN-1001"):
        assert word not in told


def test_a_line_said_outside_an_action_is_undone_with_whatever_surrounds_it(staff: Staff) -> None:
    before = head()

    def look_and_break() -> None:
        record(staff.amara, "people.seen")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        look_and_break()
    assert head() == before
