"""The trail as a page: who did or saw what, and when."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from casewright.desk.access import SEE_TRAIL
from casewright.desk.answers import show as show_page
from casewright.desk.forms.trail import OUTCOMES, TrailForm
from casewright.desk.queries.trail import TrailPage, trail_page
from casewright.security.gate import StaffRequest, opens_page

ASKED = ("person", "actor", "event", "outcome")


@require_safe
@opens_page(SEE_TRAIL)
def show(request: StaffRequest) -> HttpResponse:
    """The newest entries first; a question that cannot be read answers with its fault."""
    form = TrailForm(request.GET)
    is_readable = form.is_valid()
    page = trail_page(form.sieve(), viewer=request.user) if is_readable else TrailPage([], None)
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    context = {
        "page": page,
        "asked": asked,
        "kept": urlencode({name: text for name, text in asked.items() if text}),
        "outcomes": OUTCOMES,
        "faults": [words for faults in form.errors.values() for words in faults],
    }
    return show_page(request, "trail.html", context, status=200 if is_readable else 422)
