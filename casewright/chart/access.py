"""This room's permits."""

from typing import Any
from uuid import UUID

from casewright.chart.models import Attachment
from casewright.chart.rules import TAKEN_BACK
from casewright.security.gate import CARE, beside_person, permit
from casewright.security.models import User

RECEIVE = "chart.receive"
SEE = "chart.see"


@permit(RECEIVE, holders=["service"])
def may_receive(user: User, person: Any) -> bool:
    """Keep what others sent about somebody's health."""
    return beside_person(user, person)


@permit(SEE, holders=CARE)
def may_see(user: User, person: Any) -> bool:
    """See what was received about somebody one stands beside."""
    return beside_person(user, person)


def fetch_file(key: UUID) -> Attachment:
    """A received file whose bytes are here; one of a document that was taken back is not."""
    files = Attachment.objects.exclude(content=None).exclude(document__status=TAKEN_BACK)
    return files.select_related("document").get(pk=key)
