"""What people look at in this room: as received, the newest first."""

from casewright.chart.queries.kinds import (
    allergies_of,
    conditions_of,
    medicines_of,
    observations_of,
)
from casewright.chart.queries.readings import readings_of
from casewright.chart.queries.sections import (
    documents_of,
    episodes_elsewhere_of,
    goals_elsewhere_of,
    plans_elsewhere_of,
    procedures_of,
    received_allergies_of,
    received_conditions_of,
    received_medicines_of,
)

__all__ = [
    "allergies_of",
    "conditions_of",
    "documents_of",
    "episodes_elsewhere_of",
    "goals_elsewhere_of",
    "medicines_of",
    "observations_of",
    "plans_elsewhere_of",
    "procedures_of",
    "readings_of",
    "received_allergies_of",
    "received_conditions_of",
    "received_medicines_of",
]
