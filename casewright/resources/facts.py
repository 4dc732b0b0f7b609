"""What a resource, a message or a form says about those we work with, as plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OrganizationFacts:
    """A hospital, clinic, payer or agency.

    `kind` is an `OrganizationKind`. `code` is its number with whoever gave it, as `system|value`;
    it names one organization wherever it comes from. Empty means "does not say".
    """

    name: str
    kind: str = ""
    code: str = ""
    phone: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class PractitionerFacts:
    """A professional outside our staff. `npi` is the ten digits of the National Provider
    Identifier, which names one person in the whole country."""

    full_name: str
    npi: str = ""
    role: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PlaceFacts:
    """A ward, a clinic, a building."""

    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class RoleFacts:
    """Where somebody works and as what; `phones` as they are dialed, the first to try first."""

    role: str = ""
    specialty: str = ""
    phones: str = ""
    is_active: bool = True
    starts_on: date | None = None
    ends_on: date | None = None
