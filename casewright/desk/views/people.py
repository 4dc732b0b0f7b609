"""People: search, and one's own."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from casewright.desk.answers import show
from casewright.desk.queries.find import found, own
from casewright.people.access import SEARCH
from casewright.security.gate import StaffRequest, opens_page


@require_safe
@opens_page(SEARCH)
def find(request: StaffRequest) -> HttpResponse:
    """Who fits what was typed; without it, everyone the viewer stands beside.

    From the bar at the top, the only one who fits is opened at once.
    """
    text = request.GET.get("q", "").strip()
    if not text:
        page = own(request.GET.get("page", "1"), viewer=request.user)
        return show(request, "people.html", {"text": "", "page": page})
    page = found(text, viewer=request.user)
    if len(page.people) == 1 and request.GET.get("from") == "bar":
        return HttpResponseRedirect(reverse("person", args=[page.people[0].key]))
    return show(request, "people.html", {"text": text, "page": page})
