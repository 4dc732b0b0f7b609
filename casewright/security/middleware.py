"""Who is asking: the session's user, unless a limit has passed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from casewright.foundation.moments import now
from casewright.foundation.room import has_no_room
from casewright.security.actions import touch_session
from casewright.security.models import Kind, Session, User
from casewright.security.rules import session_over

Answer = Callable[[HttpRequest], HttpResponse]
TOUCH_AFTER = timedelta(seconds=60)


class SignedIn:
    """Set `request.user` from the row the session came with: no second query.

    When a limit has passed nobody is signed in, but `request.locked_user` still names whose
    screen it was, so that what they had typed can be kept as their draft.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        request.locked_user = None  # type: ignore[attr-defined]  # see the class
        request.session_ended = ""  # type: ignore[attr-defined]  # see the class
        if user := _user_of(request):
            row: Session = request.session.row  # type: ignore[attr-defined]  # our own store
            moment = now()
            request.session_ended = over = session_over(  # type: ignore[attr-defined]  # as above
                row.started_at,
                row.seen_at,
                moment,
                idle=timedelta(minutes=settings.IDLE_MINUTES),
                absolute=timedelta(hours=settings.ABSOLUTE_HOURS),
            )
            if over:
                request.locked_user = user  # type: ignore[attr-defined]  # as above
            else:
                request.user = user
                if moment - row.seen_at >= TOUCH_AFTER and not request.headers.get("X-Background"):
                    _touch(user, row, moment)
        return self.get_response(request)


def _touch(user: User, row: Session, moment: datetime) -> None:
    """Keep the session awake; where a disk is full the look goes on without."""
    try:
        touch_session(by=user, session=row, at=moment)
    except OperationalError as fault:
        if not has_no_room(fault):
            raise


def _user_of(request: HttpRequest) -> User | None:
    """The active member of staff whose session this is; a changed password ends all older ones."""
    key = request.session.get(SESSION_KEY)
    row = getattr(request.session, "row", None)
    if not key or row is None or row.user is None or str(row.user_id) != str(key):
        return None
    user: User = row.user
    if not user.is_active or user.kind != Kind.STAFF:
        return None
    if request.session.get(BACKEND_SESSION_KEY) not in (settings.AUTHENTICATION_BACKENDS):
        return None
    if not constant_time_compare(
        request.session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return None
    return user


def ends_in(request: HttpRequest) -> int:
    """Seconds until the session of whoever is signed in ends unless they do something more; 0 for
    nobody. Whoever is at work cannot put the end of the day off: that limit may come first."""
    row: Session | None = getattr(request.session, "row", None)
    if row is None or not request.user.is_authenticated:
        return 0
    moment = now()
    idle = row.seen_at + timedelta(minutes=settings.IDLE_MINUTES)
    absolute = row.started_at + timedelta(hours=settings.ABSOLUTE_HOURS)
    return max(1, int((min(idle, absolute) - moment).total_seconds()))


class RecordPagesAreNotKept:
    """No page but the static files stays in a browser's or a proxy's memory; whoever signs out
    leaves nothing in the browser's stores."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response
