"""Nothing typed is lost: what becomes of it when the session has ended meanwhile."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from casewright.contacts.actions import keep_draft
from casewright.desk.forms.note import key_in, number_in, written_in
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import now
from casewright.people.access import fetch_person
from casewright.security.models import User

View = Callable[..., HttpResponse]
# The fields whose text is given back where it could not be kept.
TEXTS = (
    *("text", "next_step", "title", "why", "words", "translation", "home_note", "if_worse"),
    *("strikes",),
)


def keeps_draft(view: View) -> View:
    """Keep a note that arrives after its writer's session ended, as that writer's draft.

    It is only written: nothing of the record is shown. Who may not write about the person leaves
    nothing, and is given back the text.
    """

    @wraps(view)
    def inner(request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or isinstance(request.user, User):
            return view(request, key=key, **kwargs)
        whose: User | None = getattr(request, "locked_user", None)
        return _signed_out(request, key, kept=whose is not None and _keep(whose, key, request))

    return inner


def gives_back(view: View) -> View:
    """Give back what was typed into a form that arrives after the session ended."""

    @wraps(view)
    def inner(request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or isinstance(request.user, User):
            return view(request, key=key, **kwargs)
        return _signed_out(request, key, kept=False)

    return inner


def texts_typed(request: HttpRequest) -> list[str]:
    """What was typed into a form that could not be kept, to be given back word for word."""
    return [request.POST[name] for name in TEXTS if request.POST.get(name)]


def is_from_script(request: HttpRequest) -> bool:
    """Whether a page's script asks, and not a browser that would show the answer as a page."""
    return bool(request.headers.get("X-Autosave") or request.headers.get("HX-Request"))


def is_from_device(request: HttpRequest) -> bool:
    """Whether the text was kept on somebody's device until the server could be reached."""
    return "X-From-Device" in request.headers


def _keep(whose: User, key: UUID, request: HttpRequest) -> bool:
    try:
        keep_draft(
            by=whose,
            person=fetch_person(key),
            written=written_in(request.POST),
            at=now(),
            form_key=key_in(request.POST.get("form_key", "")),
            seen=number_in(request.POST.get("draft_version", "")),
            came_late=is_from_device(request),
        )
    except (ObjectDoesNotExist, NotPermitted, Refused):
        return False
    return True


def _signed_out(request: HttpRequest, key: UUID, *, kept: bool) -> HttpResponse:
    """The page, or the sentence for a script, that says where the text is now."""
    address = reverse("note", args=[key]) if kept else request.path
    asked = {name: request.POST[name] for name in ("kind", "task") if request.POST.get(name)}
    if kept and asked:
        address += f"?{urlencode(asked)}"
    context = {
        "kept": kept,
        "texts": [] if kept else texts_typed(request),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': address})}",
        "why": getattr(request, "session_ended", ""),
    }
    shown = "desk/_signed_out.html" if is_from_script(request) else "desk/kept.html"
    answer = render(request, shown, context, status=401, using="pages")
    if kept:
        answer["X-Kept"] = "true"
    return answer
