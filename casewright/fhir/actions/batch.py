"""Keeping a batch of resources: each whole or not at all, all in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import DataError, IntegrityError
from django.db.models import Model

from casewright.audit.actions import action, attempt, record
from casewright.fhir.access import IMPORT
from casewright.fhir.actions.directory import keep_location, keep_organization, keep_practitioner
from casewright.fhir.actions.health import keep_allergy, keep_condition, keep_medication
from casewright.fhir.actions.known import Became
from casewright.fhir.actions.persons import keep_coverage, keep_patient, keep_related_person
from casewright.fhir.actions.stays import keep_encounter
from casewright.fhir.actions.surroundings import Surroundings, Waits
from casewright.fhir.actions.teams import keep_care_team
from casewright.fhir.preparing import IGNORED, REFUSED, WAITS, Outcome, Prepared
from casewright.fhir.resources.elements import Passed
from casewright.foundation.errors import Refused
from casewright.foundation.fates import Fate
from casewright.security.gate import demand
from casewright.security.models import User

KEEPS: dict[str, Callable[[Surroundings, Prepared, Became | None], Model]] = {
    "AllergyIntolerance": keep_allergy,
    "CareTeam": keep_care_team,
    "Condition": keep_condition,
    "Coverage": keep_coverage,
    "Encounter": keep_encounter,
    "Location": keep_location,
    "MedicationRequest": keep_medication,
    "Organization": keep_organization,
    "Patient": keep_patient,
    "Practitioner": keep_practitioner,
    "RelatedPerson": keep_related_person,
}
NOT_TAKEN = "The database does not take it: a value is out of range, or another record holds it."


@action
def import_batch(
    *, by: User, source: str, batch: Sequence[Prepared], is_last: bool, at: datetime
) -> list[Outcome]:
    """Keep some resources of one source; gives what became of each, in their order.

    Until everything was read once (`is_last`), a resource that names an unknown one waits.
    """
    demand(by, IMPORT, None)
    # Two imports at once go one batch after the other.
    User.objects.select_for_update().get(pk=by.pk)
    around = Surroundings.of(by=by, source=source, batch=batch, is_last=is_last, at=at)
    outcomes = [_settle(around, prepared) for prepared in batch]
    around.known.save()
    counts = Counter(outcome.fate for outcome in outcomes)
    record(by, "fhir.batch_imported", None, source=source, **counts)
    return outcomes


def _settle(around: Surroundings, prepared: Prepared) -> Outcome:
    """Keep one resource, unless it says what it said before."""
    before = around.known.own(prepared)
    if before and before.digest == prepared.digest:
        return Outcome(Fate.UNCHANGED, prepared.type, remarks=prepared.remarks)
    around.remarks = list(prepared.remarks)
    try:
        with attempt():
            kept = KEEPS[prepared.type](around, prepared, before)
    except (Waits, Passed, Refused, DataError, IntegrityError) as why:
        around.people.clear()
        return _not_kept(prepared, why)
    around.known.note(prepared, kept, around.at)
    fate = Fate.UPDATED if before else Fate.CREATED
    return Outcome(fate, prepared.type, remarks=tuple(around.remarks))


def _not_kept(prepared: Prepared, why: Exception) -> Outcome:
    if isinstance(why, Waits):
        return Outcome(WAITS, prepared.type)
    if isinstance(why, Passed):
        return Outcome(IGNORED, prepared.type, remarks=(*prepared.remarks, str(why)))
    reason = str(why) if isinstance(why, Refused) else NOT_TAKEN
    return Outcome(REFUSED, prepared.type, reason, remarks=prepared.remarks)
