"""Seeing what was received: whoever stands beside the person, the newest first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from casewright.chart.actions import (
    receive_allergy,
    receive_condition,
    receive_medicine,
    receive_observation,
)
from casewright.chart.facts import AllergyFact, ConditionFact, MedicineFact, ObservationFact
from casewright.chart.queries import (
    allergies_of,
    conditions_of,
    medicines_of,
    observations_of,
)
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

KINDS: list[tuple[Callable[..., Any], Any, Callable[..., Any]]] = [
    (receive_condition, ConditionFact, conditions_of),
    (receive_medicine, MedicineFact, medicines_of),
    (receive_allergy, AllergyFact, allergies_of),
    (receive_observation, ObservationFact, observations_of),
]


@pytest.mark.parametrize(("receive", "fact", "seen"), KINDS)
def test_whoever_stands_beside_sees_it_and_a_stranger_sees_nothing(
    receive: Callable[..., Any], fact: Any, seen: Callable[..., Any], staff: Staff, case: Any
) -> None:
    receive(by=staff.feed, person=case.person, fact=fact("Something", "S", "1"), at=NOW)
    assert [row.display for row in seen(case.person_id, viewer=staff.amara)] == ["Something"]
    assert [row.display for row in seen(case.person_id, viewer=staff.tess)] == ["Something"]
    for nobody in (staff.bo, staff.dev, staff.ada, staff.feed):
        assert not seen(case.person_id, viewer=nobody).exists()


def test_the_newest_stands_first_and_the_undated_last(staff: Staff, case: Any) -> None:
    fact = ConditionFact("Undated", "S", "1")
    old = replace(fact, display="Old", source_key="2", dated_at=datetime(2019, 1, 1, tzinfo=UTC))
    new = replace(fact, display="New", source_key="3", dated_at=datetime(2026, 1, 1, tzinfo=UTC))
    for one in (fact, old, new):
        receive_condition(by=staff.feed, person=case.person, fact=one, at=NOW)
    seen = conditions_of(case.person_id, viewer=staff.amara)
    assert [row.display for row in seen] == ["New", "Old", "Undated"]


def test_what_the_sender_took_back_is_not_shown(staff: Staff, case: Any) -> None:
    fact = AllergyFact("Penicillin", "S", "1", status="active")
    receive_allergy(by=staff.feed, person=case.person, fact=fact, at=NOW)
    taken_back = replace(fact, status="entered-in-error")
    receive_allergy(by=staff.feed, person=case.person, fact=taken_back, at=NOW)
    assert not allergies_of(case.person_id, viewer=staff.amara).exists()
