"""Cover: one colleague holds another's caseload, from a moment to a moment."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import TimeMachineFixture

from casewright.foundation.errors import NotPermitted, Refused
from casewright.security.actions import arrange_cover, end_user, relate
from casewright.security.models import Cover, User
from casewright.security.standing import stands_by
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
ROSA, WALTER = UUID(int=1), UUID(int=2)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _people(staff: Staff) -> None:
    """Rosa is Amara's own; Walter is the North team's."""
    relate(by=staff.carmen, person_key=ROSA, kind="manager", user=staff.amara, at=NOW)
    relate(by=staff.carmen, person_key=WALTER, kind="team", team=staff.north, at=NOW)


def cover(staff: Staff, *, by: User, covering: User, starts: timedelta = 0 * DAY) -> Cover:
    return arrange_cover(
        by=by,
        away=staff.amara,
        covering=covering,
        starts_at=NOW + starts,
        ends_at=NOW + starts + DAY,
        reason="Thanksgiving",
    )


def sees(user: User, person: UUID = ROSA) -> bool:
    return stands_by(User.objects.get(pk=user.pk), person)


def test_whoever_covers_sees_the_colleagues_own_people_for_that_time(
    staff: Staff, time_machine: TimeMachineFixture
) -> None:
    cover(staff, by=staff.amara, covering=staff.bo, starts=DAY)
    seen = []
    for days in (0, 1, 1.5, 2):
        time_machine.move_to(NOW + days * DAY, tick=False)
        seen.append(sees(staff.bo))
    assert seen == [False, True, True, False]


def test_cover_opens_the_colleagues_own_people_and_not_their_teams(staff: Staff) -> None:
    cover(staff, by=staff.amara, covering=staff.bo)
    assert not sees(staff.bo, WALTER)


def test_cover_is_not_handed_on(staff: Staff) -> None:
    """Who covers Bo does not hold what Bo covers."""
    cover(staff, by=staff.amara, covering=staff.bo)
    arrange_cover(
        by=staff.bo,
        away=staff.bo,
        covering=staff.ina,
        starts_at=NOW,
        ends_at=NOW + DAY,
        reason="Ill",
    )
    assert not sees(staff.ina)


def test_the_supervisor_arranges_cover_for_her_team_and_no_other(staff: Staff) -> None:
    cover(staff, by=staff.carmen, covering=staff.tess)
    with pytest.raises(NotPermitted):
        arrange_cover(
            by=staff.carmen,
            away=staff.bo,
            covering=staff.carmen,
            starts_at=NOW,
            ends_at=NOW + DAY,
            reason="Curious",
        )


def test_a_stranger_does_not_make_himself_anybodys_cover(staff: Staff) -> None:
    for stranger in (staff.bo, staff.tess, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            cover(staff, by=stranger, covering=stranger)
    assert Cover.objects.count() == 0


def test_cover_by_an_administrator_opens_nobody(staff: Staff) -> None:
    """Cover gives the place; the permit comes from the role."""
    from casewright.people.access import SEE_PERSON  # noqa: PLC0415 - a room above
    from casewright.people.models import Person  # noqa: PLC0415 - a room above
    from casewright.security.gate import may  # noqa: PLC0415 - only here

    cover(staff, by=staff.amara, covering=staff.ada)
    rosa = Person(id=ROSA)
    assert sees(staff.ada)
    assert not may(User.objects.get(pk=staff.ada.pk), SEE_PERSON, rosa)


def test_cover_that_makes_no_sense_is_refused(staff: Staff) -> None:
    with pytest.raises(Refused, match="covers themselves"):
        cover(staff, by=staff.amara, covering=staff.amara)
    with pytest.raises(Refused, match="end after it starts"):
        arrange_cover(
            by=staff.amara,
            away=staff.amara,
            covering=staff.bo,
            starts_at=NOW,
            ends_at=NOW,
            reason="Ill",
        )
    end_user(by=staff.ada, user=staff.tess, at=NOW)
    with pytest.raises(Refused, match="has left"):
        cover(staff, by=staff.amara, covering=staff.tess)


def test_cover_ends_with_the_account_of_whoever_covers(staff: Staff) -> None:
    cover(staff, by=staff.amara, covering=staff.bo)
    end_user(by=staff.ada, user=staff.bo, at=NOW + DAY / 2)
    assert not sees(staff.bo)
    assert Cover.objects.get().ends_at == NOW + DAY / 2
