"""Today: what comes next for one worker, in order, one row for each person, and what is beside it.

Its rows come from one statement and what stands beside them from another, whatever their number;
ranking, bundling and sifting are done on plain values.
"""

from casewright.desk.queries.today.around import Kept
from casewright.desk.queries.today.day import SHOW, Today, row_about, today
from casewright.desk.queries.today.quiet import Quiet, QuietCase, quiet_of_teams, quiet_people
from casewright.desk.queries.today.single import ranked_rows, row_of
from casewright.desk.worklist.row import Row

__all__ = [
    "SHOW",
    "Kept",
    "Quiet",
    "QuietCase",
    "Row",
    "Today",
    "quiet_of_teams",
    "quiet_people",
    "ranked_rows",
    "row_about",
    "row_of",
    "today",
]
