"""Cover: one colleague holds another's caseload, from a moment to a moment."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import TimeMachineFixture

from casewright.foundation.errors import NotPermitted, Refused
from casewright.security.actions import arrange_cover, end_cover, end_user, relate, take_cover
from casewright.security.models import Cover, User
from casewright.security.queries import covers
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


def wanted(staff: Staff, *, starts: timedelta = 0 * DAY) -> Cover:
    """Amara says that she is away, and asks her team."""
    return arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=None,
        starts_at=NOW + starts,
        ends_at=NOW + starts + DAY,
        reason="Surgery",
    )


def test_a_teammate_takes_what_was_asked_for_and_the_second_is_told_who_was_first(
    staff: Staff,
) -> None:
    asked = wanted(staff)
    assert not sees(staff.tess)
    take_cover(by=staff.tess, cover=asked, at=NOW + DAY / 4)
    assert sees(staff.tess) is False
    assert Cover.objects.get().starts_at == NOW + DAY / 4
    with pytest.raises(Refused, match="Tess Ito took it first"):
        take_cover(by=staff.carmen, cover=asked, at=NOW + DAY / 4)
    assert take_cover(by=staff.tess, cover=asked, at=NOW + DAY / 2).covering == staff.tess
    assert Cover.objects.get().starts_at == NOW + DAY / 4


def test_taken_cover_opens_the_people_at_once(staff: Staff) -> None:
    take_cover(by=staff.tess, cover=wanted(staff), at=NOW)
    assert sees(staff.tess)


def test_nobody_outside_the_team_takes_cover_and_nobody_takes_their_own(staff: Staff) -> None:
    asked = wanted(staff)
    for user in (staff.bo, staff.ina, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            take_cover(by=user, cover=asked, at=NOW)
    with pytest.raises(Refused, match="covers themselves"):
        take_cover(by=staff.amara, cover=asked, at=NOW)
    with pytest.raises(Refused, match="over"):
        take_cover(by=staff.tess, cover=asked, at=NOW + 2 * DAY)
    assert Cover.objects.get().covering is None


def test_cover_ends_early_by_either_of_the_two_or_the_supervisor_and_access_ends_with_it(
    staff: Staff,
) -> None:
    for who in (staff.amara, staff.bo, staff.carmen):
        made = cover(staff, by=staff.amara, covering=staff.bo)
        assert sees(staff.bo)
        end_cover(by=who, cover=made, at=NOW)
        assert not sees(staff.bo)
        with pytest.raises(Refused, match="over already"):
            end_cover(by=who, cover=made, at=NOW)


def test_a_stranger_ends_nobodys_cover(staff: Staff) -> None:
    made = cover(staff, by=staff.amara, covering=staff.tess)
    for user in (staff.bo, staff.ina, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            end_cover(by=user, cover=made, at=NOW)
    assert sees(staff.tess)


def test_cover_that_is_to_come_is_called_off_and_never_begins(
    staff: Staff, time_machine: TimeMachineFixture
) -> None:
    made = cover(staff, by=staff.amara, covering=staff.bo, starts=DAY)
    end_cover(by=staff.bo, cover=made, at=NOW)
    time_machine.move_to(NOW + 1.5 * DAY, tick=False)
    assert not sees(staff.bo)
    assert not covers(viewer=staff.amara, at=NOW + 1.5 * DAY).exists()


def test_what_is_arranged_already_is_not_arranged_twice(staff: Staff) -> None:
    cover(staff, by=staff.amara, covering=staff.bo)
    with pytest.raises(Refused, match="Bo Larsen covers already"):
        cover(staff, by=staff.carmen, covering=staff.bo)
    cover(staff, by=staff.carmen, covering=staff.tess)
    wanted(staff)
    with pytest.raises(Refused, match="nobody has taken it yet"):
        wanted(staff)


def test_the_list_holds_ones_teams_and_ones_own_with_how_many_people(staff: Staff) -> None:
    cover(staff, by=staff.amara, covering=staff.bo)
    for viewer in (staff.amara, staff.tess, staff.carmen, staff.bo):
        (row,) = covers(viewer=viewer, at=NOW)
        assert (row.away, row.covering, row.people) == (staff.amara, staff.bo, 1)  # type: ignore[attr-defined]  # annotated
    for stranger in (staff.ina, staff.dev, staff.ada):
        assert not covers(viewer=stranger, at=NOW).exists()
