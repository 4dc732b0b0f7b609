"""Ways of looking at Today that somebody keeps under a name."""

from dataclasses import asdict, dataclass
from datetime import datetime

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.foundation.texts import check_fit
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.access import KEEP_FILTER, SEE_TODAY
from casewright.tasks.models import SavedFilter

# More chips than this and the list of filters wants a filter.
MOST_FILTERS = 20


@dataclass(frozen=True)
class Sieve:
    """Which rows are asked for: whose, in which tier, of which kind, with which tag, due within so
    many days, holding which words; what is empty is not asked."""

    show: str = "all"
    tier: int | None = None
    kind: str = ""
    tag: str = ""
    within: int | None = None
    words: str = ""


@action
def save_filter(*, by: User, name: str, sieve: Sieve, at: datetime) -> SavedFilter:
    """Keep a way of looking under a name; the same name again means the new way."""
    demand(by, SEE_TODAY, None)
    name = name.strip()
    _check_name(name)
    check_fit(SavedFilter, **asdict(sieve))
    hers = SavedFilter.objects.filter(user=by)
    kept = hers.filter(name=name).first()
    if kept is None and hers.count() >= MOST_FILTERS:
        raise Refused(f"You have {MOST_FILTERS} filters. Delete one that you no longer use.")
    kept = kept or SavedFilter(user=by, name=name, made_at=at)
    for field, value in asdict(sieve).items():
        setattr(kept, field, value)
    kept.save()
    record(by, "tasks.filter_saved", kept)
    return kept


@action
def rename_filter(*, by: User, kept: SavedFilter, name: str) -> SavedFilter:
    """Give a filter another name."""
    demand(by, KEEP_FILTER, kept)
    name = name.strip()
    _check_name(name)
    if SavedFilter.objects.filter(user=by, name=name).exclude(pk=kept.pk).exists():
        raise Refused("You have a filter of this name already. Choose another name.")
    kept.name = name
    kept.save(update_fields=["name"])
    record(by, "tasks.filter_renamed", kept)
    return kept


@action
def delete_filter(*, by: User, kept: SavedFilter) -> None:
    """Throw a filter away: it is a habit of one's own, and about nobody's record."""
    demand(by, KEEP_FILTER, kept)
    record(by, "tasks.filter_deleted", kept)
    kept.delete()


def _check_name(name: str) -> None:
    if not name:
        raise Refused("Give the filter a name.")
    check_fit(SavedFilter, name=name)
