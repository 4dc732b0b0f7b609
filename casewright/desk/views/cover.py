"""Cover: who is away, who holds whose people until when; taken, given, and ended early."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casewright.desk import words
from casewright.desk.answers import show as show_page
from casewright.desk.forms.cover import CoverForm
from casewright.desk.forms.note import next_working_day
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.cover import CoverPage, cover_page
from casewright.desk.said import say
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local, now
from casewright.security.access import END_COVER, SEE_COVER, TAKE_COVER, fetch_cover
from casewright.security.actions import arrange_cover, end_cover, take_cover
from casewright.security.gate import StaffRequest, opens, opens_page
from casewright.security.models import Cover, User


@require_http_methods(["GET", "HEAD", "POST"])
@opens_page(SEE_COVER)
def cover(request: StaffRequest) -> HttpResponse:
    """Who is away and who covers; posted to, cover is arranged."""
    at = now()
    page = cover_page(viewer=request.user, at=at, whose=request.GET.get("for", ""))
    form = CoverForm(request.POST or None, away=page.away, takers=page.takers)
    if form.is_valid():
        try:
            made = arrange_cover(by=request.user, **form.arrangement(at))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _done(made))
            return redirect("cover")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    begins = _first(page, request.user)
    begins |= {"starts_on": local(at).date().isoformat()}
    begins |= {"ends_on": next_working_day(at).isoformat()}
    context = {
        "page": page,
        "form": form,
        "typed": typed_into(form, begins),
        "words": words,
        "at": at,
        "today": local(at).date(),
    }
    return show_page(request, "cover.html", context, status)


@require_POST
@opens(TAKE_COVER, fetch_cover)
def take(request: StaffRequest, cover: Cover) -> HttpResponse:
    """Take the cover of a teammate who is away."""
    try:
        take_cover(by=request.user, cover=cover, at=now())
    except Refused as refusal:
        say(request, str(refusal))
    else:
        say(request, _("You cover now. Their people stand on your Today."))
    return redirect("cover")


@require_POST
@opens(END_COVER, fetch_cover)
def end(request: StaffRequest, cover: Cover) -> HttpResponse:
    """End cover before its time."""
    try:
        end_cover(by=request.user, cover=cover, at=now())
    except Refused as refusal:
        say(request, str(refusal))
    else:
        say(request, _("Ended. The people are with whoever was away again."))
    return redirect("cover")


def _first(page: CoverPage, viewer: User) -> dict[str, Any]:
    """What the form begins with: one's own absence, or oneself covering whoever was asked for."""
    if page.asked and page.asked.pk != viewer.pk:
        return {"away": str(page.asked.pk), "covering": str(viewer.pk)}
    return {"away": str(viewer.pk)}


def _done(made: Cover) -> str:
    if made.covering is None:
        return _("Kept. Whoever of the team takes it first covers.")
    return _("Arranged. For that time whoever covers has their people on Today.")
