"""This room's permits, and the one way its views find a task."""

from typing import Any
from uuid import UUID

from casewright.security.gate import CARE, always, permit
from casewright.security.models import User
from casewright.security.standing import standing, stands_by
from casewright.tasks.models import Digest, SavedFilter, Task

OPEN_TASK = "tasks.open"
KEEP_TASK = "tasks.keep"
NOTE_RAN_OUT = "tasks.note_ran_out"
SEE_TASK = "tasks.see"
SEE_TODAY = "tasks.see_today"
SEE_TEAM = "tasks.see_team"
KEEP_FILTER = "tasks.keep_filter"
REMIND = "tasks.remind"
WRITE_DIGEST = "tasks.write_digest"
SEE_DIGEST = "tasks.see_digest"


@permit(OPEN_TASK, holders=[*CARE, "service"])
def may_open_task(user: User, person_key: Any) -> bool:
    """Make a promise about somebody one stands beside, or about nobody in particular."""
    return person_key is None or stands_by(user, person_key)


@permit(KEEP_TASK, holders=[*CARE, "service"])
def may_keep_task(user: User, task: Task) -> bool:
    """Close, put off, pause or hand over a promise."""
    return may_see_task(user, task)


@permit(NOTE_RAN_OUT, holders=["service"])
def may_note_ran_out(user: User, subject: Any) -> bool:
    """Write into a promise's history that its clock ran out: the clockwork's own, for anybody's."""
    return always(user, subject)


@permit(SEE_TASK, holders=CARE)
def may_see_task(user: User, task: Task) -> bool:
    """See a promise: about somebody one stands beside, or one's own about nobody."""
    if task.person_id is not None:
        return stands_by(user, task.person_id)
    here = standing(user)
    return task.owner_user_id in {user.pk, *here.covered} or task.owner_team_id in here.teams


@permit(SEE_TODAY, holders=CARE)
def may_see_today(user: User, subject: Any) -> bool:
    """See one's own Today."""
    return always(user, subject)


@permit(SEE_TEAM, holders=["supervisor"])
def may_see_team(user: User, subject: Any) -> bool:
    """See the open promises of one's own teams, colleague by colleague."""
    return always(user, subject)


@permit(KEEP_FILTER, holders=CARE)
def may_keep_filter(user: User, kept: SavedFilter) -> bool:
    """Rename or delete a filter of one's own."""
    return kept.user_id == user.pk


@permit(REMIND, holders=["service"])
def may_remind(user: User, subject: Any) -> bool:
    """Bring promises to the mind of whoever keeps them: the clockwork's own, for anybody's."""
    return always(user, subject)


@permit(WRITE_DIGEST, holders=["service"])
def may_write_digest(user: User, subject: Any) -> bool:
    """Write digests and hand them over as mail: the clockwork's own, for everybody."""
    return always(user, subject)


@permit(SEE_DIGEST, holders=CARE)
def may_see_digest(user: User, digest: Digest) -> bool:
    """See a digest of one's own."""
    return digest.user_id == user.pk


def fetch_digest(key: UUID) -> Digest:
    return Digest.objects.get(pk=key)


def fetch_filter(key: UUID) -> SavedFilter:
    return SavedFilter.objects.get(pk=key)


def fetch_task(key: UUID) -> Task:
    return Task.objects.select_related("person", "case", "clock").get(pk=key)
