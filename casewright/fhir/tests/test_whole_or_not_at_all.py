"""A resource is kept whole or not at all, and its batch stands either way."""

from typing import Any

import pytest
from django.db import DataError

from casewright.audit.models import Entry
from casewright.audit.queries import faults
from casewright.fhir.models import Imported
from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import condition, patient, stay
from casewright.foundation.errors import Refused
from casewright.transitions.actions import hear_event
from casewright.transitions.facts import StayFact
from casewright.transitions.models import Stay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Refused("The second half is not so."), "The second half is not so."),
        (
            DataError("value too long"),
            "The database does not take it: a value is out of range, or another record holds it.",
        ),
    ],
)
def test_what_fails_halfway_leaves_neither_rows_nor_lines(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, fault: Exception, reason: str
) -> None:
    def hear_the_end_alone(**said: Any) -> Stay:
        fact: StayFact = said["fact"]
        if fact.kind == "admit":
            raise fault
        return hear_event(**said)

    monkeypatch.setattr("casewright.fhir.actions.stays.hear_event", hear_the_end_alone)
    report = bring(patient(), stay(), condition())
    assert reasons(report) == [reason]
    assert report.counts == {"created": 2, "refused": 1}
    assert not Stay.objects.exists()
    assert not Imported.objects.filter(resource_type="Encounter").exists()
    lines = set(Entry.objects.values_list("event", flat=True))
    assert {"people.registered", "chart.received"} <= lines
    assert "transitions.heard" not in lines
    assert faults([]) == []


def test_what_failed_is_tried_again_the_next_time(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(**_: Any) -> Stay:
        raise Refused("Not today.")

    with monkeypatch.context() as patch:
        patch.setattr("casewright.fhir.actions.stays.hear_event", no)
        bring(patient(), stay())
    assert bring(patient(), stay()).counts == {"unchanged": 1, "created": 1}
