"""Keeping those we work with: organizations, practitioners, places."""

from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.location import LocationSaid
from casewright.fhir.resources.practitioner_role import RoleSaid
from casewright.foundation.errors import Refused
from casewright.resources import actions as resources
from casewright.resources.facts import OrganizationFacts, PractitionerFacts
from casewright.resources.models import Organization, Place, Practitioner, PractitionerRole


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
    runs = around.other(said.organization, "Organization", "organization")
    return resources.keep_place(
        by=around.by,
        facts=said.facts,
        known=Place.objects.get(pk=before.key) if before else None,
        organization=Organization.objects.get(pk=runs.key) if runs else None,
    ).record


def keep_practitioner_role(
    around: Surroundings, prepared: Prepared, before: Became | None
) -> PractitionerRole:
    """Where somebody works; whoever of the three is not known so far is put in when they come."""
    said: RoleSaid = prepared.said
    who = around.other(said.practitioner, "Practitioner", "practitioner")
    runs = around.other(said.organization, "Organization", "organization")
    place = around.other(said.place, "Location", "place")
    if not (who or runs or before):
        raise Refused("It names neither a practitioner nor an organization that is known here.")
    return resources.keep_role(
        by=around.by,
        facts=said.facts,
        known=PractitionerRole.objects.get(pk=before.key) if before else None,
        practitioner=Practitioner.objects.get(pk=who.key) if who else None,
        organization=Organization.objects.get(pk=runs.key) if runs else None,
        place=Place.objects.get(pk=place.key) if place else None,
    ).record
