"""People: search, the command box, and one's own."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from casewright.desk.answers import is_part, show
from casewright.desk.queries.box import answers_to
from casewright.desk.queries.find import own
from casewright.people.access import SEARCH
from casewright.people.queries import MOST_FOUND
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
        return show(request, "people.html", {"text": "", "page": page, "answers": None})
    answers = answers_to(text, viewer=request.user, most=MOST_FOUND)
    page = answers.people
    is_from_bar = request.GET.get("from") == "bar"
    if is_from_bar and answers.is_deed and len(answers.deeds) == 1:
        return HttpResponseRedirect(answers.deeds[0].address)
    if is_from_bar and len(page.people) == 1 and not page.is_near:
        return HttpResponseRedirect(reverse("person", args=[page.people[0].key]))
    return show(request, "people.html", {"text": answers.text, "page": page, "answers": answers})


@require_safe
@opens_page(SEARCH)
def box(request: StaffRequest) -> HttpResponse:
    """What the command box shows under what is being typed; as a page of its own, the search."""
    text = request.GET.get("q", "").strip()
    if not is_part(request):
        return HttpResponseRedirect(f"{reverse('people')}?{urlencode({'q': text})}")
    return show(request, "_found.html", {"answers": answers_to(text, viewer=request.user)})
