"""Today: the first page of everybody who cares for people; its day sheet; what stands beside it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casewright.desk.answers import go_back, show
from casewright.desk.forms.sieve import asked_of, sieve_in
from casewright.desk.navigation import menu_for
from casewright.desk.queries.sheet import sheet_of
from casewright.desk.queries.today import SHOW, Kept, Today, quiet_people, today
from casewright.desk.said import say
from casewright.desk.worklist.changes import clock_on
from casewright.foundation.moments import now, read_moment
from casewright.security.gate import StaffRequest, holds, open_to_all, opens_page, sign_in_first
from casewright.tasks.access import SEE_TODAY
from casewright.tasks.actions import mark_read

ROWS_AT_FIRST = 25
PAGE = 25


@open_to_all("It leads whoever signs in to their first page; Today itself asks for its permit.")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today for whoever has one; for others the first page they may open."""
    if isinstance(request.user, AnonymousUser):
        return sign_in_first(request)
    if holds(request.user, SEE_TODAY):
        return show_today(request)
    pages = menu_for(request)
    if not pages:
        raise Http404
    return HttpResponseRedirect(pages[0].address)


@opens_page(SEE_TODAY)
def show_today(request: StaffRequest) -> HttpResponse:
    """The viewer's day, ranked, each row with its reason and one thing to do."""
    most = 0 if "all" in request.GET else ROWS_AT_FIRST
    day = today(viewer=request.user, at=now(), sieve=sieve_in(request.GET), most=most)
    return show(request, "today.html", {**page_of(day), "report": None, "errors": ()})


def page_of(day: Today) -> dict[str, Any]:
    """What the page and its parts are made of."""
    asked = asked_of(day.sieve)
    return {
        "day": day,
        "rows": day.rows,
        "more": day.number - len(day.rows),
        "shows": SHOW,
        "asked": asked,
        "is_sifted": bool(asked.keys() - {"show"}),
        "query": urlencode(asked),
        "of_filter": _query_of,
        "w": words_of_rows(day),
    }


def _query_of(kept: Kept) -> str:
    """A kept filter as an address asks for it."""
    return urlencode(asked_of(sieve_in({**vars(kept), "q": kept.words})))


def words_of_rows(day: Today) -> dict[str, Any]:
    """What every row says, and where it leads: looked up once for a whole list."""
    return {
        "choose": _("Choose"),
        "take": _("Take"),
        "done": _("Done"),
        "more": _("More"),
        "people": reverse("people"),
        "tasks": "/tasks/",
        "digest": reverse("digest"),
        "clock": lambda moment: clock_on(moment, day.at),
    }


@require_safe
@opens_page(SEE_TODAY)
def day_sheet(request: StaffRequest) -> HttpResponse:
    """The day on paper: what to do, for whom, how to reach them, and a line for the pen."""
    day = today(viewer=request.user, at=now(), sieve=sieve_in(request.GET))
    context = {"day": day, "sheet": sheet_of(day, viewer=request.user)}
    return show(request, "day_sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@opens_page(SEE_TODAY)
def changes(request: StaffRequest) -> HttpResponse:
    """All that changed without the viewer; posted to, it is read up to the moment of the page."""
    at = now()
    if request.method == "POST":
        try:
            upto = read_moment(request.POST.get("upto", ""))
        except ValueError:
            upto = at
        mark_read(by=request.user, upto=upto, at=at)
        say(request, _("Marked as read."))
        return go_back(request)
    day = today(viewer=request.user, at=at, most=1)
    return show(request, "changes.html", page_of(day))


@require_safe
@opens_page(SEE_TODAY)
def quiet(request: StaffRequest) -> HttpResponse:
    """Those of the viewer's people whom nobody has spoken with for longer than their case asks."""
    found = quiet_people(viewer=request.user, at=now())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return show(request, "quiet.html", {"page": page})
