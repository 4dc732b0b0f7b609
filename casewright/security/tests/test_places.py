"""Who stands beside whom: from a moment to a moment, and never a moment longer."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from casewright.foundation.errors import NotPermitted
from casewright.security.actions import follow_merge, let_stay, relate, unrelate
from casewright.security.models import Relation, User
from casewright.security.standing import beside, stands_by
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
ROSA, WALTER = UUID(int=1), UUID(int=2)
HOUR = timedelta(hours=1)


def sees(user: User, person: UUID = ROSA) -> bool:
    """As the next request would find it: a list and a single record give one answer."""
    fresh = User.objects.get(pk=user.pk)
    listed = Relation.objects.filter(beside(fresh, "person_key"), person_key=person).exists()
    assert listed == stands_by(User.objects.get(pk=user.pk), person)
    return listed


def test_a_user_stands_beside_whom_they_were_set_beside_and_nobody_else(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.amara, at=NOW)
    relate(by=staff.carmen, person_key=WALTER, kind="manager", user=staff.tess, at=NOW)
    assert sees(staff.amara)
    assert not sees(staff.amara, WALTER)
    assert not sees(staff.bo)


def test_a_team_stands_beside_with_each_of_its_members(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="team", team=staff.north, at=NOW)
    assert [sees(user) for user in (staff.amara, staff.tess, staff.carmen, staff.bo)] == [
        *(True, True, True, False),
    ]


def test_a_place_begins_at_its_moment_and_ends_before_its_end(
    staff: Staff, time_machine: TimeMachineFixture
) -> None:
    relate(
        by=staff.carmen,
        person_key=ROSA,
        kind="earlier",
        user=staff.amara,
        at=NOW + HOUR,
        ends_at=NOW + 2 * HOUR,
    )
    seen = []
    for moment in (NOW, NOW + HOUR, NOW + 2 * HOUR - timedelta(seconds=1), NOW + 2 * HOUR):
        time_machine.move_to(moment, tick=False)
        seen.append(sees(staff.amara))
    assert seen == [False, True, True, False]


def test_what_a_deed_opened_is_closed_by_its_reason_alone(staff: Staff) -> None:
    first, second = uuid4(), uuid4()
    for reason in (first, second):
        relate(
            by=staff.carmen,
            person_key=ROSA,
            kind="task",
            user=staff.bo,
            at=NOW,
            reason_key=reason,
        )
    assert unrelate(by=staff.carmen, reason_key=first, at=NOW) == 1
    assert sees(staff.bo)
    assert unrelate(by=staff.carmen, reason_key=second, at=NOW) == 1
    assert not sees(staff.bo)
    assert unrelate(by=staff.carmen, reason_key=second, at=NOW) == 0


def test_only_the_kinds_and_the_moments_that_are_meant_are_closed(staff: Staff) -> None:
    reason = uuid4()
    relate(by=staff.carmen, person_key=ROSA, kind="team", team=staff.south, at=NOW,
           reason_key=reason)  # fmt: skip
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.tess, at=NOW + HOUR,
           reason_key=reason)  # fmt: skip
    assert unrelate(by=staff.carmen, reason_key=reason, at=NOW + HOUR, kinds=["task"]) == 0
    assert unrelate(by=staff.carmen, reason_key=reason, at=NOW + HOUR, since=NOW + HOUR) == 1
    assert sees(staff.bo)


def test_an_end_still_to_come_can_be_taken_back_and_a_past_one_cannot(staff: Staff) -> None:
    reason, other = uuid4(), uuid4()
    for user, why in ((staff.bo, reason), (staff.tess, other)):
        relate(by=staff.carmen, person_key=ROSA, kind="task", user=user, at=NOW, reason_key=why)
    unrelate(by=staff.carmen, reason_key=reason, at=NOW + HOUR)
    unrelate(by=staff.carmen, reason_key=other, at=NOW)
    assert let_stay(by=staff.carmen, reason_key=reason, at=NOW) == 1
    assert let_stay(by=staff.carmen, reason_key=other, at=NOW) == 0
    assert Relation.objects.get(reason_key=reason).ends_at is None
    assert not sees(staff.tess)


def test_places_beside_a_joined_record_are_had_beside_the_one_kept(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.amara, at=NOW)
    relate(by=staff.carmen, person_key=ROSA, kind="team", team=staff.south, at=NOW - HOUR,
           ends_at=NOW)  # fmt: skip
    assert follow_merge(by=staff.feed, gone=ROSA, kept=WALTER, at=NOW) == 1
    assert sees(staff.amara, WALTER)
    assert not sees(staff.bo, WALTER)


def test_a_feed_stands_beside_everybody_while_its_account_lasts(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.amara, at=NOW)
    assert sees(staff.feed)
    User.objects.filter(pk=staff.feed.pk).update(is_active=False, ended_at=NOW)
    assert not sees(staff.feed)


def test_whoever_has_left_stands_beside_nobody_whatever_the_rows_say(staff: Staff) -> None:
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.amara, at=NOW)
    User.objects.filter(pk=staff.amara.pk).update(is_active=False, ended_at=NOW)
    assert not sees(staff.amara)


def test_the_privacy_officer_sets_nobody_beside_anybody(staff: Staff) -> None:
    with pytest.raises(NotPermitted):
        relate(by=staff.dev, person_key=ROSA, kind="manager", user=staff.dev, at=NOW)
    with pytest.raises(NotPermitted):
        unrelate(by=staff.dev, reason_key=uuid4(), at=NOW)
    with pytest.raises(NotPermitted):
        let_stay(by=staff.dev, reason_key=uuid4(), at=NOW)
    with pytest.raises(NotPermitted):
        follow_merge(by=staff.dev, gone=ROSA, kept=WALTER, at=NOW)
    assert Relation.objects.count() == 0


spans = st.tuples(st.integers(-3, 3), st.none() | st.integers(0, 4))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["amara", "north", "south"]), st.sampled_from([ROSA, WALTER]), spans
        ),
        max_size=6,
    )
)
def test_a_list_shows_exactly_whom_the_single_look_allows(
    staff: Staff, rows: list[tuple[str, UUID, tuple[int, int | None]]]
) -> None:
    Relation.objects.all().delete()
    expected = set()
    for whose, person, (starts, lasts) in rows:
        starts_at = NOW + starts * HOUR
        ends_at = None if lasts is None else starts_at + lasts * HOUR
        Relation.objects.create(
            person_key=person,
            kind="team",
            user=staff.amara if whose == "amara" else None,
            team=None if whose == "amara" else getattr(staff, whose),
            starts_at=starts_at,
            ends_at=ends_at,
        )
        if whose != "south" and in_force(starts_at, ends_at):
            expected.add(person)
    assert {person for person in (ROSA, WALTER) if sees(staff.amara, person)} == expected


def in_force(starts_at: datetime, ends_at: datetime | None) -> bool:
    return starts_at <= NOW and (ends_at is None or ends_at > NOW)
