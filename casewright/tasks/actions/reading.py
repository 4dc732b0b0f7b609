"""What changed without somebody, and that they have read it."""

from datetime import datetime

from casewright.audit.actions import action, record
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.access import SEE_TODAY
from casewright.tasks.models import ReadMark


@action
def mark_read(*, by: User, upto: datetime, at: datetime) -> ReadMark:
    """Keep up to which moment somebody has read what changed without them; it never goes back.

    Nothing is read before it was shown: `upto` is the moment of the page they read.
    """
    demand(by, SEE_TODAY, None)
    upto = min(upto, at)
    mark, is_new = ReadMark.objects.get_or_create(user=by, defaults={"upto": upto})
    if not is_new and mark.upto < upto:
        mark.upto = upto
        mark.save(update_fields=["upto"])
    record(by, "tasks.changes_read", None)
    return mark
