"""Keeping a batch of resources: each whole or not at all, all in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import DataError, IntegrityError
from django.db.models import Model

from casewright.audit.actions import action, attempt, record
from casewright.fhir.access import IMPORT
from casewright.fhir.actions import health
from casewright.fhir.actions.arriving import keep_binary, put_in
from casewright.fhir.actions.directory import (
    keep_location,
    keep_organization,
    keep_practitioner,
    keep_practitioner_role,
)
from casewright.fhir.actions.known import Became
from casewright.fhir.actions.persons import keep_coverage, keep_patient, keep_related_person
from casewright.fhir.actions.queue import NOT_TAKEN, Queue
from casewright.fhir.actions.stays import keep_encounter
from casewright.fhir.actions.surroundings import Surroundings, Waits
from casewright.fhir.actions.teams import keep_care_team
from casewright.fhir.preparing import IGNORED, REFUSED, WAITS, Outcome, Prepared
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.references import references_in
from casewright.fhir.rules import is_older
from casewright.foundation.errors import Refused
from casewright.foundation.fates import Fate
from casewright.security.gate import demand
from casewright.security.models import User

KEEPS: dict[str, Callable[[Surroundings, Prepared, Became | None], Model]] = {
    "Binary": keep_binary,
    "CareTeam": keep_care_team,
    "Coverage": keep_coverage,
    "Encounter": keep_encounter,
    "Location": keep_location,
    "Organization": keep_organization,
    "Patient": keep_patient,
    "Practitioner": keep_practitioner,
    "PractitionerRole": keep_practitioner_role,
    "RelatedPerson": keep_related_person,
}
# What is only made ready, and kept with all the others of its batch.
READIES: dict[str, Callable[[Surroundings, Prepared, Became | None], health.Ready]] = {
    "AllergyIntolerance": health.allergy,
    "CarePlan": health.care_plan,
    "Condition": health.condition,
    "DocumentReference": health.document,
    "EpisodeOfCare": health.episode,
    "Goal": health.goal,
    "MedicationRequest": health.medication_request,
    "MedicationStatement": health.medication_statement,
    "Observation": health.observation,
    "Procedure": health.procedure,
}
OLDER = "An older version of a resource that is kept newer was passed over"


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
    outcomes: dict[int, Outcome] = {}
    queue = Queue(around, outcomes)
    for number, prepared in enumerate(batch):
        _settle(queue, number, prepared)
    queue.keep()
    around.known.save()
    around.missing.save()
    put_in(around, around.arrived)
    ordered = [outcomes[number] for number in range(len(batch))]
    counts = Counter(outcome.fate for outcome in ordered)
    record(by, "fhir.batch_imported", None, source=source, **counts)
    return ordered


def _settle(queue: Queue, number: int, prepared: Prepared) -> None:
    """Keep one resource, or let it wait for its batch, unless it says what it said before."""
    around = queue.around
    is_alone = prepared.type in KEEPS
    if queue.holds(prepared) or queue.holds_any(references_in(prepared.said)):
        queue.keep()
    if prepared.type == "Binary":
        # Its document may wait in this very batch.
        queue.keep()
        around.missing.save()
    before = around.known.own(prepared)
    said_before = _said_before(around, prepared, before)
    if said_before:
        queue.outcomes[number] = said_before
        return
    around.remarks, around.lacks = list(prepared.remarks), []
    try:
        if not is_alone:
            queue.put(number, prepared, READIES[prepared.type](around, prepared, before))
            return
        with attempt():
            kept = KEEPS[prepared.type](around, prepared, before)
    except (Waits, Passed, Refused, DataError, IntegrityError) as why:
        around.people.clear()
        queue.outcomes[number] = _not_kept(prepared, why)
        return
    around.note(prepared, kept, around.lacks)
    queue.outcomes[number] = Outcome(
        Fate.UPDATED if before else Fate.CREATED,
        prepared.type,
        remarks=tuple(around.remarks),
        faults=prepared.faults,
        unresolved=tuple(map(str, around.lacks)),
    )


def _said_before(around: Surroundings, prepared: Prepared, before: Became | None) -> Outcome | None:
    """What becomes of a resource that says nothing new: it says the same, or is an older one."""
    if before is None:
        return None
    told = (prepared.remarks, prepared.faults)
    if is_older(prepared.version, before.version):
        remarks = (*prepared.remarks, OLDER)
        return Outcome(Fate.UNCHANGED, prepared.type, remarks=remarks, faults=told[1])
    if before.digest != prepared.digest:
        return None
    if prepared.version != before.version:
        around.known.stamp(prepared)
    return Outcome(Fate.UNCHANGED, prepared.type, remarks=told[0], faults=told[1])


def _not_kept(prepared: Prepared, why: Exception) -> Outcome:
    if isinstance(why, Waits):
        return Outcome(WAITS, prepared.type)
    faults = prepared.faults
    if isinstance(why, Passed):
        remarks = (*prepared.remarks, str(why))
        return Outcome(IGNORED, prepared.type, remarks=remarks, faults=faults)
    reason = str(why) if isinstance(why, Refused) else NOT_TAKEN
    return Outcome(REFUSED, prepared.type, reason, remarks=prepared.remarks, faults=faults)
