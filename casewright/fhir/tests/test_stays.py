"""Encounters: stays that transitions hears, visits that are none, and corrections."""

from datetime import UTC, datetime
from typing import Any

import pytest

from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import ACT, patient, stay
from casewright.tasks.models import Task
from casewright.transitions.models import Stay, StayEvent

pytestmark = pytest.mark.django_db

ADMITTED = datetime(2026, 11, 14, 13, 30, tzinfo=UTC)
HOME = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def of(code: str) -> dict[str, Any]:
    return {"class": {"system": ACT, "code": code}}


def test_a_finished_stay_has_its_true_beginning_end_and_way_home(bring: Bring) -> None:
    bring(patient(), stay(location=[{"location": {"display": "6 B"}, "status": "completed"}]))
    kept = Stay.objects.get()
    assert (kept.stay_class, kept.admitted_at, kept.discharged_at) == ("IMP", ADMITTED, HOME)
    assert (kept.disposition, kept.facility_name) == ("home", "St Brigid Hospital")
    assert (kept.source, kept.visit) == ("fhir:st-brigid", "stay")
    assert [place["where"] for place in kept.places] == ["6 B"]


def test_a_discharge_of_yesterday_opens_the_follow_up(bring: Bring) -> None:
    bring(patient(), stay())
    kinds = set(Task.objects.values_list("kind", flat=True))
    assert {"after-discharge-call", "compare-medicines"} <= kinds
    assert not Task.objects.exclude(status="requested").exists()


def test_a_discharge_long_past_opens_nothing(bring: Bring) -> None:
    period = {"start": "2019-03-01T10:00:00Z", "end": "2019-03-04T10:00:00Z"}
    bring(patient(), stay(period=period))
    assert Stay.objects.get().discharged_at == datetime(2019, 3, 4, 10, 0, tzinfo=UTC)
    assert not Task.objects.exists()


@pytest.mark.parametrize("code", ["AMB", "VR", "HH", "FLD"])
def test_an_outpatient_visit_is_no_stay(bring: Bring, code: str) -> None:
    report = bring(patient(), stay(**of(code)))
    assert report.ignored == {"Encounter": 1}
    assert list(report.remarks) == ["Encounter: an outpatient visit, no stay"]
    assert not Stay.objects.exists()


@pytest.mark.parametrize(
    ("code", "kept"),
    [("IMP", "IMP"), ("ACUTE", "IMP"), ("NONAC", "IMP"), ("OBSENC", "OBSENC"), ("EMER", "EMER")],
)
def test_each_class_of_stay_is_kept_as_what_it_is(bring: Bring, code: str, kept: str) -> None:
    bring(patient(), stay(**of(code)))
    assert Stay.objects.get().stay_class == kept


def test_an_emergency_visit_is_registered_and_asks_for_nothing(bring: Bring) -> None:
    bring(patient(), stay(**of("EMER")))
    assert set(StayEvent.objects.values_list("kind", flat=True)) == {"register", "discharge"}
    assert not Task.objects.exists()


def test_a_stay_that_goes_on_has_no_end_whatever_is_planned(bring: Bring) -> None:
    bring(patient(), stay(status="in-progress"))
    assert Stay.objects.get().discharged_at is None


def test_a_stay_that_ends_later_is_heard_when_it_ends(bring: Bring) -> None:
    bring(patient(), stay(status="in-progress"))
    assert bring(patient(), stay()).counts == {"unchanged": 1, "updated": 1}
    assert Stay.objects.get().discharged_at == HOME


def test_a_corrected_moment_stands_even_when_it_is_earlier(bring: Bring) -> None:
    bring(patient(), stay())
    period = {"start": "2026-11-13T08:30:00-05:00", "end": "2026-11-22T11:00:00-05:00"}
    bring(patient(), stay(period=period))
    kept = Stay.objects.get()
    assert kept.admitted_at == datetime(2026, 11, 13, 13, 30, tzinfo=UTC)
    assert kept.discharged_at == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def test_a_discharge_taken_back_puts_the_person_inside_again(bring: Bring) -> None:
    bring(patient(), stay())
    bring(patient(), stay(status="in-progress", period={"start": "2026-11-14T08:30:00-05:00"}))
    assert Stay.objects.get().discharged_at is None
    assert not Task.objects.filter(status="requested").exists()


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_a_stay_taken_back_is_cancelled_and_so_is_what_it_asked_for(
    bring: Bring, status: str
) -> None:
    bring(patient(), stay())
    bring(patient(), stay(status=status))
    assert Stay.objects.get().cancelled
    assert not Task.objects.filter(status="requested").exists()


def test_a_stay_taken_back_before_it_was_heard_of_is_passed_over(bring: Bring) -> None:
    assert bring(patient(), stay(status="cancelled")).ignored == {"Encounter": 1}
    assert not Stay.objects.exists()


def test_a_planned_stay_is_passed_over_until_it_begins(bring: Bring) -> None:
    assert bring(patient(), stay(status="planned")).ignored == {"Encounter": 1}
    assert bring(patient(), stay(status="in-progress")).counts["created"] == 1


def test_the_hospitals_own_number_of_the_visit_names_the_stay(bring: Bring) -> None:
    number = {"type": {"coding": [{"code": "VN"}]}, "system": "ST-BRIGID", "value": "V-77"}
    bring(patient(), stay(identifier=[number]))
    assert Stay.objects.filter(source="ST-BRIGID", visit="V-77").exists()


def test_a_sender_that_says_when_it_wrote_is_believed(bring: Bring) -> None:
    bring(patient(), stay(meta={"lastUpdated": "2026-11-23T12:00:00Z"}))
    written = set(StayEvent.objects.values_list("recorded_at", flat=True))
    assert written == {datetime(2026, 11, 23, 12, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"period": {"end": "2026-11-23"}}, "`period` does not say when the stay began."),
        ({"period": {"start": "2026-11-14"}}, "It is finished and does not say when it ended."),
        (
            {"period": {"start": "2026-11-14", "end": "2026-11-13"}},
            "`period` ends before it starts.",
        ),
        ({"period": "yesterday"}, "`period` is not an object."),
        ({"period": {"start": "soon"}}, "`start` is not a date that can be."),
        ({"period": {"start": "0001-01-01"}}, "`start` is not a date that can be."),
    ],
)
def test_moments_that_cannot_be_are_refused(
    bring: Bring, said: dict[str, Any], reason: str
) -> None:
    assert reasons(bring(patient(), stay(**said))) == [reason]
    assert not Stay.objects.exists()
