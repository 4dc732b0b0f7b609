"""This room's permits."""

from typing import Any

from casewright.security.gate import CARE, permit
from casewright.security.models import User
from casewright.security.standing import stands_by

LOG_WORK = "worklog.log"
SEE_OWN_WORK = "worklog.see_own"


@permit(LOG_WORK, holders=CARE)
def may_log_work(user: User, person_key: Any) -> bool:
    """Log one's own minutes: for nobody in particular, or for somebody one stands beside."""
    return person_key is None or stands_by(user, person_key)


@permit(SEE_OWN_WORK, holders=CARE)
def may_see_own_work(user: User, worker: User) -> bool:
    """See minutes: one's own alone."""
    return user.pk == worker.pk
