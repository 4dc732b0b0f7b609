"""Any order, any repeat, any kill: the machine against the plain model, and real messages."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from casewright.hl7.tests.machine import House, machine_of
from casewright.hl7.tests.shuffles import differences, real_sets, told, without_contradictions
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

FEW = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def test_late_repeated_and_killed_messages_end_in_what_the_model_says(staff: Staff) -> None:
    house = House(staff.feed, staff.ina, staff.amara, staff.north, staff.intake, NOW)
    run_state_machine_as_test(machine_of(house), settings=FEW)


def test_every_order_of_a_real_message_set_ends_in_one_state(staff: Staff) -> None:
    sets = {one.name: one for one in real_sets()}
    if not sets:
        pytest.skip("The collection of real messages (../shared/data/hl7v2_adt) is not here.")
    one = sets["hapifhir/hapi-hl7v2"]
    messages = without_contradictions(one.messages, by=staff.feed, at=NOW)
    assert len(messages) > len(one.messages) // 2
    as_filed = told(messages, by=staff.feed, at=NOW, seed=None)
    for seed in range(2):
        shuffled = told(messages, by=staff.feed, at=NOW, seed=seed)
        assert differences(as_filed, shuffled) == []
