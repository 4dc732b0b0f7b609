"""What others did and planned: kept as history, with the words for whom and what it names."""

from datetime import UTC, date, datetime

import pytest

from casewright.chart.models import GoalElsewhere, PlanElsewhere, Procedure
from casewright.fhir.resources.goal import from_fhir as goal_from
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import (
    care_plan,
    condition,
    goal,
    patient,
    practitioner,
    procedure,
    role,
)

pytestmark = pytest.mark.django_db


def test_a_procedure_is_kept_with_its_time_its_doer_and_its_reason(bring: Bring) -> None:
    said = procedure(
        performer=[{"actor": {"reference": "Practitioner/park"}}],
        reasonReference=[{"reference": "Condition/failure"}],
    )
    assert bring(said, condition(), practitioner(), patient()).counts == {"created": 4}
    kept = Procedure.objects.get()
    assert (kept.display, kept.status) == ("Coronary stent", "completed")
    assert (kept.performer, kept.reason) == ("Elena Park", "Heart failure")
    assert kept.dated_at == datetime(2022, 3, 1, 9, 0, tzinfo=UTC)
    assert kept.ends_at == datetime(2022, 3, 1, 11, 0, tzinfo=UTC)


def test_who_holds_a_role_is_named_by_who_they_are(bring: Bring) -> None:
    said = procedure(performer=[{"actor": {"reference": "PractitionerRole/park-at-brigid"}}])
    bring(said, role(), practitioner(), patient())
    assert Procedure.objects.get().performer == "Elena Park"


def test_somebody_inside_the_resource_is_named_by_it(bring: Bring) -> None:
    inside = {**practitioner("inside"), "identifier": []}
    said = procedure(contained=[inside], performer=[{"actor": {"reference": "#inside"}}])
    bring(said, patient())
    assert Procedure.objects.get().performer == "Elena Park"


def test_a_plan_is_kept_in_words_with_one_activity_a_line(bring: Bring) -> None:
    said = care_plan(
        author={"display": "Harbor Heart Clinic"},
        addresses=[{"reference": "Condition/failure"}, {"display": "Diabetes"}],
    )
    bring(said, condition(), patient())
    kept = PlanElsewhere.objects.get()
    assert (kept.display, kept.author) == ("Heart failure plan", "Harbor Heart Clinic")
    assert kept.addresses == "Heart failure; Diabetes"
    assert kept.activities.splitlines() == [
        "Weigh each morning (in-progress)",
        "Salt under 2 g a day (scheduled)",
    ]
    assert kept.ends_at == datetime(2027, 3, 1, 5, 0, tzinfo=UTC)


def test_a_plan_without_a_title_goes_by_its_kind(bring: Bring) -> None:
    said = care_plan(title=None, category=[{"text": "Diabetes self-care"}])
    bring(said, patient())
    assert PlanElsewhere.objects.get().display == "Diabetes self-care"


def test_a_goal_is_kept_with_its_target_and_its_day(bring: Bring) -> None:
    bring(goal(addresses=[{"reference": "Condition/failure"}]), condition(), patient())
    kept = GoalElsewhere.objects.get()
    assert (kept.display, kept.status, kept.achievement) == (
        *("Hold the weight", "active", "Improving"),
    )
    assert (kept.target, kept.due_on) == ("Body weight: up to 70 kg", date(2026, 12, 31))
    assert kept.addresses == "Heart failure"


def test_a_goal_within_a_length_of_time_says_so() -> None:
    within = {"dueDuration": {"value": 3, "code": "mo"}}
    assert goal_from(goal(target=[within])).fact.target == "within 3 months"


def test_a_plan_taken_back_stays_as_a_row(bring: Bring) -> None:
    bring(care_plan(), patient())
    bring(care_plan(status="entered-in-error"), patient())
    assert PlanElsewhere.objects.get().status == "entered-in-error"


def test_all_are_unchanged_when_read_again(bring: Bring) -> None:
    everything = (procedure(), care_plan(), goal(), patient())
    assert bring(*everything).counts == {"created": 4}
    assert bring(*everything).counts == {"unchanged": 4}
