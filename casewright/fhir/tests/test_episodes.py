"""Care elsewhere: a time of its own, never a case of ours."""

import pytest

from casewright.cases.models import Case
from casewright.chart.models import EpisodeElsewhere
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import condition, episode, organization, patient, practitioner
from casewright.people.models import Person

pytestmark = pytest.mark.django_db


def test_an_episode_is_kept_with_the_statuses_it_went_through(bring: Bring) -> None:
    bring(patient(), episode())
    kept = EpisodeElsewhere.objects.get()
    assert (kept.display, kept.status) == ("Home care", "finished")
    assert (kept.organization, kept.care_manager) == ("Harbor Home Care", "Omar Aziz")
    assert kept.stations == [
        ["planned", "2025-01-02", "2025-01-10"],
        ["active", "2025-01-10", "2025-07-01"],
    ]


def test_an_episode_elsewhere_opens_no_case_here(bring: Bring) -> None:
    bring(patient(), episode(status="active"))
    assert not Case.objects.filter(person=Person.objects.get()).exists()


def test_who_ran_it_and_for_what_is_found_by_reference(bring: Bring) -> None:
    said = episode(
        managingOrganization={"reference": "Organization/brigid"},
        careManager={"reference": "Practitioner/park"},
        diagnosis=[{"condition": {"reference": "Condition/failure"}}],
    )
    bring(said, condition(), practitioner(), organization(), patient())
    kept = EpisodeElsewhere.objects.get()
    assert (kept.organization, kept.care_manager, kept.reason) == (
        *("St Brigid Hospital", "Elena Park", "Heart failure"),
    )


def test_a_later_status_takes_the_earlier_ones_place(bring: Bring) -> None:
    bring(patient(), episode(status="active"))
    assert bring(patient(), episode()).counts == {"unchanged": 1, "updated": 1}
    assert EpisodeElsewhere.objects.get().status == "finished"
