"""Today: the first page of everybody who cares for people."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from casewright.desk.answers import show
from casewright.desk.navigation import menu_for
from casewright.desk.queries.today import SHOW, Today, today
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, holds, open_to_all, opens_page, sign_in_first
from casewright.tasks.access import SEE_TODAY

ROWS_AT_FIRST = 25


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
    chosen = request.GET.get("show", "all")
    day = today(viewer=request.user, at=now(), show=chosen if chosen in SHOW else "all")
    return show(
        request,
        "today.html",
        {
            **page_of(day, show_all="all" in request.GET),
            "report": None,
            "errors": (),
        },
    )


def page_of(day: Today, *, show_all: bool) -> dict[str, Any]:
    """The rows that fit the first page, or all of them."""
    rows = day.rows if show_all else day.rows[:ROWS_AT_FIRST]
    return {"day": day, "rows": rows, "more": len(day.rows) - len(rows), "shows": SHOW}
