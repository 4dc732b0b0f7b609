"""A visit counts its way and says whether it was safe; a message says which way it went."""

from datetime import timedelta
from functools import partial

import pytest

from casewright.cases.models import Case
from casewright.contacts.actions import add_to_note
from casewright.contacts.models import Contact
from casewright.contacts.rules import check, why_still_open
from casewright.contacts.tests.notes import note, sign
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.models import Person
from casewright.worklog.models import WorkEntry
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
VISIT = note(kind="visit", travel_minutes=25, was_safe=False, started_at=NOW - timedelta(hours=1))


def test_the_way_is_counted_before_the_visit_as_travel(
    staff: Staff, rosa: Person, case: Case
) -> None:
    saved = sign(staff.amara, rosa, VISIT)
    spans = WorkEntry.objects.order_by("starts_at").values_list("kind", "starts_at", "ends_at")
    start = VISIT.started_at
    assert list(spans) == [
        ("travel", start - timedelta(minutes=25), start),
        ("with_person", start, start + timedelta(minutes=10)),
    ]
    assert saved.minutes_counted == 35
    assert Contact.objects.get().was_safe is False


def test_a_call_has_no_way(staff: Staff, rosa: Person, case: Case) -> None:
    with pytest.raises(Refused, match="visit or a meeting"):
        check(note(travel_minutes=5), NOW)
    with pytest.raises(NotPermitted):
        sign(staff.bo, rosa, VISIT)


def test_a_message_keeps_which_way_it_went(staff: Staff, rosa: Person, case: Case) -> None:
    sign(staff.amara, rosa, note(kind="message", channel="letter", is_incoming=True, minutes=0))
    signed = Contact.objects.get()
    assert (signed.is_incoming, signed.channel) == (True, "letter")


@pytest.mark.parametrize(
    ("act", "rule", "kind", "reached", "why"),
    [
        ("call", "tcm-contact", "call", "other", "the person or a carer"),
        ("call", "tcm-contact", "message", "person", "both directions"),
        ("visit", "", "call", "person", "another kind of contact"),
        ("visit", "", "visit", "other", "the person or a carer"),
    ],
)
def test_what_does_not_count_says_why(
    act: str, rule: str, kind: str, reached: str, why: str
) -> None:
    assert why in why_still_open(act, rule, kind, reached)


def test_what_counts_or_reached_nobody_needs_no_why() -> None:
    assert why_still_open("call", "tcm-contact", "call", "person") == ""
    assert why_still_open("call", "", "call", "no_answer") == ""


def test_a_correction_strikes_words_that_stand_in_the_note(
    staff: Staff, rosa: Person, case: Case
) -> None:
    signed = sign(staff.amara, rosa, note(text="She takes 40 mg at night.")).contact
    right = "It is 80 mg: read from the bottle."
    correct = partial(add_to_note, contact=signed, at=NOW)
    added = correct(by=staff.tess, strikes="40 mg", text=right)
    assert added.strikes == "40 mg"
    assert Contact.objects.get().text == "She takes 40 mg at night."
    with pytest.raises(Refused, match="do not stand"):
        correct(by=staff.tess, strikes="20 mg", text=right)
    with pytest.raises(Refused, match="what is right"):
        correct(by=staff.tess, strikes="40 mg", text=" ")
    with pytest.raises(NotPermitted):
        correct(by=staff.bo, strikes="40 mg", text=right)
