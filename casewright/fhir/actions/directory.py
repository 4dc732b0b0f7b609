"""Keeping those we work with: organizations, practitioners, places."""

from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.location import LocationSaid
from casewright.resources import actions as resources
from casewright.resources.facts import OrganizationFacts, PractitionerFacts
from casewright.resources.models import Organization, Place, Practitioner


def keep_organization(
    around: Surroundings, prepared: Prepared, before: Became | None
) -> Organization:
    """The organization it was before, the one with its code, or a new one."""
    facts: OrganizationFacts = prepared.said
    known = Organization.objects.get(pk=before.key) if before else None
    return resources.keep_organization(by=around.by, facts=facts, known=known).record


def keep_practitioner(
    around: Surroundings, prepared: Prepared, before: Became | None
) -> Practitioner:
    """The practitioner it was before, the one with its NPI, or a new one."""
    facts: PractitionerFacts = prepared.said
    known = Practitioner.objects.get(pk=before.key) if before else None
    return resources.keep_practitioner(by=around.by, facts=facts, known=known).record


def keep_location(around: Surroundings, prepared: Prepared, before: Became | None) -> Place:
    """The place it was before or a new one, with the organization that runs it where known."""
    said: LocationSaid = prepared.said
    runs = around.other(said.organization, "Organization")
    return resources.keep_place(
        by=around.by,
        facts=said.facts,
        known=Place.objects.get(pk=before.key) if before else None,
        organization=Organization.objects.get(pk=runs.key) if runs else None,
    ).record
