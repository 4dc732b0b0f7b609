"""The demo is told for any day: Rosa's call is always still to be made, and stands first."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from time_machine import TimeMachineFixture

from casewright.demo.loading import load, stories_of
from casewright.desk.queries.today import today
from casewright.people.queries import find_people
from casewright.security.actions import ensure_intake_team
from casewright.security.commands import operator
from casewright.security.models import User

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "day",
    [
        pytest.param((2026, 11, 24), id="a Tuesday"),
        pytest.param((2026, 11, 28), id="a Saturday"),
        pytest.param((2026, 12, 24), id="Christmas Eve"),
        pytest.param((2027, 1, 1), id="New Year"),
        pytest.param((2026, 3, 8), id="the day clocks go forward"),
    ],
)
def test_rosas_call_is_due_and_stands_first_whatever_the_day(
    roles: None, time_machine: TimeMachineFixture, tmp_path: Path, day: tuple[int, int, int]
) -> None:
    at = datetime(*day, 9, tzinfo=NEW_YORK)
    time_machine.move_to(at, tick=False)
    ensure_intake_team()
    load(by=operator(), book=stories_of(at, ["01_rosa"]), inbox=tmp_path)
    maria = User.objects.get(username="maria")
    first = today(viewer=maria, at=at).rows[0]
    assert first.task.kind == "after-discharge-call"
    assert first.task.rule == "tcm-contact"
    assert first.task.due_at > at
    assert [person.display_name for person in find_people("ros", viewer=maria)] == ["Rosa Delgado"]
    for stranger in ("samir", "joan", "owen"):
        assert find_people("ros", viewer=User.objects.get(username=stranger)) == []
