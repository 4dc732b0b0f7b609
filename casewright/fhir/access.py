"""This room's permits."""

from typing import Any

from casewright.security.gate import always, permit
from casewright.security.models import User

IMPORT = "fhir.import"


@permit(IMPORT, holders=["service"])
def may_import(user: User, subject: Any) -> bool:
    """Bring in resources that another system exported."""
    return always(user, subject)
