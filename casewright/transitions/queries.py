"""What people look at in this room."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.transitions.models import Feed, Stay
from casewright.transitions.rules.silence import is_silent


def stays_of(person_key: UUID, *, viewer: User) -> QuerySet[Stay]:
    """A person's stays, the newest first."""
    stays = Stay.objects.filter(person=person_key).order_by("-admitted_at", "pk")
    return stays if stands_by(viewer, person_key) else stays.none()


def stale_feeds(*, viewer: User, at: datetime) -> list[Feed]:  # noqa: ARG001 - about nobody
    """The senders not heard for longer than usual, the longest silent first."""
    return [feed for feed in Feed.objects.order_by("last_heard_at", "pk") if is_silent(feed, at)]
