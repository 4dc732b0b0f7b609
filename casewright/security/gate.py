"""The gate: every permit, who holds it, and the ways through.

A permit is held by role *and* relation. Roles are rows (`RolePermit`); the relation is a test
that the room registers with the permit. Views, actions, lists, commands and doors all come
through here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from casewright.audit.actions import record, record_refusal
from casewright.foundation.errors import NotPermitted
from casewright.security.models import User
from casewright.security.standing import standing, stands_by

Test = Callable[[User, Any], bool]
View = Callable[..., HttpResponse]

# The organization's first roles; permits are rows and may be changed there (contract: roles).
ROLES = {
    "case_manager": "Case manager",
    "community_health_worker": "Community health worker",
    "intake": "Intake",
    "pharmacist": "Pharmacist",
    "supervisor": "Supervisor",
    "quality_lead": "Quality lead",
    "privacy_officer": "Privacy officer",
    "administrator": "Administrator",
    "service": "Service (a feed or an app)",
}
CARE = ("case_manager", "community_health_worker", "intake", "pharmacist", "supervisor")
MANAGES = ("case_manager", "intake", "supervisor")


@dataclass(frozen=True)
class Permission:
    """A permit: its name, what it allows in words, its first holders, and its relation test."""

    name: str
    title: str
    holders: tuple[str, ...]
    test: Test


PERMITS: dict[str, Permission] = {}


class StaffRequest(HttpRequest):
    """A request from someone who has signed in."""

    user: User


def permit(name: str, holders: Iterable[str]) -> Callable[[Test], Test]:
    """Register a permit with its first holders; the decorated test decides by relation."""

    def keep(test: Test) -> Test:
        if name in PERMITS:
            raise ValueError(f"{name} is registered twice")
        title = (test.__doc__ or name).strip().splitlines()[0]
        PERMITS[name] = Permission(name, title, tuple(holders), test)
        return test

    return keep


def holds(user: User, name: str) -> bool:
    """Say whether the user's roles hold a permit, whatever the record."""
    return name in PERMITS and name in standing(user).permits


def may(user: User, name: str, subject: Any) -> bool:
    """Say whether the user may, for this record."""
    return holds(user, name) and PERMITS[name].test(user, subject)


def demand(user: User, name: str, subject: Any) -> None:
    """Stop unless the user holds the permit for this record."""
    if not may(user, name, subject):
        raise NotPermitted(name, _whom(subject))


def _whom(subject: Any) -> str:
    """The key of the person a subject is or is about; empty where there is none."""
    key = subject if isinstance(subject, UUID) else getattr(subject, "person_key", None)
    return str(key or "")


def beside_person(user: User, subject: Any) -> bool:
    """The common relation: the user stands beside the person the record is about."""
    return stands_by(user, subject.person_key)


def always(_user: User, _subject: Any) -> bool:
    """No relation is asked for: the role alone decides."""
    return True


def opens(name: str, fetch: Callable[[UUID], models.Model]) -> Callable[[View], View]:
    """Hand a view its record: found, permitted, and the look written down.

    A record that may not be seen answers as if it did not exist. A view that only reads is
    recorded here; one that is posted to is recorded by the action it calls.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: StaffRequest, key: UUID, **kwargs: Any) -> HttpResponse:
            if isinstance(request.user, AnonymousUser):
                return sign_in_first(request)
            try:
                subject = fetch(key)
                standing(request.user, about=getattr(subject, "person_key", None))
                demand(request.user, name, subject)
            except (ObjectDoesNotExist, NotPermitted) as refusal:
                about = refusal.person_key if isinstance(refusal, NotPermitted) else ""
                record_refusal(request.user, f"seen:{name}", name, str(key), about)
                raise Http404 from None
            response = _answer(view, request, subject, **kwargs)
            if request.method in ("GET", "HEAD"):
                record(request.user, f"seen:{name}", subject)
            return response

        inner.permit = name  # type: ignore[attr-defined]  # read by the list of routes
        return inner

    return wrap


def opens_page(name: str) -> Callable[[View], View]:
    """Let a view show a page that is no single record: a list, a search, a form."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: StaffRequest, **kwargs: Any) -> HttpResponse:
            if isinstance(request.user, AnonymousUser):
                return sign_in_first(request)
            try:
                demand(request.user, name, None)
            except NotPermitted:
                record_refusal(request.user, f"seen:{name}", name)
                raise Http404 from None
            response = _answer(view, request, **kwargs)
            if request.method in ("GET", "HEAD"):
                record(request.user, f"seen:{name}", None)
            return response

        inner.permit = name  # type: ignore[attr-defined]  # read by the list of routes
        return inner

    return wrap


def _answer(view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """Let the view answer; an action it calls may ask for more, and wrote its refusal down."""
    try:
        return view(*args, **kwargs)
    except NotPermitted:
        raise Http404 from None


def open_to_all(reason: str) -> Callable[[View], View]:
    """Mark an address that needs no permit, with its reason."""

    def wrap(view: View) -> View:
        view.open_because = reason  # type: ignore[attr-defined]  # read by the list of routes
        return view

    return wrap


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a browser to the sign-in page; a background call gets a bare 401."""
    if request.headers.get("HX-Request") or request.headers.get("X-Autosave"):
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
