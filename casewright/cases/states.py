"""The life of an episode of case management (FHIR EpisodeOfCare statuses).

The CCMC process is cyclic: a case may go on hold and come back, and a finished one may be opened
again; every move is a row that stays.
"""

from django.db import models

from casewright.foundation.states import Moves


class CaseStatus(models.TextChoices):
    """Where an episode stands."""

    PLANNED = "planned"
    ACTIVE = "active"
    ON_HOLD = "onhold"
    FINISHED = "finished"
    CANCELLED = "cancelled"


OPEN = (CaseStatus.PLANNED, CaseStatus.ACTIVE, CaseStatus.ON_HOLD)
CLOSED = (CaseStatus.FINISHED, CaseStatus.CANCELLED)

CASE_MOVES = Moves(
    {
        CaseStatus.PLANNED: frozenset({CaseStatus.ACTIVE, CaseStatus.CANCELLED}),
        CaseStatus.ACTIVE: frozenset({CaseStatus.ON_HOLD, CaseStatus.FINISHED}),
        CaseStatus.ON_HOLD: frozenset({CaseStatus.ACTIVE, CaseStatus.FINISHED}),
        CaseStatus.FINISHED: frozenset({CaseStatus.ACTIVE}),
    }
)
