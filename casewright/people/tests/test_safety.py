"""Whether a number is safe, and who may be told: the person's own word, which no feed loosens."""

import pytest
from django.db import IntegrityError, transaction

from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted
from casewright.people.actions import keep_facts
from casewright.people.facts import KinFact, PersonFacts, PointFact
from casewright.people.models import ContactPoint, Kin, Person
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def say(by: User, rosa: Person, *points: PointFact, kin: tuple[KinFact, ...] = ()) -> None:
    keep_facts(by=by, person=rosa, facts=PersonFacts(points=points, kin=kin), at=NOW)


def phone(
    value: str = "555-0142",
    channel: str = "phone",
    *,
    safe_to_use: bool | None = None,
    safe_to_leave_message: bool | None = None,
) -> PointFact:
    return PointFact(
        channel=channel,
        value=value,
        safe_to_use=safe_to_use,
        safe_to_leave_message=safe_to_leave_message,
    )


def how_safe(rosa: Person) -> dict[tuple[str, str], tuple[bool, bool]]:
    """Each point: is it safe to use, and to leave a message."""
    return {
        (point.channel, point.value): (point.safe_to_use, point.safe_to_leave_message)
        for point in ContactPoint.objects.filter(person=rosa)
    }


@pytest.fixture(autouse=True)
def _unsafe(staff: Staff, rosa: Person, case: Case) -> None:
    """Rosa said to Amara: do not call this number, he listens."""
    say(staff.amara, rosa, phone(safe_to_use=False))


def test_what_rosa_said_is_kept(rosa: Person) -> None:
    assert how_safe(rosa) == {("phone", "555-0142"): (False, False)}


@pytest.mark.parametrize(
    "written",
    [
        phone(),
        phone(safe_to_use=True),
        phone(safe_to_use=True, safe_to_leave_message=True),
        phone(safe_to_leave_message=True),
        phone("(555) 0142"),
        phone("5550142", safe_to_use=True),
        phone("+1 212-555-0142", safe_to_use=True),
    ],
)
def test_no_feed_makes_it_safe_again_however_it_writes_the_number(
    staff: Staff, rosa: Person, written: PointFact
) -> None:
    say(staff.feed, rosa, written)
    assert set(how_safe(rosa).values()) == {(False, False)}


@pytest.mark.parametrize("value", ["555-0142", "(555) 0142", "+1 212-555-0142"])
@pytest.mark.parametrize("by", ["feed", "amara"])
def test_a_text_message_to_the_same_phone_is_no_safer_than_a_call(
    staff: Staff, rosa: Person, value: str, by: str
) -> None:
    say(getattr(staff, by), rosa, phone(value, "sms"))
    assert set(how_safe(rosa).values()) == {(False, False)}
    assert len(how_safe(rosa)) == 2


def test_a_feed_may_make_it_less_safe(staff: Staff, rosa: Person) -> None:
    say(staff.amara, rosa, phone(safe_to_use=True, safe_to_leave_message=True))
    assert how_safe(rosa) == {("phone", "555-0142"): (True, True)}
    say(staff.feed, rosa, phone(safe_to_leave_message=False))
    assert how_safe(rosa) == {("phone", "555-0142"): (True, False)}
    say(staff.feed, rosa, phone(safe_to_use=False))
    assert how_safe(rosa) == {("phone", "555-0142"): (False, False)}


def test_what_is_unsafe_to_call_is_unsafe_to_text_from_that_moment(
    staff: Staff, rosa: Person
) -> None:
    say(staff.amara, rosa, phone(safe_to_use=True), phone(channel="sms", safe_to_use=True))
    assert {safe for safe, _ in how_safe(rosa).values()} == {True}
    say(staff.amara, rosa, phone(safe_to_use=False))
    assert {safe for safe, _ in how_safe(rosa).values()} == {False}


def test_that_a_text_is_safe_does_not_make_the_call_safe(staff: Staff, rosa: Person) -> None:
    say(staff.amara, rosa, phone(channel="sms", safe_to_use=True))
    assert how_safe(rosa) == {
        ("phone", "555-0142"): (False, False),
        ("sms", "555-0142"): (True, False),
    }


def test_another_number_is_another_number(staff: Staff, rosa: Person) -> None:
    say(staff.feed, rosa, phone("555-0143"))
    assert how_safe(rosa)["phone", "555-0143"] == (True, False)


def test_a_message_is_never_safe_where_use_is_not(staff: Staff, rosa: Person) -> None:
    say(staff.amara, rosa, phone(safe_to_leave_message=True))
    assert how_safe(rosa) == {("phone", "555-0142"): (False, False)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPoint.objects.update(safe_to_leave_message=True)


def test_what_kin_may_be_told_is_changed_by_no_feed(staff: Staff, rosa: Person) -> None:
    nina = KinFact(full_name="Nina Delgado", may_be_told="arrangements")
    say(staff.amara, rosa, kin=(nina,))
    for told in ("everything", "nothing"):
        freer = KinFact(full_name="NINA  DELGADO", may_be_told=told, phone="555-0199")
        say(staff.feed, rosa, kin=(freer,))
    kept = Kin.objects.get(person=rosa)
    assert (kept.may_be_told, kept.phone) == ("arrangements", "555-0199")


def test_rosas_own_word_on_what_nina_may_be_told_is_kept(staff: Staff, rosa: Person) -> None:
    say(staff.amara, rosa, kin=(KinFact(full_name="Nina Delgado", may_be_told="everything"),))
    say(staff.amara, rosa, kin=(KinFact(full_name="Nina Delgado", may_be_told="nothing"),))
    assert Kin.objects.get(person=rosa).may_be_told == "nothing"


def test_whoever_a_feed_newly_names_may_be_told_nothing(staff: Staff, rosa: Person) -> None:
    say(staff.feed, rosa, kin=(KinFact(full_name="Tom Delgado"),))
    assert Kin.objects.get(person=rosa).may_be_told == "nothing"


def test_a_stranger_changes_no_word_on_safety(staff: Staff, rosa: Person) -> None:
    with pytest.raises(NotPermitted):
        say(staff.bo, rosa, phone(safe_to_use=True))
    assert how_safe(rosa) == {("phone", "555-0142"): (False, False)}
