"""What people and feeds do in this room: keep true what is known of those we work with."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.foundation.fates import Fate, Kept
from casewright.foundation.texts import clip
from casewright.resources.access import KEEP
from casewright.resources.facts import (
    OrganizationFacts,
    PlaceFacts,
    PractitionerFacts,
    RoleFacts,
)
from casewright.resources.models import Organization, Place, Practitioner, PractitionerRole
from casewright.security.gate import demand
from casewright.security.models import User

M = TypeVar("M", bound=models.Model)


@action
def keep_organization(
    *, by: User, facts: OrganizationFacts, known: Organization | None = None
) -> Kept[Organization]:
    """Keep what is said of an organization: the one `known`, the one with its code, or a new one.

    What the facts do not say stays as it was.
    """
    demand(by, KEEP, known)
    _check_name(facts.name)
    holder = Organization.objects.filter(code=facts.code).first() if facts.code else None
    values = vars(facts)
    if known and holder and holder.pk != known.pk:
        # The code stays with whoever holds it: one code never names two organizations.
        values = {**values, "code": ""}
    kept = _keep(known or holder or Organization(), values)
    _record(by, "resources.organization", kept)
    return kept


@action
def keep_practitioner(
    *,
    by: User,
    facts: PractitionerFacts,
    known: Practitioner | None = None,
    organization: Organization | None = None,
) -> Kept[Practitioner]:
    """Keep what is said of a practitioner: the one `known`, the one with the NPI, or a new one."""
    demand(by, KEEP, known)
    _check_name(facts.full_name)
    if known is None and facts.npi:
        known = Practitioner.objects.filter(npi=facts.npi).order_by("pk").first()
    kept = _keep(known or Practitioner(), {**vars(facts), "organization": organization})
    _record(by, "resources.practitioner", kept)
    return kept


@action
def keep_place(
    *,
    by: User,
    facts: PlaceFacts,
    known: Place | None = None,
    organization: Organization | None = None,
) -> Kept[Place]:
    """Keep what is said of a place: the one `known`, or a new one."""
    demand(by, KEEP, known)
    _check_name(facts.name)
    kept = _keep(known or Place(), {**vars(facts), "organization": organization})
    _record(by, "resources.place", kept)
    return kept


@action
def keep_role(
    *,
    by: User,
    facts: RoleFacts,
    known: PractitionerRole | None = None,
    practitioner: Practitioner | None = None,
    organization: Organization | None = None,
    place: Place | None = None,
) -> Kept[PractitionerRole]:
    """Keep where a practitioner works: the role `known`, or a new one."""
    demand(by, KEEP, known)
    row = known or PractitionerRole()
    if not (practitioner or row.practitioner_id or organization or row.organization_id):
        raise Refused("It names neither a practitioner nor an organization that is known here.")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise Refused("A role cannot end before it begins.")
    beside = {"practitioner": practitioner, "organization": organization, "place": place}
    kept = _keep(row, {**vars(facts), **beside})
    _record(by, "resources.role", kept)
    return kept


def _check_name(name: str) -> None:
    if not name.strip():
        raise Refused("It has no name. Give the name it is known by.")


def _keep(row: M, values: Mapping[str, Any]) -> Kept[M]:
    """Set what is said and differs; write only when something does."""
    is_new = row._state.adding
    said = {
        name: clip(type(row), name, value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in ("", None)
    }
    changed = [name for name, value in said.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, said[name])
    if is_new:
        row.save(force_insert=True)
        return Kept(row, Fate.CREATED)
    if changed:
        row.save(update_fields=changed)
        return Kept(row, Fate.UPDATED)
    return Kept(row, Fate.UNCHANGED)


def _record(by: User, event: str, kept: Kept[Any]) -> None:
    if kept.fate != Fate.UNCHANGED:
        record(by, f"{event}_{kept.fate}", kept.record)
