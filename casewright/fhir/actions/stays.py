"""Keeping a stay in hospital: what happened, as events that transitions hears."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.encounter import EncounterSaid
from casewright.foundation.errors import Refused
from casewright.people.models import Person
from casewright.resources.models import Organization
from casewright.transitions.actions import hear_event
from casewright.transitions.facts import StayFact
from casewright.transitions.models import EventKind, Stay, StayClass
from casewright.transitions.queries import stays_of


def keep_encounter(around: Surroundings, prepared: Prepared, before: Became | None) -> Stay:
    """Let transitions hear what the resource says of a stay."""
    said: EncounterSaid = prepared.said
    if said.taken_back and before is None:
        raise Passed("Encounter: taken back before it was heard of")
    person = around.person(said.subject)
    stay: Stay | None = None
    for fact in _facts(around, prepared, person, is_newer=before is not None):
        stay = hear_event(by=around.by, person=person, fact=fact, at=around.at)
    if stay is None:
        raise Refused("It says nothing of a stay.")
    return stay


def _facts(
    around: Surroundings, prepared: Prepared, person: Person, *, is_newer: bool
) -> Iterator[StayFact]:
    """The end first, so that no past stay looks like a present one; then the beginning.

    A newer version of a resource is the latest word on both, whenever they were: it is heard as
    said when it was written.
    """
    said: EncounterSaid = prepared.said
    written_at = said.written_at or around.at
    fact = _common(around, prepared, written_at)
    if said.taken_back:
        yield _told(fact, EventKind.CANCEL_ADMIT, written_at)
        return
    if said.ends_at:
        yield _told(fact, EventKind.DISCHARGE, written_at if is_newer else said.ends_at)
    elif is_newer and _is_over(around, fact, person):
        yield _told(fact, EventKind.CANCEL_DISCHARGE, written_at)
    came = EventKind.REGISTER if said.stay_class == StayClass.EMERGENCY else EventKind.ADMIT
    yield _told(fact, came, written_at if is_newer else fact.occurred_at)


def _common(around: Surroundings, prepared: Prepared, written_at: datetime) -> StayFact:
    said: EncounterSaid = prepared.said
    system, visit = said.visit if all(said.visit) else (around.label, prepared.names[0])
    return StayFact(
        source=system[:200],
        visit=visit[:200],
        kind=EventKind.UPDATE,
        occurred_at=said.starts_at or written_at,
        recorded_at=written_at,
        source_key=prepared.digest,
        stay_class=said.stay_class,
        where=said.where[:200],
        facility_name=said.facility_name or _facility(around, said),
        reason=said.reason,
        disposition=said.disposition,
        discharged_to=said.discharged_to,
        admitted_at=said.starts_at,
        discharged_at=said.ends_at,
    )


def _told(fact: StayFact, kind: EventKind, occurred_at: datetime) -> StayFact:
    """One event; the digest and the kind name it, so that the same is heard once."""
    key = f"{fact.source_key}:{kind}"
    return replace(fact, kind=kind, occurred_at=occurred_at, source_key=key)


def _facility(around: Surroundings, said: EncounterSaid) -> str:
    row = around.other(said.facility, "Organization")
    return Organization.objects.get(pk=row.key).name if row else ""


def _is_over(around: Surroundings, fact: StayFact, person: Person) -> bool:
    """The stay was said to have ended."""
    stays = stays_of(person.pk, viewer=around.by).filter(source=fact.source, visit=fact.visit)
    return any(stay.discharged_at for stay in stays)
